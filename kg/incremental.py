"""What a build has to read, and what it knows already: only new and changed texts are extracted again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from kg.errors import KgError
from kg.ledger import Document, Ledger
from kg.types import Extraction, Source

if TYPE_CHECKING:
    from kg.read import Problem

_SECONDS_BETWEEN_CHECKPOINTS = 2.0


class Extractor(Protocol):
    """What reads a source; :class:`kg.pipeline.Pipeline` is the one of this package."""

    def extract(self, source: Source) -> Extraction: ...


class Progress(Protocol):
    """Told after each file: how many are read, and how many there are."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass
class Reading:
    """What became of the documents: by id, with those of the last graph that were not among the paths."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    same: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    extracted: int = 0
    other_rules: bool = False
    problems: list[Problem] = field(default_factory=list)


class Known:
    """Documents that were read before: those of the last graph, and those of a build that did not finish.

    A file that is no ledger of this version is as good as none.
    """

    def __init__(self, ledger: Path, work: Path, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._paths = (ledger, work)
        self._held = [_documents(path) for path in self._paths]

    @property
    def last(self) -> dict[str, Document]:
        """The documents of the last graph, by id."""
        return self._held[0]

    def has(self, source: Source) -> bool:
        """Whether this text was read by these rules."""
        return any(self._fits(documents.get(source.id), source.sha256) for documents in self._held)

    def extractions(self, wanted: dict[str, str]) -> Iterator[tuple[Extraction, str]]:
        """What documents said, given as id and digest of the text, and the fingerprint of the rules that read them."""
        left = dict(wanted)
        for path, documents in zip(self._paths, self._held, strict=True):
            here = {id for id, digest in left.items() if id in documents and documents[id].sha256 == digest}
            if path == self._paths[0]:
                here = {id for id in here if self._current(id)}
            if here:
                with Ledger(path) as ledger:
                    found = (x for x in ledger.extractions() if x.source.id in here)
                    yield from ((x, documents[x.source.id].fingerprint) for x in found)
            for id in here:
                del left[id]

    def _current(self, id: str) -> bool:
        """Whether the last graph's reading is the best there is: the unfinished build may have a newer one."""
        held, newer = self._held[0][id], self._held[1].get(id)
        return held.fingerprint == self.fingerprint or newer is None or newer.sha256 != held.sha256

    def _fits(self, document: Document | None, digest: str) -> bool:
        return document is not None and (document.sha256, document.fingerprint) == (digest, self.fingerprint)


def read_again(
    files: Iterable[tuple[str, Iterable[Source | Problem]]],
    known: Known,
    extract: Callable[[Source], Extraction | Problem],
    keep: Callable[[Extraction], None],
) -> tuple[Reading, dict[str, str]]:
    """Read what is new or changed, and hand each extraction to ``keep``; also the digests of all documents.

    ``files`` are given with the ids that they go by. What cannot be read leaves the last reading in place.
    """
    reading, digests = Reading(), {id: document.sha256 for id, document in known.last.items()}
    met: set[str] = set()
    for id, items in files:
        for item in items:
            if not isinstance(item, Source):
                reading.problems.append(item)
                met.update(old for old in digests if old.partition("#")[0] == id)
                continue
            met.add(item.id)
            _read_one(item, known, extract, keep, reading, digests)
    reading.absent = set(known.last) - met
    return reading, digests


def _read_one(
    source: Source,
    known: Known,
    extract: Callable[[Source], Extraction | Problem],
    keep: Callable[[Extraction], None],
    reading: Reading,
    digests: dict[str, str],
) -> None:
    last = known.last.get(source.id)
    if not known.has(source):
        extraction = extract(source)
        if not isinstance(extraction, Extraction):
            reading.problems.append(extraction)
            return
        keep(replace(extraction, source=replace(source, text="")))
        reading.extracted += 1
    digests[source.id] = source.sha256
    reading.other_rules |= last is not None and last.fingerprint != known.fingerprint
    part = reading.new if last is None else reading.changed if last.sha256 != source.sha256 else reading.same
    part.add(source.id)


class Work:
    """Extractions of a build under way, in a ledger of its own from which the next build goes on after a kill."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._ledger: Ledger | None = None
        self._saved = monotonic()

    def keep(self, extraction: Extraction) -> None:
        if self._ledger is None:
            self._path.parent.mkdir(exist_ok=True)
            if not _documents(self._path):
                self._path.unlink(missing_ok=True)  # nothing, or nothing that can be read
            self._ledger = Ledger(self._path, lasting=False).__enter__()
        self._ledger.replace(extraction, self._fingerprint)
        if monotonic() - self._saved > _SECONDS_BETWEEN_CHECKPOINTS:
            self._ledger.checkpoint()
            self._saved = monotonic()

    def close(self) -> None:
        """Keep what is there."""
        if self._ledger is not None:
            self._ledger.__exit__(None, None, None)
            self._ledger = None


def fingerprint(rules: Path | None = None) -> str:
    """A short digest of all rules and of the program: what was read by others is to be read again."""
    from kg.rulefiles import default_rules

    digest, folder, package = sha256(), rules or default_rules(), Path(__file__).parent
    for root, pattern in ((folder, "**/*.yml"), (package, "*.py")):
        for path in sorted(root.glob(pattern)):
            digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _documents(path: Path) -> dict[str, Document]:
    if not path.is_file():
        return {}
    try:
        with Ledger(path) as ledger:
            return {document.id: document for document in ledger.documents()}
    except (KgError, sqlite3.Error):
        return {}
