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
