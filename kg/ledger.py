"""The ledger: documents, entities and claims in one SQLite file, and the graph as queries read it.

The claims are the truth; the tables of the graph are a projection of them and are replaced as a whole. The
file stands alone (no journal beside it), and equal content written in the same order gives equal bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.names import fold
from kg.types import Claim, Entity, Extraction, Source

if TYPE_CHECKING:
    import networkx as nx

VERSION = 2

_TABLES = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL,
    title TEXT NOT NULL, published TEXT
) WITHOUT ROWID;
CREATE TABLE entities (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, id TEXT NOT NULL, place INTEGER NOT NULL,
    type TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL, counted INTEGER NOT NULL,
    names TEXT NOT NULL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;
CREATE TABLE claims (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, id TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL, head TEXT NOT NULL, relation TEXT NOT NULL, tail TEXT NOT NULL,
    status TEXT NOT NULL, date TEXT,
    fields TEXT NOT NULL, quote TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    spans TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL,
    PRIMARY KEY (document, place)
) WITHOUT ROWID;
CREATE TABLE nodes (
    id TEXT PRIMARY KEY, label TEXT NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL,
    documents INTEGER NOT NULL, first TEXT, last TEXT
) WITHOUT ROWID;
CREATE TABLE aliases (
    folded TEXT NOT NULL, name TEXT NOT NULL, node TEXT NOT NULL REFERENCES nodes,
    PRIMARY KEY (folded, name, node)
) WITHOUT ROWID;
CREATE TABLE edges (
    id TEXT PRIMARY KEY, head TEXT NOT NULL REFERENCES nodes, relation TEXT NOT NULL,
    tail TEXT NOT NULL REFERENCES nodes, status TEXT NOT NULL, weight INTEGER NOT NULL, first TEXT, last TEXT,
    fields TEXT NOT NULL, confidence REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE edge_claims (
    edge TEXT NOT NULL REFERENCES edges, place INTEGER NOT NULL, claim TEXT NOT NULL,
    PRIMARY KEY (edge, place)
) WITHOUT ROWID;
CREATE TABLE members (
    node TEXT NOT NULL REFERENCES nodes, document TEXT NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL,
    how TEXT NOT NULL, via TEXT NOT NULL,
    PRIMARY KEY (node, document, entity)
) WITHOUT ROWID;
CREATE TABLE successions (
    former TEXT NOT NULL REFERENCES nodes, later TEXT NOT NULL REFERENCES nodes,
    PRIMARY KEY (former, later)
) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX edges_by_head ON edges (head, relation);
CREATE INDEX edges_by_tail ON edges (tail, relation);
"""


@dataclass(frozen=True, slots=True)
class Document:
    """What the ledger knows of a document: which text it was, and by which rules it was read."""

    id: str
    sha256: str
    fingerprint: str
    title: str
    published: str | None


def open_ledger(path: Path) -> sqlite3.Connection:
    """A connection to an existing ledger that can only read it.

    Raises KgError where there is none, or where it is none that this version can read.
    """
    if not path.is_file():
        raise KgError(f"{path}: no graph here; `kg build` makes one")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    _check_version(connection, path)
    return connection


@dataclass(frozen=True, slots=True)
class Member:
    """An entity of a document as part of a node: ``how`` and ``via`` say what put it there."""

    node: str
    document: str
    entity: str
    name: str
    how: str
    via: str


