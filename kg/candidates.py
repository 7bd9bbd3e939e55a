"""Pairs of nodes that may be one, or may have been made one wrongly: what people should look at first."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kg.history import reference
from kg.judgements import Judgement
from kg.ledger import open_ledger
from kg.names import Names, compatible, fold, load_names

_BLOCK = 60
_UNLIKELY = 0.3
_PROPER = 2  # a single character of its own makes no name proper


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair: how judgements speak of it, and what is known of it."""

    name: str
    document: str
    names: tuple[str, ...]
    type: str
    region: str
    documents: int
    partners: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one; ``score`` is how likely that is, ``joined`` whether the graph has them as one already."""

    score: float
    joined: bool
    one: Side
    other: Side

    def judged(self, verdict: str, *, by: str = "", on: str = "", reason: str = "") -> Judgement:
        """The decision on this pair."""
        ends = (self.one.name, self.one.document, self.other.name, self.other.document)
        return Judgement(verdict, *ends, reason, by, on)


def candidates(
    ledger: Path, judgements: Sequence[Judgement] = (), *, limit: int = 50, rules: Path | None = None
) -> list[Pair]:
    """Pairs that nobody has judged, the most uncertain first.

    Raises KgError where the ledger cannot be read.
    """
    names = load_names(rules)
    judged = {row.subject for row in judgements}
    with closing(open_ledger(ledger)) as db:
        scored = sorted([*_apart(db, names), *_joined(db, names)], key=lambda row: (abs(row[0] - 0.5), row[1:]))
        pairs: list[Pair] = []
        for score, joined, one, other in scored:
            pair = Pair(score, joined, _side(db, one, names), _side(db, other, names))
            if len(pairs) < limit and pair.judged("same").subject not in judged:
                pairs.append(pair)
            if len(pairs) == limit:
                break
        return pairs


def likeness(one: str, other: str, regions: tuple[str, str], shared: int, names: Names) -> float:
    """How likely two names stand for the same, from 0 to 1: by their parts, their regions, and partners they share."""
    from rapidfuzz.fuzz import ratio

    known = {names.official_name(one), names.official_name(other)} - {""}
    if names.distinguished(one, other) or not compatible(*regions) or len(known) > 1:
        return 0.05
    short, long = sorted((names.key(one), names.key(other)), key=len)
    left = iter(long)
    contained = all(char in left for char in short)
    own = [names.proper(name) for name in (one, other)]
    proper = ratio(*own) / 100 if min(map(len, own)) >= _PROPER else 0.0
    same_place = bool(regions[0] and regions[1])
    parts = 0.4 * proper + 0.15 * ratio(short, long) / 100 + 0.35 * contained
    score = parts + 0.05 * same_place + min(0.15, 0.05 * shared)
    return round(min(score, 0.98), 3)


_Scored = tuple[float, bool, str, str]


def _apart(db: sqlite3.Connection, names: Names) -> Iterator[_Scored]:
    """Nodes of one type that share a short form or a proper part."""
    data = {row["id"]: row for row in db.execute("SELECT id, label, type, region FROM nodes ORDER BY id").fetchall()}
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, node in db.execute("SELECT DISTINCT name, node FROM aliases ORDER BY node, name").fetchall():
        for part in sorted(_parts(name, names)):
            if node not in blocks[data[node]["type"], part]:
                blocks[data[node]["type"], part].append(node)
    pairs = {pair for nodes in blocks.values() if len(nodes) <= _BLOCK for pair in combinations(sorted(nodes), 2)}
    for one, other in sorted(pairs):
        a, b = data[one], data[other]
        shared = len(set(_partners(db, one)) & set(_partners(db, other)))
        score = likeness(a["label"], b["label"], (a["region"], b["region"]), shared, names)
        if score > _UNLIKELY and (shared or _is_telling(a["label"], b["label"], names)):
            yield score, False, one, other


def _is_telling(one: str, other: str, names: Names) -> bool:
    """Whether names say anything of who bears them: that one 谅解备忘录 is another is nothing to ask people."""
    return max(len(names.proper(name)) for name in (one, other)) >= _PROPER


def _parts(name: str, names: Names) -> set[str]:
    """What two names of one institution have in common: the proper part or its beginning, the end, a short form."""
    whole, proper = fold(name), names.proper(name)
    return {whole, whole[-4:], proper, proper[:4], *(form for form, _ in names.implied(name))} - {""}


def _joined(db: sqlite3.Connection, names: Names) -> Iterator[_Scored]:
    """Names that were put to a node by a short form alone: the entity of a document, and the node."""
    query = """SELECT node, document, min(entity) AS entity, m.name, label, region FROM members m
        JOIN nodes ON id = node WHERE how = 'short form' AND m.name != label
        GROUP BY node, m.name ORDER BY node, m.name"""
    for row in db.execute(query).fetchall():
        if names.key(row["name"]) != names.key(row["label"]):
            score = likeness(row["name"], row["label"], (row["region"], row["region"]), 1, names)
            yield max(0.5, score), True, row["node"], f"{row['document']}\n{row['entity']}"


def _side(db: sqlite3.Connection, node: str, names: Names) -> Side:
    document, _, entity = node.partition("\n")
    if entity:
        return _occurrence(db, document, entity, names)
    row = db.execute("SELECT * FROM nodes WHERE id = ?", (node,)).fetchone()
    aliases = db.execute("SELECT name FROM aliases WHERE node = ? ORDER BY name", (node,))
    quote = """SELECT quote FROM edges e JOIN edge_claims x ON x.edge = e.id JOIN claims c ON c.id = x.claim
        WHERE e.head = ?1 OR e.tail = ?1 ORDER BY e.weight DESC, e.id, x.place LIMIT 1"""
    sentence = db.execute(quote, (node,)).fetchone()
    name, document = reference(db, node, names)
    known = tuple(alias["name"] for alias in aliases if alias["name"] != name)
    details = (row["type"], row["region"], row["documents"], _partners(db, node)[:5])
    return Side(name, document, known, *details, sentence["quote"] if sentence else "")


def _occurrence(db: sqlite3.Connection, document: str, entity: str, names: Names) -> Side:
    row = db.execute("SELECT * FROM entities WHERE document = ? AND id = ?", (document, entity)).fetchone()
    first, *others = json.loads(row["names"])
    quote = "SELECT quote FROM claims WHERE document = ?1 AND (head = ?2 OR tail = ?2) ORDER BY place LIMIT 1"
    sentence = db.execute(quote, (document, entity)).fetchone()
    place = "" if names.is_specific(first) else document
    return Side(first, place, tuple(others), row["type"], row["region"], 1, (), sentence["quote"] if sentence else "")


def _partners(db: sqlite3.Connection, node: str) -> tuple[str, ...]:
    query = """SELECT DISTINCT label FROM edges JOIN nodes ON nodes.id = CASE head WHEN ?1 THEN tail ELSE head END
        WHERE head = ?1 OR tail = ?1 ORDER BY documents DESC, label LIMIT 200"""
    return tuple(row["label"] for row in db.execute(query, (node,)))


def to_rows(pairs: Iterable[Pair]) -> Iterator[dict[str, object]]:
    """The table that a colleague fills in: the columns of a judgement, and what helps to decide."""
    for pair in pairs:
        yield {
            "verdict": "",
            "name": pair.one.name,
            "document": pair.one.document,
            "other": pair.other.name,
            "other_document": pair.other.document,
            "reason": "",
            "by": "",
            "on": "",
            "score": pair.score,
            "in_graph": "one" if pair.joined else "two",
            **_help("name", pair.one),
            **_help("other", pair.other),
        }


def _help(prefix: str, side: Side) -> dict[str, object]:
    return {
        f"{prefix}_aliases": "、".join(side.names),
        f"{prefix}_region": side.region,
        f"{prefix}_partners": "、".join(side.partners),
        f"{prefix}_sentence": " ".join(side.sentence.split()),
    }
