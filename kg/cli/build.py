"""``kg build`` and ``kg diff``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.console import complain, progress_bar, warn
from kg.cli.options import AsCsv, AsJson, Judged, Rules
from kg.types import DEFAULT_CONFIDENCE

if TYPE_CHECKING:
    from kg.build import BuildReport

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Files and folders to read; none: merge anew what the last build read.", metavar="[PATH]..."),
]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the graph is written.")]
Certainty = Annotated[
    float, typer.Option(min=0, max=1, help="Leave less certain claims out of the graph.", metavar="0..1")
]
Prune = Annotated[bool, typer.Option("--prune", help="Take out documents that are not among the paths any more.")]
Old = Annotated[Path | None, typer.Argument(metavar="[OLD]", help="A folder of `kg build`, or a ledger.")]
New = Annotated[Path | None, typer.Argument(metavar="[NEW]", help="What to compare it with; else --graph.")]
Graph = Annotated[Path, typer.Option(metavar="DIR", help="The folder that `kg build` wrote.")]


def build(
    paths: Files = None,
    out: Out = Path("out"),
    min_confidence: Certainty = DEFAULT_CONFIDENCE,
    prune: Prune = False,
    judgements: Judged = Path("judgements.csv"),
    rules: Rules = None,
) -> None:
    """Read files and folders, and write their graph: page, GraphML, tables and ledger.

    Into a folder that holds a graph, only new and changed texts are read again (all, where the rules changed), and
    the documents of earlier builds stay. A build that is stopped leaves the last graph, and the next one goes on
    from there. A file that cannot be read is named, and does not stop the others; the exit code is then 1.

    Example: kg build news/ report.txt -o out/
    """
    from kg.build import build as build_graph

    if not paths and not (out / "kg.sqlite").exists():
        raise typer.BadParameter("name files or folders to read", param_hint="PATH")
    with progress_bar("reading") as progress:
        report = build_graph(
            paths or [],
            out,
            rules=rules,
            progress=progress,
            min_confidence=min_confidence,
            judgements=judgements,
            prune=prune,
            waiting=lambda: warn(f"another build is writing into {out}; waiting for it"),
        )
    for problem in report.problems:
        complain(problem)
    typer.echo("\n".join(_summary(report)))
    if report.problems:
        warn(f"{len(report.problems)} could not be read")
        raise typer.Exit(1)


def diff(
    old: Old = None, new: New = None, graph: Graph = Path("out"), json: AsJson = False, csv: AsCsv = False
) -> None:
    """What changed between two graphs: nodes and edges added, gone, changed.

    Without OLD: between the graph before the last build that changed something, and the graph of now.

    Example: kg diff last-week/ out/
    """
    from kg.cli.tables import show
    from kg.diff import compare
    from kg.query import ledger_of
    from kg.staging import PREVIOUS

    now = ledger_of(new or graph)
    before = ledger_of(old) if old else now.with_name(PREVIOUS)
    changes = compare(before, now).changes
    columns = ("what", "change", "text", "details", "id")
    rows = [(row.what, row.change, row.text, "; ".join(row.details), row.id) for row in changes]
    show(columns, rows, json=json, csv=csv, empty="nothing changed")


def _summary(report: BuildReport) -> Iterator[str]:
    yield (
        f"{report.documents} documents, {report.institutions} institutions, {report.agreements} agreements, "
        f"{report.relations} relations from {report.claims} claims"
    )
    yield from map(str, report.paths)
    yield from _news(report)


def _news(report: BuildReport) -> Iterator[str]:
    """What is different from the last build; nothing of a first one."""
    reading = report.reading
    if not (reading.changed or reading.same or reading.absent or report.removed):
        return
    kept = len(reading.absent) - len(report.removed)
    parts = {
        "new": len(reading.new),
        "changed": len(reading.changed),
        "unchanged": len(reading.same),
        "taken out": len(report.removed),
        "kept from earlier builds": kept,
    }
    yield "documents: " + ", ".join(f"{number} {part}" for part, number in parts.items() if number)
    if reading.other_rules:
        yield f"the rules or the program changed: {reading.extracted} documents were read again"
    if report.changes is not None:
        yield "graph: " + ", ".join(_changes(report))
    elif not report.made_anew:
        yield "nothing changed"


def _changes(report: BuildReport) -> Iterator[str]:
    assert report.changes is not None
    for what in ("node", "edge"):
        added, gone, changed = (report.changes.count(what, change) for change in ("added", "gone", "changed"))
        yield f"{added} {what}s added, {gone} gone, {changed} changed"