class Ledger:
    """A ledger open for writing; made where it does not exist yet.

    Used with ``with``: what was written is kept where the block ends well, and undone where it raises. One that
    is not ``lasting`` outlives a kill of the program, but perhaps not a loss of power.
    Raises KgError where the file is no ledger of this version.
    """

    def __init__(self, path: Path, *, lasting: bool = True) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
        except sqlite3.Error as error:
            raise KgError(f"{path}: {error}") from error
        if not lasting:
            self._db.execute("PRAGMA synchronous = OFF")
        if _is_empty(self._db, path):
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        _check_version(self._db, path)
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.row_factory = sqlite3.Row

    def __enter__(self) -> Ledger:
        self._db.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")
        self._db.close()

    def checkpoint(self) -> None:
        """Keep what was written so far, whatever happens to the rest."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def replace(self, extraction: Extraction, fingerprint: str) -> None:
        """Put what a document says in the place of what the ledger held of it, or leave all as it was."""
        source = extraction.source
        row = (source.id, source.sha256, fingerprint, extraction.title, extraction.date)
        with self._together():
            self.remove(source.id)
            self._db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", row)
            self._insert("entities", _entity_rows(source.id, extraction.entities.values()))
            self._insert("claims", (_claim_row(place, claim) for place, claim in enumerate(extraction.claims)))

    def remove(self, document: str) -> None:
        """Take a document and all that it says out of the ledger; the graph is not touched."""
        self._db.execute("DELETE FROM documents WHERE id = ?", (document,))

    def documents(self) -> list[Document]:
        """The documents of the ledger, by id."""
        columns = "id, sha256, fingerprint, title, published"
        return [Document(*row) for row in self._db.execute(f"SELECT {columns} FROM documents ORDER BY id")]

    def extractions(self) -> Iterator[Extraction]:
        """What each document said, by id.

        The ledger keeps no texts and no places: ``source.text`` is empty, ``source.path`` is the id.
        """
        for document in self.documents():
            yield _extraction(self._db, document)

    def settings(self) -> dict[str, str]:
        """What the graph was made with."""
        return dict(self._db.execute("SELECT name, value FROM settings ORDER BY name").fetchall())

    def store_settings(self, settings: Mapping[str, str]) -> None:
        """Note what the graph is made with, in the place of what was noted before."""
        with self._together():
            self._db.execute("DELETE FROM settings")
            self._insert("settings", sorted(settings.items()))

    def store_projection(
        self, graph: nx.MultiDiGraph, members: Iterable[Member] = (), successions: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Put a merged graph in the place of the one that queries read so far."""
        with self._together():
            for table in ("members", "successions", "edge_claims", "edges", "aliases", "nodes"):
                self._db.execute(f"DELETE FROM {table}")
            for node, data in sorted(graph.nodes(data=True)):
                self._insert("nodes", [_node_row(node, data)])
                self._insert("aliases", sorted((fold(name), name, node) for name in set(data["names"])))
            for head, tail, data in sorted(graph.edges(data=True), key=lambda edge: str(edge[2]["id"])):
                self._insert("edges", [_edge_row(head, tail, data)])
                claims = enumerate(data["claims"])
                self._insert("edge_claims", ((data["id"], place, claim) for place, claim in claims))
            self._insert("members", (astuple(member) for member in members))
            self._insert("successions", successions)

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            self._db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    @contextmanager
    def _together(self) -> Iterator[None]:
        self._db.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO step")
            raise
        finally:
            self._db.execute("RELEASE step")


def _is_empty(connection: sqlite3.Connection, path: Path) -> bool:
    try:
        return tuple(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()) == (0,)
    except sqlite3.DatabaseError as error:
        raise KgError(f"{path}: not a ledger ({error})") from error


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise KgError(f"{path}: not a ledger ({error})") from error
    if version != VERSION:
        raise KgError(f"{path}: a ledger of version {version}, not {VERSION}; build it again")


def _dump(values: Iterable[object]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _entity_rows(document: str, entities: Iterable[Entity]) -> Iterator[tuple[object, ...]]:
    for place, e in enumerate(entities):
        yield (document, e.id, place, e.type, e.kind, e.region, int(e.counted), _dump(e.names))


def _claim_row(place: int, c: Claim) -> tuple[object, ...]:
    spans = _dump(c.head_span + c.tail_span + c.trigger_span)
    ends = (c.head, c.relation, c.tail, c.status, c.date, _dump(c.fields))
    return (c.document, c.id, place, *ends, c.quote, c.start, c.end, spans, c.rule, c.confidence)


def _node_row(node: str, data: dict[str, object]) -> tuple[object, ...]:
    return (node, *(data[key] for key in ("label", "type", "kind", "region", "documents", "first", "last")))


def _edge_row(head: str, tail: str, data: dict[str, object]) -> tuple[object, ...]:
    assert isinstance(data["fields"], tuple)
    numbers = (data["status"], data["weight"], data["first"], data["last"])
    return (data["id"], head, data["relation"], tail, *numbers, _dump(data["fields"]), data["confidence"])


def _extraction(connection: sqlite3.Connection, document: Document) -> Extraction:
    entities = connection.execute("SELECT * FROM entities WHERE document = ? ORDER BY place", (document.id,))
    claims = connection.execute("SELECT * FROM claims WHERE document = ? ORDER BY place", (document.id,))
    return Extraction(
        source=Source(document.id, document.id, "", document.sha256, document.title, document.published),
        title=document.title,
        date=document.published,
        entities={row["id"]: _entity(row) for row in entities},
        claims=tuple(map(_claim, claims)),
    )


def _entity(row: sqlite3.Row) -> Entity:
    names = tuple(json.loads(row["names"]))
    return Entity(row["id"], row["type"], names, row["kind"], row["region"], bool(row["counted"]))


def _claim(row: sqlite3.Row) -> Claim:
    spans = json.loads(row["spans"])
    return Claim(
        id=row["id"],
        document=row["document"],
        head=row["head"],
        relation=row["relation"],
        tail=row["tail"],
        status=row["status"],
        date=row["date"],
        fields=tuple(json.loads(row["fields"])),
        quote=row["quote"],
        start=row["start"],
        end=row["end"],
        head_span=(spans[0], spans[1]),
        tail_span=(spans[2], spans[3]),
        trigger_span=(spans[4], spans[5]),
        rule=row["rule"],
        confidence=row["confidence"],
    )
