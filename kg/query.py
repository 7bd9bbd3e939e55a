"""Questions to a graph, answered straight from its ledger; only what is asked for is read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.ledger import open_ledger
from kg.names import fold
from kg.schema import Relation, Schema, load_schema

_PARTIES = ("institution", "region")
_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A node of the graph."""

    id: str
    label: str
    type: str
    kind: str
    region: str
    documents: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence that states a relation, and where it stands in the text of its file."""

    claim: str
    document: str
    file: str
    title: str
    published: str | None
    sentence: str
    start: int
    end: int
    status: str
    date: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A relation of a node with a partner: ``direction`` is ``out`` where the node is its head, else ``in``.

    ``distance`` is the number of relations from the node asked about to ``partner``; ``others`` are those
    who take part in the same agreement, initiative, event or document.
    """

    node: Found
    partner: Found
    distance: int
    relation: str
    direction: str
    label_zh: str
    label_en: str
    status: str
    first: str | None
    last: str | None
    fields: tuple[str, ...]
    documents: int
    confidence: float
    others: tuple[str, ...]
    evidence: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """The answer to a question about one node."""

    node: Found
    names: tuple[str, ...]
    neighbors: tuple[Neighbor, ...]


class AmbiguousName(KgError):
    """A name that stands for several nodes: the question has to be put more precisely."""

    def __init__(self, name: str, candidates: tuple[Found, ...]) -> None:
        super().__init__(f"{name} may be any of {len(candidates)}")
        self.candidates = candidates


