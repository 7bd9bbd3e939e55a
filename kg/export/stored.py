"""The graph of a ledger, and its evidence, read back for exports and reports."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.ledger import open_ledger
from kg.schema import Schema, load_schema
from kg.types import Evidence


@dataclass(frozen=True, slots=True)
class Stored:
    """A graph with what is shown of its claims, and the schema that names its parts."""

    graph: Any
    evidence: dict[str, Evidence]
    schema: Schema


def load_stored(ledger: Path, schema: Schema | None = None) -> Stored:
    """The graph that queries read, as ``kg build`` put it into the ledger.

    Raises KgError where there is no ledger that this version can read.
    """
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    with closing(open_ledger(ledger)) as db:
        for row in db.execute("SELECT * FROM nodes ORDER BY id"):
            graph.add_node(row["id"], **_node(db, row))
        for row in db.execute("SELECT * FROM edges ORDER BY id"):
            graph.add_edge(row["head"], row["tail"], key=row["id"], **_edge(db, row))
        query = "SELECT c.*, d.title, d.published FROM claims c JOIN documents d ON d.id = c.document ORDER BY c.id"
        evidence = {row["id"]: _evidence(row) for row in db.execute(query)}
    return Stored(graph, evidence, schema or load_schema())


def around(stored: Stored, ledger: Path, name: str, depth: int) -> Stored:
    """The part of the graph within ``depth`` relations of the node that ``name`` stands for.

    Raises AmbiguousName and UnknownName of :mod:`kg.query`.
    """
    from kg.query import resolve

    with closing(open_ledger(ledger)) as db:
        reached = {resolve(db, name)}
    for _ in range(depth):
        reached |= {n for node in reached for n in (*stored.graph.successors(node), *stored.graph.predecessors(node))}
    return replace(stored, graph=stored.graph.subgraph(sorted(reached)))


def _node(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    aliases = db.execute("SELECT DISTINCT name FROM aliases WHERE node = ? ORDER BY name", (row["id"],))
    names = (row["label"], *(alias["name"] for alias in aliases if alias["name"] != row["label"]))
    columns = ("label", "type", "kind", "region", "documents", "first", "last")
    return {column: row[column] for column in columns} | {"names": names}


def _edge(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    claims = db.execute("SELECT claim FROM edge_claims WHERE edge = ? ORDER BY place", (row["id"],))
    columns = ("id", "relation", "status", "weight", "first", "last", "confidence")
    lists = {"fields": tuple(json.loads(row["fields"])), "claims": tuple(claim["claim"] for claim in claims)}
    return {column: row[column] for column in columns} | lists


def _evidence(row: sqlite3.Row) -> Evidence:
    marks = [place - row["start"] for place in json.loads(row["spans"])]
    return Evidence(
        claim=row["id"],
        document=row["document"],
        title=row["title"],
        published=row["published"],
        quote=row["quote"],
        head_marks=(marks[0], marks[1]),
        tail_marks=(marks[2], marks[3]),
        trigger_marks=(marks[4], marks[5]),
        status=row["status"],
        date=row["date"],
        fields=tuple(json.loads(row["fields"])),
        rule=row["rule"],
        confidence=row["confidence"],
    )
