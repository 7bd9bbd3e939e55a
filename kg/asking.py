"""More questions to a graph, each answered from the rows of the ledger that it is about."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.filters import ALL, Filter
from kg.ledger import open_ledger
from kg.names import fold
from kg.query import Found, Proof, found, names_of, nearest, neighbor, proofs, resolve
from kg.schema import Schema, load_schema

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a search found, and the name that it was found by."""

    node: Found
    name: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many edges of a relation a node has, as seen from it."""

    relation: str
    label_zh: str
    direction: str
    edges: int
    documents: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An edge in words."""

    first: str | None
    last: str | None
    head: str
    relation: str
    label_zh: str
    tail: str
    status: str
    documents: int
    confidence: float
    id: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one node at a glance; ``latest`` are its most recent edges."""

    node: Found
    names: tuple[str, ...]
    first: str | None
    last: str | None
    relations: tuple[Tally, ...]
    claims: int
    formerly: tuple[str, ...]
    later: tuple[str, ...]
    latest: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One relation on the way from one node to another, as seen from ``node``, with a sentence that states it."""

    node: Found
    label_zh: str
    relation: str
    partner: Found
    status: str
    first: str | None
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that connects two nodes: directly, or through ``via``, in which both take part."""

    statement: Statement
    via: str
    proof: Proof


def search(ledger: Path, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """Nodes with a name that is, begins with, or contains ``text``, else the most similar; best known first."""
    folded = fold(text)
    query = """SELECT nodes.id, nodes.label, nodes.type, nodes.kind, nodes.region, nodes.documents, name,
            min(CASE instr(folded, ?1) WHEN 1 THEN folded != ?1 ELSE 2 END) AS rank
        FROM aliases JOIN nodes ON nodes.id = node WHERE instr(folded, ?1) > 0
        GROUP BY node ORDER BY rank, documents DESC, label, nodes.id LIMIT ?2"""
    with closing(open_ledger(ledger)) as db:
        hits = [Hit(Found(*row[:6]), row["name"]) for row in db.execute(query, (folded, limit))] if folded else []
        for label in nearest(db, folded) if folded and not hits else ():
            rows = db.execute("SELECT id FROM nodes WHERE label = ? ORDER BY id", (label,)).fetchall()
            hits += [Hit(found(db, row["id"]), label) for row in rows]
        return tuple(hits[:limit])


def sentences(ledger: Path, text: str, *, limit: int = 20) -> tuple[Proof, ...]:
    """Sentences behind the graph that contain ``text`` as it stands."""
    query = """SELECT DISTINCT e.edge, c.id FROM claims c JOIN edge_claims e ON e.claim = c.id
        WHERE instr(c.quote, ?) LIMIT ?"""
    with closing(open_ledger(ledger)) as db:
        rows = db.execute(query, (text, limit)).fetchall()
        return tuple(proof for row in rows for proof in proofs(db, row["edge"]) if proof.claim == row["id"])


def show(ledger: Path, name: str, *, limit: int = 10, schema: Schema | None = None) -> Card:
    """The card of a node. Raises AmbiguousName, UnknownName, KgError as :func:`kg.query.neighbors` does."""
    schema = schema or load_schema()
    with closing(open_ledger(ledger)) as db:
        node = resolve(db, name)
        period = db.execute("SELECT first, last FROM nodes WHERE id = ?", (node,)).fetchone()
        (claims,) = db.execute(
            """SELECT count(*) FROM edges JOIN edge_claims ON edge = edges.id WHERE head = ?1 OR tail = ?1""", (node,)
        ).fetchone()
        return Card(
            node=found(db, node),
            names=names_of(db, node),
            first=period["first"],
            last=period["last"],
            relations=tuple(_tallies(db, node, schema)),
            claims=claims,
            formerly=_linked(db, node, "former", "later"),
            later=_linked(db, node, "later", "former"),
            latest=tuple(_statements(db, ALL, schema, node, f"edges.last DESC, edges.id LIMIT {int(limit)}")),
        )


def timeline(
    ledger: Path, name: str | None = None, *, only: Filter = ALL, limit: int = 0, schema: Schema | None = None
) -> tuple[Statement, ...]:
    """Dated edges, of one node or of all, from the earliest on; the last ``limit`` of them where that is given."""
    schema = schema or load_schema()
    only.check(schema)
    with closing(open_ledger(ledger)) as db:
        node = resolve(db, name) if name else None
        order = "edges.first, edges.last, h.label, relation, t.label, edges.id"
        if limit:
            order = ", ".join(f"{column} DESC" for column in order.split(", ")) + f" LIMIT {int(limit)}"
        rows = list(_statements(db, only, schema, node, order, dated=True))
        return tuple(reversed(rows) if limit else rows)


def path(
    ledger: Path, one: str, other: str, *, only: Filter = ALL, longest: int = 6, schema: Schema | None = None
) -> tuple[Step, ...] | None:
    """A shortest way from one node to another over at most ``longest`` relations; None where there is none.

    What is negated connects nothing, unless the filter asks for it. Raises as :func:`kg.query.neighbors` does.
    """
    schema = schema or load_schema()
    only.check(schema)
    with closing(open_ledger(ledger)) as db:
        start, end = resolve(db, one), resolve(db, other)
        edges = _way(db, start, end, only, longest)
        return None if edges is None else tuple(_steps(db, start, edges, schema))


def evidence(
    ledger: Path, one: str, other: str, *, only: Filter = ALL, schema: Schema | None = None
) -> tuple[Shown, ...]:
    """All sentences that connect two nodes: by an edge between them, or by a thing in which both take part."""
    schema = schema or load_schema()
    only.check(schema)
    with closing(open_ledger(ledger)) as db:
        ends = {"one": resolve(db, one), "other": resolve(db, other)}
        direct = f"""SELECT id, '' FROM edges
            WHERE ((head = :one AND tail = :other) OR (head = :other AND tail = :one)) AND {only.sql("edges")}"""
        joint = f"""SELECT x.id, nodes.label FROM edges a JOIN edges b ON a.tail = b.tail
            JOIN nodes ON nodes.id = a.tail AND nodes.type NOT IN ('institution', 'region')
            JOIN edges x ON x.id IN (a.id, b.id)
            WHERE a.head = :one AND b.head = :other AND {only.sql("a")} AND {only.sql("b")}"""
        rows = db.execute(f"{direct} UNION {joint} ORDER BY 2, 1", {**ends, **only.values}).fetchall()
        return tuple(shown for edge, via in rows for shown in _shown(db, edge, via, schema))


def _shown(db: sqlite3.Connection, edge: str, via: str, schema: Schema) -> Iterator[Shown]:
    (statement,) = _statements(db, ALL, schema, None, "1", edge=edge)
    yield from (Shown(statement, via, proof) for proof in proofs(db, edge))


def _tallies(db: sqlite3.Connection, node: str, schema: Schema) -> Iterator[Tally]:
    mutual = ", ".join(f"'{name}'" for name, relation in schema.relations.items() if relation.symmetric)
    query = f"""SELECT relation, head = ?1 OR relation IN ({mutual}) AS out, count(*), sum(weight) FROM edges
        WHERE head = ?1 OR tail = ?1 GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
    for name, out, number, documents in db.execute(query, (node,)).fetchall():
        relation = schema.relations[name]
        direction = "out" if out or relation.symmetric else "in"
        yield Tally(name, relation.zh if out else relation.inverse_zh, direction, number, documents)