class UnknownName(KgError):
    """A name that stands for no node."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"{name} is not in the graph")
        self.suggestions = suggestions


def neighbors(
    ledger: Path,
    name: str,
    *,
    relation: str | None = None,
    depth: int = 1,
    status: str | None = None,
    schema: Schema | None = None,
) -> Neighborhood:
    """Who is connected to ``name`` over at most ``depth`` relations, nearest and best attested first.

    Only relations of the type ``relation`` and of the status ``status`` are followed, where those are
    given. Raises AmbiguousName, UnknownName, or KgError where the ledger cannot be read or a filter is not
    in the schema.
    """
    schema = schema or load_schema()
    _check_known("relation", relation, schema.relations)
    _check_known("status", status, schema.statuses)
    with closing(open_ledger(ledger)) as db:
        node = resolve(db, name)
        names = db.execute("SELECT DISTINCT name FROM aliases WHERE node = ? ORDER BY name", (node,))
        rows = sorted(_walk(db, node, depth, relation, status, schema), key=_rank)
        found = _found(db, node)
        others = (row["name"] for row in names if row["name"] != found.label)
        return Neighborhood(found, (found.label, *others), tuple(rows))


def resolve(db: sqlite3.Connection, name: str) -> str:
    """The id of the node that ``name`` stands for: an id, a name, or a part of the names of just one node.

    Institutions and regions go before things. Raises AmbiguousName and UnknownName.
    """
    if db.execute("SELECT 1 FROM nodes WHERE id = ?", (name,)).fetchone():
        return name
    folded = fold(name)
    for condition in ("folded = ?1", "instr(folded, ?1) > 0"):
        query = f"SELECT DISTINCT node FROM aliases WHERE {condition}"
        nodes = [_found(db, row["node"]) for row in db.execute(query, (folded,))] if folded else []
        nodes = [node for node in nodes if node.type in _PARTIES] or nodes
        if len(nodes) == 1:
            return nodes[0].id
        if nodes:
            raise AmbiguousName(name, tuple(sorted(nodes, key=lambda node: (-node.documents, node.label, node.id))))
    raise UnknownName(name, _nearest(db, folded))


def _check_known(what: str, value: str | None, known: dict[str, Relation] | object) -> None:
    assert isinstance(known, dict)
    if value is not None and value not in known:
        raise KgError(f"no {what} is called {value}; there are {', '.join(known)}")


def _walk(
    db: sqlite3.Connection, start: str, depth: int, relation: str | None, status: str | None, schema: Schema
) -> Iterator[Neighbor]:
    reached, seen = {start}, set[str]()
    for distance in range(1, depth + 1):
        frontier, reached_before = sorted(reached), set(reached)
        for node in frontier:
            for edge in _edges(db, node, relation, status):
                if edge["id"] not in seen:
                    seen.add(edge["id"])
                    yield _neighbor(db, node, edge, distance, schema)
                    reached.update((edge["head"], edge["tail"]))
        if reached == reached_before:
            return


def _edges(db: sqlite3.Connection, node: str, relation: str | None, status: str | None) -> list[sqlite3.Row]:
    query = """SELECT * FROM edges WHERE (head = ?1 OR tail = ?1)
        AND (?2 IS NULL OR relation = ?2) AND (?3 IS NULL OR status = ?3) ORDER BY id"""
    return db.execute(query, (node, relation, status)).fetchall()


def _neighbor(db: sqlite3.Connection, node: str, edge: sqlite3.Row, distance: int, schema: Schema) -> Neighbor:
    relation = schema.relations[edge["relation"]]
    is_head = edge["head"] == node
    return Neighbor(
        node=_found(db, node),
        partner=_found(db, edge["tail"] if is_head else edge["head"]),
        distance=distance,
        relation=relation.name,
        direction="out" if is_head or relation.symmetric else "in",
        label_zh=relation.zh if is_head else relation.inverse_zh,
        label_en=relation.en if is_head else relation.inverse_en,
        status=edge["status"],
        first=edge["first"],
        last=edge["last"],
        fields=tuple(json.loads(edge["fields"])),
        documents=edge["weight"],
        confidence=edge["confidence"],
        others=_others(db, edge, node) if relation.joint else (),
        evidence=tuple(_proofs(db, edge["id"])),
    )


def _others(db: sqlite3.Connection, edge: sqlite3.Row, node: str) -> tuple[str, ...]:
    """Those who sign, build, hold or publish the same together with the head of the edge."""
    query = """SELECT DISTINCT nodes.label FROM edges JOIN nodes ON nodes.id = edges.head
        WHERE edges.tail = ? AND edges.relation = ? AND edges.head NOT IN (?, ?) AND edges.status != 'negated'
        ORDER BY nodes.label"""
    rows = db.execute(query, (edge["tail"], edge["relation"], edge["head"], node))
    return tuple(row["label"] for row in rows)


def _proofs(db: sqlite3.Connection, edge: str) -> Iterator[Proof]:
    query = """SELECT c.*, d.title, d.published FROM edge_claims e
        JOIN claims c ON c.id = e.claim JOIN documents d ON d.id = c.document
        WHERE e.edge = ? ORDER BY e.place"""
    for row in db.execute(query, (edge,)):
        place = (row["quote"], row["start"], row["end"], row["status"], row["date"], row["rule"])
        document = (row["document"], row["document"].partition("#")[0], row["title"], row["published"])
        yield Proof(row["id"], *document, *place, row["confidence"])


def _found(db: sqlite3.Connection, node: str) -> Found:
    columns = "id, label, type, kind, region, documents"
    return Found(*db.execute(f"SELECT {columns} FROM nodes WHERE id = ?", (node,)).fetchone())


def _nearest(db: sqlite3.Connection, folded: str) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    query = "SELECT folded, label FROM aliases JOIN nodes ON id = node ORDER BY folded, label, id"
    rows = db.execute(query).fetchall()
    names = [row["folded"] for row in rows]
    close = process.extract(folded, names, scorer=fuzz.ratio, limit=20, score_cutoff=50)
    return tuple(dict.fromkeys(rows[place]["label"] for _, _, place in close))[:_SUGGESTIONS]


def _rank(row: Neighbor) -> tuple[int, int, str, str, str]:
    return row.distance, -row.documents, row.relation, row.partner.label, row.partner.id
