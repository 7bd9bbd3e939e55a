"""From files to a graph: everything that ``kg build`` does, as one function."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.incremental import Extractor, Known, Progress, Reading, Work, fingerprint, read_again
from kg.judgements import Judgement, check, load_judgements
from kg.ledger import Ledger, open_ledger
from kg.locking import only_one
from kg.schema import load_schema
from kg.staging import LEDGER, Stage
from kg.types import DEFAULT_CONFIDENCE, Extraction, Source

if TYPE_CHECKING:
    from kg.diff import Difference
    from kg.merge import Merged
    from kg.read import Problem

PAGE = "graph.html"
GRAPHML = "graph.graphml"
TABLES = ("claims.csv", "nodes.csv", "edges.csv")
FILES = (LEDGER, PAGE, GRAPHML, *TABLES)
TITLE = "机构合作图谱"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What is in the graph, the files that hold it, and what was read for it.

    ``reading`` tells new, changed, unchanged and absent documents, ``removed`` those that were taken out,
    ``changes`` how the graph differs from the one before (None where there was none, or nothing was made anew).
    """

    documents: int
    institutions: int
    agreements: int
    nodes: int
    relations: int
    claims: int
    problems: tuple[Problem, ...]
    paths: tuple[Path, ...]
    reading: Reading
    removed: tuple[str, ...]
    changes: Difference | None
    made_anew: bool


def build(
    paths: Iterable[Path],
    out: Path,
    *,
    rules: Path | None = None,
    progress: Progress | None = None,
    min_confidence: float = DEFAULT_CONFIDENCE,
    title: str = TITLE,
    judgements: Path | None = None,
    prune: bool = False,
    waiting: Callable[[], None] | None = None,
) -> BuildReport:
    """Read files and folders, and write the graph, its tables, its page and its ledger into ``out``.

    Only texts that are new or changed since the last build, or were read by other rules, are extracted. Documents
    of the last build that are not among the paths stay, or go with ``prune``; no paths at all merge anew what is
    there. What cannot be read is reported, and stops nothing. The same documents give the same bytes, in whatever
    order and in however many builds they came. Claims less certain than ``min_confidence`` stay in the ledger and
    out of the graph. ``waiting`` is told where another build has to end first.

    Raises KgError where there is nothing to read, the rules are wrong, judgements contradict one another, or
    ``out`` cannot be written; what was there before then stays.
    """
    paths, decided = list(paths), load_judgements(judgements)
    check(decided, judgements)
    files = list(_files(paths, out))
    with only_one(out, waiting):
        try:
            return _Build(out, rules, min_confidence, title, decided).run(files, prune and bool(paths), progress)
        except (OSError, sqlite3.Error) as error:
            raise KgError(f"{out}: {getattr(error, 'strerror', None) or error}") from error


