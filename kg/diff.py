"""What changed between two graphs: nodes and edges added, gone, and changed."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.ledger import open_ledger

_NODE = ("label", "type", "kind", "region", "documents", "first", "last")
_EDGE = ("status", "weight", "first", "last", "fields", "confidence")


@dataclass(frozen=True, slots=True)
class Change:
    """A node or edge that is new, gone or changed; ``details`` says what it was and is."""

    what: str
    change: str
    id: str
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that tells two graphs apart, nodes first, each part in the order of texts."""

    changes: tuple[Change, ...]

    def count(self, what: str, change: str) -> int:
        """How many nodes or edges are ``added``, ``gone`` or ``changed``."""
        return sum((row.what, row.change) == (what, change) for row in self.changes)


def compare(old: Path, new: Path) -> Difference:
    """What is in the one ledger and not, or otherwise, in the other.

    Raises KgError where one of them cannot be read.
    """
    queries = {
        "node": f"SELECT id, label AS text, {', '.join(_NODE)} FROM nodes",
        "edge": f"""SELECT e.id, h.label || ' ' || e.relation || ' ' || t.label AS text,
            {", ".join("e." + column for column in _EDGE)}
            FROM edges e JOIN nodes h ON h.id = e.head JOIN nodes t ON t.id = e.tail""",
    }
    changes: list[Change] = []
    for what, query in queries.items():
        before, after = _rows(old, query), _rows(new, query)
        changes += [Change(what, "added", id, after[id][0]) for id in after.keys() - before.keys()]
        changes += [Change(what, "gone", id, before[id][0]) for id in before.keys() - after.keys()]
        for id in before.keys() & after.keys():
            if before[id][1:] != after[id][1:]:
                columns = _NODE if what == "node" else _EDGE
                changes.append(Change(what, "changed", id, after[id][0], _details(columns, before[id], after[id])))
    return Difference(tuple(sorted(changes, key=lambda row: (row.what != "node", row.change, row.text, row.id))))


def _rows(ledger: Path, query: str) -> dict[str, tuple[str, ...]]:
    try:
        with closing(open_ledger(ledger)) as db:
            return {row["id"]: tuple(row)[1:] for row in db.execute(query)}
    except KgError as error:
        if ledger.exists():
            raise
        raise KgError(f"{ledger}: no graph to compare with") from error


def _details(columns: tuple[str, ...], before: tuple[object, ...], after: tuple[object, ...]) -> tuple[str, ...]:
    rows = zip(columns, before[1:], after[1:], strict=True)
    return tuple(f"{name}: {_shown(old)} → {_shown(new)}" for name, old, new in rows if old != new)


def _shown(value: object) -> str:
    if isinstance(value, str) and value.startswith("["):
        return "、".join(json.loads(value)) or "–"
    return "–" if value in (None, "") else str(value)
