"""``kg report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Graph, Since, Until

Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="FILE", help="A .html or .md file; else report.html beside the graph."),
]
Title = Annotated[str, typer.Option(metavar="TEXT", help="What stands above the report.")]
Top = Annotated[int, typer.Option(min=1, metavar="N", help="How many of the top partners.")]


def report(
    graph: Graph = Path("out"),
    out: Out = None,
    since: Since = None,
    until: Until = None,
    top: Top = 20,
    title: Title = "机构合作报告",
) -> None:
    """Write a report that can be sent on: top partners, agreements, regions, timeline.

    --since and --until choose the agreements and the years.

    Example: kg report --since 2025 -o report.md
    """
    from kg.export.report import write_report
    from kg.export.stored import load_stored
    from kg.query import ledger_of

    ledger = ledger_of(graph)
    path = out or ledger.parent / "report.html"
    write_report(load_stored(ledger), path, title=title, since=since, until=until, most=top)
    typer.echo(path)