def _linked(db: sqlite3.Connection, node: str, wanted: str, given: str) -> tuple[str, ...]:
    query = f"SELECT label FROM successions JOIN nodes ON id = {wanted} WHERE {given} = ? ORDER BY label"
    return tuple(row["label"] for row in db.execute(query, (node,)))


def _statements(
    db: sqlite3.Connection,
    only: Filter,
    schema: Schema,
    node: str | None,
    order: str,
    *,
    dated: bool = False,
    edge: str | None = None,
) -> Iterator[Statement]:
    wanted = ["edges.first IS NOT NULL"] * dated + ["edges.id = :edge"] * bool(edge)
    wanted += ["(edges.head = :node OR edges.tail = :node)"] * bool(node)
    query = f"""SELECT edges.first, edges.last, h.label, relation, t.label, status, weight, confidence, edges.id
        FROM edges JOIN nodes h ON h.id = edges.head JOIN nodes t ON t.id = edges.tail
        WHERE {" AND ".join([only.sql("edges"), *wanted])} ORDER BY {order}"""
    for row in db.execute(query, {**only.values, "node": node, "edge": edge}):
        first, last, head, relation, tail, *rest = row
        yield Statement(first, last, head, relation, schema.relations[relation].zh, tail, *rest)


def _way(db: sqlite3.Connection, start: str, end: str, only: Filter, longest: int) -> list[str] | None:
    """The edges of a shortest way: searched from both ends, always from the side that has fewer nodes to go on from."""
    sides: list[dict[str, tuple[str, str]]] = [{start: ("", "")}, {end: ("", "")}]
    rims = [[start], [end]]
    for _ in range(longest):
        meeting = sorted(sides[0].keys() & sides[1].keys())
        if meeting or not all(rims):
            break
        side = 0 if len(rims[0]) <= len(rims[1]) else 1
        rims[side] = _grow(db, rims[side], sides[side], only)
    meeting = sorted(sides[0].keys() & sides[1].keys())
    if not meeting:
        return None
    return [*reversed(_back(sides[0], meeting[0])), *_back(sides[1], meeting[0])]


def _grow(db: sqlite3.Connection, rim: list[str], reached: dict[str, tuple[str, str]], only: Filter) -> list[str]:
    fresh: dict[str, tuple[str, str]] = {}
    wanted = only.sql("edges") if only.status else f"{only.sql('edges')} AND status != 'negated'"
    for place in range(0, len(rim), _CHUNK):
        chunk = rim[place : place + _CHUNK]
        marks = {f"n{number}": node for number, node in enumerate(chunk)}
        nodes = ", ".join(f":{mark}" for mark in marks)
        for near, far in (("head", "tail"), ("tail", "head")):
            query = f"SELECT {near}, {far}, id FROM edges WHERE {near} IN ({nodes}) AND {wanted}"
            for node, partner, edge in db.execute(query, {**marks, **only.values}):
                if partner not in reached:
                    fresh[partner] = min(fresh.get(partner, (edge, node)), (edge, node))
    reached.update(fresh)
    return sorted(fresh)


def _back(reached: dict[str, tuple[str, str]], node: str) -> list[str]:
    edges = []
    while reached[node][0]:
        edge, node = reached[node]
        edges.append(edge)
    return edges


def _steps(db: sqlite3.Connection, start: str, edges: list[str], schema: Schema) -> Iterator[Step]:
    node = found(db, start)
    for edge in edges:
        row = db.execute("SELECT * FROM edges WHERE id = ?", (edge,)).fetchone()
        seen = neighbor(db, node, row, 1, schema)
        proof = seen.evidence[0] if seen.evidence else None
        yield Step(seen.node, seen.label_zh, seen.relation, seen.partner, seen.status, seen.first, proof)
        node = seen.partner