class _Build:
    def __init__(
        self, out: Path, rules: Path | None, least: float, title: str, judgements: tuple[Judgement, ...]
    ) -> None:
        self.out, self.rules, self.least, self.title, self.judgements = out, rules, least, title, judgements
        self.stage = Stage(out)
        self.fingerprint = fingerprint(rules)
        self.known = Known(out / LEDGER, self.stage.work, self.fingerprint)
        self.pipeline: Extractor | None = None
        decided = sha256(repr([astuple(row) for row in judgements]).encode()).hexdigest()[:16]
        parts = {"rules": self.fingerprint, "judgements": decided, "title": title, "least": repr(least)}
        self.settings = dict(sorted(parts.items()))

    def run(self, files: list[tuple[str, Path]], prune: bool, progress: Progress | None) -> BuildReport:
        work = Work(self.stage.work, self.fingerprint)
        fresh: dict[str, Extraction] = {}

        def keep(extraction: Extraction) -> None:
            work.keep(extraction)
            fresh[extraction.source.id] = extraction

        try:
            reading, digests = read_again(_contents(files, progress), self.known, self._extract, keep)
        finally:
            work.close()
        removed = sorted(reading.absent) if prune else []
        wanted = {id: digest for id, digest in digests.items() if id not in removed}
        if not removed and not reading.extracted and self._is_current(wanted):
            return self._report(reading, removed, None, False)
        missing = {id: digest for id, digest in wanted.items() if id not in fresh}
        read = [*self.known.extractions(missing), *((x, self.fingerprint) for x in fresh.values())]
        return self._write(sorted(read, key=lambda row: row[0].source.id), reading, removed)

    def _extract(self, source: Source) -> Extraction | Problem:
        if self.pipeline is None:
            from kg.pipeline import Pipeline

            self.pipeline = Pipeline.load(self.rules, min_confidence=0.0)
        return _extract(source, self.pipeline)

    def _is_current(self, wanted: dict[str, str]) -> bool:
        """Whether the last build finished, and was made of these documents in this way."""
        if self.stage.interrupted or not all((self.out / name).exists() for name in FILES):
            return False
        if {id: document.sha256 for id, document in self.known.last.items()} != wanted:
            return False
        with closing(open_ledger(self.out / LEDGER)) as db:
            return dict(db.execute("SELECT name, value FROM settings").fetchall()) == self.settings

    def _write(self, read: list[tuple[Extraction, str]], reading: Reading, removed: list[str]) -> BuildReport:
        from kg.diff import compare
        from kg.merge import merge_all

        certain = [_certain(extraction, self.least) for extraction, _ in read]
        merged = merge_all(certain, rules=self.rules, judgements=self.judgements)
        self.stage.folder.mkdir(exist_ok=True)
        self._write_ledger(read, merged)
        self._export(certain, merged)
        before = self.out / LEDGER
        changes = compare(before, self.stage.folder / LEDGER) if self.known.last else None
        self.stage.publish(FILES)
        self.stage.clear()
        return self._report(reading, removed, changes, True)

    def _write_ledger(self, read: list[tuple[Extraction, str]], merged: Merged) -> None:
        path = self.stage.folder / LEDGER
        path.unlink(missing_ok=True)
        with Ledger(path, lasting=False) as ledger:
            for extraction, by_rules in read:
                ledger.replace(extraction, by_rules)
            ledger.store_projection(merged.graph, merged.members, merged.successions)
            ledger.store_settings(self.settings)

    def _export(self, certain: list[Extraction], merged: Merged) -> None:
        from kg.export.graphml import write_graphml
        from kg.export.page import write_page
        from kg.export.tables import write_tables
        from kg.merge import evidence

        folder, schema, proofs = self.stage.folder, load_schema(self.rules), evidence(certain)
        write_page(merged.graph, proofs, folder / PAGE, title=self.title, schema=schema)
        write_graphml(merged.graph, folder / GRAPHML, schema)
        write_tables(merged.graph, proofs, folder, schema)

    def _report(self, reading: Reading, removed: list[str], changes: Difference | None, made_anew: bool) -> BuildReport:
        with closing(open_ledger(self.out / LEDGER)) as db:

            def count(query: str) -> int:
                return int(db.execute(f"SELECT count(*) FROM {query}").fetchone()[0])

            return BuildReport(
                documents=count("documents"),
                institutions=count("nodes WHERE type = 'institution'"),
                agreements=count("nodes WHERE type = 'instrument'"),
                nodes=count("nodes"),
                relations=count("edges"),
                claims=count("edge_claims"),
                problems=tuple(reading.problems),
                paths=tuple(self.out / name for name in FILES),
                reading=reading,
                removed=tuple(removed),
                changes=changes,
                made_anew=made_anew,
            )


def _files(paths: list[Path], out: Path) -> list[tuple[str, Path]]:
    from kg.read import locate

    located = sorted(locate(paths))
    if paths and not located:
        raise KgError("nothing to read: no file that kg can read is there")
    if not paths and not (out / LEDGER).exists():
        raise KgError(f"{out}: no graph here; name files or folders to read")
    return located


def _contents(
    files: list[tuple[str, Path]], progress: Progress | None
) -> Iterator[tuple[str, Iterable[Source | Problem]]]:
    for done, (id, path) in enumerate(files, 1):
        yield id, _read(path, id)
        if progress:
            progress(done, len(files))


def read_sources(
    paths: Iterable[Path], fail: Callable[[Problem], None], progress: Progress | None = None
) -> Iterator[Source]:
    """The texts of files and folders, by id; what cannot be read goes to ``fail``.

    Raises KgError where there is nothing to read.
    """
    from kg.read import locate

    located = sorted(locate(list(paths)))
    if not located:
        raise KgError("nothing to read: no file that kg can read is there")
    for done, (id, path) in enumerate(located, 1):
        for item in _read(path, id):
            if isinstance(item, Source):
                yield item
            else:
                fail(item)
        if progress:
            progress(done, len(located))


def extract_all(
    sources: Iterable[Source], pipeline: Extractor, fail: Callable[[Problem], None]
) -> Iterator[Extraction]:
    """What each source says; a source on which the extraction fails goes to ``fail``."""
    for source in sources:
        extraction = _extract(source, pipeline)
        if isinstance(extraction, Extraction):
            yield extraction
        else:
            fail(extraction)


def _extract(source: Source, pipeline: Extractor) -> Extraction | Problem:
    from kg.read import Problem

    try:
        return pipeline.extract(source)
    except Exception as error:  # one text that trips the extraction must not cost the others
        return Problem(source.id, f"could not be extracted: {type(error).__name__}: {error}")


def _read(path: Path, id: str) -> Iterator[Source | Problem]:
    from kg.read import Problem, read_file

    try:
        yield from read_file(path, id)
    except KgError as error:
        yield Problem(str(path), str(error).removeprefix(f"{path}: "))


def _certain(extraction: Extraction, least: float) -> Extraction:
    return replace(extraction, claims=tuple(c for c in extraction.claims if c.confidence >= least))
