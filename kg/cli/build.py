"""``kg build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.console import complain, progress_bar, warn
from kg.cli.options import Paths, Rules
from kg.types import DEFAULT_CONFIDENCE

if TYPE_CHECKING:
    from kg.build import BuildReport

Out = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the graph is written.")]
Certainty = Annotated[
    float, typer.Option(min=0, max=1, help="Leave less certain claims out of the graph.", metavar="0..1")
]


def build(paths: Paths, out: Out = Path("out"), min_confidence: Certainty = DEFAULT_CONFIDENCE, rules: Rules = None) -> None:
    """Read files and folders, and write their graph: page, GraphML, tables and ledger.

    A file that cannot be read is named, and does not stop the others; the exit code is then 1.

    Example: kg build news/ report.txt -o out/
    """
    from kg.build import build as build_graph

    with progress_bar("reading") as progress:
        report = build_graph(paths, out, rules=rules, progress=progress, min_confidence=min_confidence)
    for problem in report.problems:
        complain(problem)
    typer.echo(_summary(report))
    if report.problems:
        warn(f"{len(report.problems)} could not be read")
        raise typer.Exit(1)


def _summary(report: BuildReport) -> str:
    counts = (
        f"{report.documents} documents, {report.institutions} institutions, {report.agreements} agreements, "
        f"{report.relations} relations from {report.claims} claims"
    )
    return "\n".join([counts, *map(str, report.paths)])
