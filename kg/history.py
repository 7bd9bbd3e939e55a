"""How a node came about: which documents' names were put together, by what, and what people decided on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.judgements import Judgement
from kg.ledger import open_ledger
from kg.names import Names, fold
from kg.query import names_of, resolve


@dataclass(frozen=True, slots=True)
class Event:
    """A name of documents that became part of the node, or a decision. ``on`` is the first document's date, or the day
    of the decision; ``how`` is what joined it (nothing: it stands by itself)."""

    on: str | None
    how: str
    name: str
    via: str
    documents: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""


def history(ledger: Path, name: str, judgements: Sequence[Judgement] = ()) -> list[Event]:
    """Everything that made the node what it is, in the order of time, what has no date last.

    Raises AmbiguousName, UnknownName, or KgError where the ledger cannot be read.
    """
    with closing(open_ledger(ledger)) as db:
        node = resolve(db, name)
        known = set(map(fold, names_of(db, node)))
        events = [*_joined(db, node), *_decided(judgements, known)]
    return sorted(events, key=lambda event: (event.on is None, event.on or "", event.how, event.name, event.via))


def reference(db: sqlite3.Connection, node: str, names: Names) -> tuple[str, str]:
    """How a judgement speaks of a node: by its label, and by a document where the label is also that of others."""
    (label,) = db.execute("SELECT label FROM nodes WHERE id = ?", (node,)).fetchone()
    (bearers,) = db.execute("SELECT count(*) FROM nodes WHERE label = ?", (label,)).fetchone()
    if bearers == 1 and names.is_specific(label):
        return label, ""
    query = "SELECT name, document FROM members WHERE node = ? ORDER BY document, entity LIMIT 1"
    row = db.execute(query, (node,)).fetchone()
    return (row["name"], row["document"]) if row else (label, "")


def _joined(db: sqlite3.Connection, node: str) -> Iterator[Event]:
    query = """SELECT how, name, via, document, published FROM members LEFT JOIN documents ON id = document
        WHERE node = ? ORDER BY how, name, via, document"""
    groups: dict[tuple[str, str, str], list[sqlite3.Row]] = {}
    for row in db.execute(query, (node,)):
        groups.setdefault((row["how"], row["name"], row["via"]), []).append(row)
    for (how, name, via), rows in groups.items():
        first = min((row["published"] for row in rows if row["published"]), default=None)
        yield Event(first, how, name, via, tuple(row["document"] for row in rows))


def _decided(judgements: Sequence[Judgement], known: set[str]) -> Iterator[Event]:
    for row in judgements:
        if fold(row.name) in known or (row.other and fold(row.other) in known):
            name = " ".join(filter(None, (row.name, row.document and f"({row.document})")))
            other = " ".join(filter(None, (row.other, row.other_document and f"({row.other_document})")))
            yield Event(row.on or None, row.verdict, name, other, (), row.by, row.reason)
