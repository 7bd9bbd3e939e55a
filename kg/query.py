"""Questions to a graph, answered straight from its ledger; only what is asked for is read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.filters import Filter
from kg.ledger import open_ledger
from kg.names import fold
from kg.schema import Schema, load_schema

_PARTIES = ("institution", "region")
_SUGGESTIONS = 5
_LEAST_LIKENESS = 50
_FOUND = "nodes.id, nodes.label, nodes.type, nodes.kind, nodes.region, nodes.documents"


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


def ledger_of(path: Path) -> Path:
    """The ledger itself, or that of the folder that `kg build` wrote."""
    return path if path.is_file() else path / "kg.sqlite"


def neighbors(
    ledger: Path,
    name: str,
    *,
    relation: str | None = None,
    depth: int = 1,
    status: str | None = None,
    since: str | None = None,
    until: str | None = None,
    min_confidence: float = 0.0,
    schema: Schema | None = None,
) -> Neighborhood:
    """Who is connected to ``name`` over at most ``depth`` relations, nearest and best attested first.

    Only relations of the type ``relation``, of the status ``status``, of the period and of the certainty are
    followed, where those are given. Raises AmbiguousName, UnknownName, or KgError where the ledger cannot be read
    or a filter asks for what is not in the schema.
    """
    schema, only = schema or load_schema(), Filter(relation, status, since, until, min_confidence)
    only.check(schema)
    with closing(open_ledger(ledger)) as db:
        node = resolve(db, name)
        rows = sorted(_walk(db, node, depth, only, schema), key=_rank)
        return Neighborhood(found(db, node), names_of(db, node), tuple(rows))


def names_of(db: sqlite3.Connection, node: str) -> tuple[str, ...]:
    """All names of a node, its label first."""
    rows = db.execute("SELECT DISTINCT name FROM aliases WHERE node = ? ORDER BY name", (node,))
    return tuple(dict.fromkeys([found(db, node).label, *(row["name"] for row in rows)]))


def resolve(db: sqlite3.Connection, name: str) -> str:
    """The id of the node that ``name`` stands for: an id, a name, or a part of the names of just one node.

    Institutions and regions go before things. Raises AmbiguousName and UnknownName.
    """
    if db.execute("SELECT 1 FROM nodes WHERE id = ?", (name,)).fetchone():
        return name
    folded = fold(name)
    for condition in ("folded = ?1", "instr(folded, ?1) > 0"):
        query = f"SELECT DISTINCT {_FOUND} FROM aliases JOIN nodes ON nodes.id = node WHERE {condition}"
        nodes = [Found(*row) for row in db.execute(query, (folded,))] if folded else []
        nodes = [node for node in nodes if node.type in _PARTIES] or nodes
        if len(nodes) == 1:
            return nodes[0].id
        if nodes:
            raise AmbiguousName(name, tuple(sorted(nodes, key=lambda node: (-node.documents, node.label, node.id))))
    raise UnknownName(name, nearest(db, folded))


def nearest(db: sqlite3.Connection, folded: str) -> tuple[str, ...]:
    """The labels of the few nodes that have a name most like a folded one."""
    from heapq import nsmallest

    from rapidfuzz.fuzz import ratio

    def scored() -> Iterator[tuple[float, str, str]]:
        for name, node in db.execute("SELECT folded, node FROM aliases"):
            likeness = ratio(folded, name, score_cutoff=_LEAST_LIKENESS)
            if likeness:
                yield -likeness, name, node

    close = nsmallest(4 * _SUGGESTIONS, scored()) if folded else []
    labels = [(rank, name, found(db, node).label) for rank, name, node in close]
    return tuple(dict.fromkeys(label for _, _, label in sorted(labels)))[:_SUGGESTIONS]


def _walk(db: sqlite3.Connection, start: str, depth: int, only: Filter, schema: Schema) -> Iterator[Neighbor]:
    reached, seen = {start}, set[str]()
    for distance in range(1, depth + 1):
        frontier, reached_before = sorted(reached), set(reached)
        for node in frontier:
            here = found(db, node)
            for edge in edges_at(db, node, only):
                if edge["id"] not in seen:
                    seen.add(edge["id"])
                    yield neighbor(db, here, edge, distance, schema)
                    reached.update((edge["head"], edge["tail"]))
        if reached == reached_before:
            return


def edges_at(db: sqlite3.Connection, node: str, only: Filter) -> list[sqlite3.Row]:
    """The edges of a node that pass a filter."""
    query = f"SELECT * FROM edges WHERE (head = :node OR tail = :node) AND {only.sql('edges')} ORDER BY id"
    return db.execute(query, {"node": node, **only.values}).fetchall()


def neighbor(db: sqlite3.Connection, node: Found, edge: sqlite3.Row, distance: int, schema: Schema) -> Neighbor:
    """An edge as seen from one of its ends."""
    relation = schema.relations[edge["relation"]]
    is_head = edge["head"] == node.id
    return Neighbor(
        node=node,
        partner=found(db, edge["tail"] if is_head else edge["head"]),
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
        others=_others(db, edge, node.id) if relation.joint else (),
        evidence=tuple(proofs(db, edge["id"])),
    )


def _others(db: sqlite3.Connection, edge: sqlite3.Row, node: str) -> tuple[str, ...]:
    """Those who sign, build, hold or publish the same together with the head of the edge."""
    query = """SELECT DISTINCT nodes.label FROM edges JOIN nodes ON nodes.id = edges.head
        WHERE edges.tail = ? AND edges.relation = ? AND edges.head NOT IN (?, ?) AND edges.status != 'negated'
        ORDER BY nodes.label"""
    rows = db.execute(query, (edge["tail"], edge["relation"], edge["head"], node))
    return tuple(row["label"] for row in rows)


def proofs(db: sqlite3.Connection, edge: str) -> Iterator[Proof]:
    """The sentences behind an edge, in the order of documents."""
    query = """SELECT c.*, d.title, d.published FROM edge_claims e
        JOIN claims c ON c.id = e.claim JOIN documents d ON d.id = c.document
        WHERE e.edge = ? ORDER BY e.place"""
    for row in db.execute(query, (edge,)):
        place = (row["quote"], row["start"], row["end"], row["status"], row["date"], row["rule"])
        document = (row["document"], row["document"].partition("#")[0], row["title"], row["published"])
        yield Proof(row["id"], *document, *place, row["confidence"])


def found(db: sqlite3.Connection, node: str) -> Found:
    """A node by its id."""
    return Found(*db.execute(f"SELECT {_FOUND} FROM nodes WHERE id = ?", (node,)).fetchone())


def _rank(row: Neighbor) -> tuple[int, int, str, str, str]:
    return row.distance, -row.documents, row.relation, row.partner.label, row.partner.id
