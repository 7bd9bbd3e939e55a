"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[list[Path], typer.Argument(help="Files and folders to read.", metavar="PATH...", show_default=False)]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="A folder of rules of your own, instead of those of the package.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Graph = Annotated[Path, typer.Option(metavar="DIR", help="The folder that `kg build` wrote, or its kg.sqlite.")]
Judged = Annotated[
    Path, typer.Option("--judgements", metavar="FILE", help="Decisions of people; it need not be there.")
]
Relation = Annotated[str | None, typer.Option(metavar="R", help="Only this relation: signs, supports, leads, ...")]
Status = Annotated[
    str | None, typer.Option(metavar="S", help="Only this status: done, ongoing, planned, proposed, negated.")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Only what is dated then or later: 2024, 2024-05.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only what is dated then or earlier.")]
Least = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, metavar="0..1", help="Only what is this certain.")
]
By = Annotated[str, typer.Option(metavar="WHO", help="Who decides: it is kept with the decision.")]
