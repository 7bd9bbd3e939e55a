"""From files to a graph: everything that ``kg build`` does, as one function."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from kg.errors import KgError
from kg.ledger import Ledger
from kg.schema import Schema, load_schema
from kg.types import DEFAULT_CONFIDENCE, Evidence, Extraction, Source

if TYPE_CHECKING:
    import networkx as nx

    from kg.read import Problem

LEDGER = "kg.sqlite"
PAGE = "graph.html"
GRAPHML = "graph.graphml"
TABLES = ("claims.csv", "nodes.csv", "edges.csv")
TITLE = "机构合作图谱"


class Extractor(Protocol):
    """What reads a source; :class:`kg.pipeline.Pipeline` is the one of this package."""

    def extract(self, source: Source) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found, and the files that it wrote."""

    documents: int
    institutions: int
    agreements: int
    nodes: int
    relations: int
    claims: int
    problems: tuple[Problem, ...]
    paths: tuple[Path, ...]


class Progress(Protocol):
    """Told after each file: how many are read, and how many there are."""

    def __call__(self, done: int, total: int) -> None: ...


def build(
    paths: Iterable[Path],
    out: Path,
    *,
    rules: Path | None = None,
    progress: Progress | None = None,
    min_confidence: float = DEFAULT_CONFIDENCE,
    title: str = TITLE,
) -> BuildReport:
    """Read files and folders, and write the graph, its tables, its page and its ledger into ``out``.

    What cannot be read is reported, and stops nothing. The same input gives the same bytes, in whatever
    order it is named. Claims less certain than ``min_confidence`` stay in the ledger and out of the graph.
    Raises KgError where there is nothing to read, the rules are wrong, or ``out`` cannot be written.
    """
    from kg.merge import evidence, merge
    from kg.pipeline import Pipeline

    problems: list[Problem] = []
    sources = read_sources(paths, problems.append, progress)
    extractions = [_slim(x) for x in extract_all(sources, Pipeline.load(rules, min_confidence=0.0), problems.append)]
    extractions.sort(key=lambda extraction: extraction.source.id)
    certain = [_certain(extraction, min_confidence) for extraction in extractions]
    graph = merge(certain, rules=rules)
    _make(out)
    written = [_write_ledger(extractions, graph, out / LEDGER, rules_fingerprint(rules))]
    written += _export(graph, evidence(certain), out, title=title, schema=load_schema(rules))
    return _report(extractions, graph, problems, written)


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
    from kg.read import Problem

    for source in sources:
        try:
            yield pipeline.extract(source)
        except Exception as error:  # one text that trips the extraction must not cost the others
            fail(Problem(source.id, f"could not be extracted: {type(error).__name__}: {error}"))


def _read(path: Path, id: str) -> Iterator[Source | Problem]:
    from kg.read import Problem, read_file

    try:
        yield from read_file(path, id)
    except KgError as error:
        yield Problem(str(path), str(error).removeprefix(f"{path}: "))


def rules_fingerprint(rules: Path | None = None) -> str:
    """A short digest of all rules: a document that was read by other rules is to be read again."""
    from kg.rulefiles import default_rules

    digest, folder = sha256(), rules or default_rules()
    for path in sorted(folder.rglob("*.yml")):
        digest.update(f"{path.relative_to(folder).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _slim(extraction: Extraction) -> Extraction:
    """Without the text, which the claims quote: that of thousands of documents would fill the memory."""
    return replace(extraction, source=replace(extraction.source, text=""))


def _certain(extraction: Extraction, least: float) -> Extraction:
    return replace(extraction, claims=tuple(c for c in extraction.claims if c.confidence >= least))


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"{out}: {error.strerror or error}") from error


def _write_ledger(extractions: list[Extraction], graph: nx.MultiDiGraph, path: Path, fingerprint: str) -> Path:
    """A ledger made anew beside the old one and put in its place when it is whole."""
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".kg-") as folder:
            new = Path(folder) / path.name
            with Ledger(new) as ledger:
                for extraction in extractions:
                    ledger.replace(extraction, fingerprint)
                ledger.store_projection(graph)
            os.replace(new, path)
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    return path


def _export(
    graph: nx.MultiDiGraph, evidence: dict[str, Evidence], out: Path, *, title: str, schema: Schema
) -> list[Path]:
    from kg.export.graphml import write_graphml
    from kg.export.page import write_page
    from kg.export.tables import write_tables

    write_page(graph, evidence, out / PAGE, title=title, schema=schema)
    write_graphml(graph, out / GRAPHML, schema)
    write_tables(graph, evidence, out)
    return [out / PAGE, out / GRAPHML, *(out / name for name in TABLES)]


def _report(
    extractions: list[Extraction], graph: nx.MultiDiGraph, problems: list[Problem], written: list[Path]
) -> BuildReport:
    types = Counter(data["type"] for _, data in graph.nodes(data=True))
    return BuildReport(
        documents=len(extractions),
        institutions=types["institution"],
        agreements=types["instrument"],
        nodes=graph.number_of_nodes(),
        relations=graph.number_of_edges(),
        claims=sum(len(data["claims"]) for *_, data in graph.edges(data=True)),
        problems=tuple(problems),
        paths=tuple(written),
    )
