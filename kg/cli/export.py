"""``kg export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.names import understood
from kg.cli.options import Graph
from kg.export.formats import FORMATS

Name = Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.", show_default=False)]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="PATH", help="The file or folder to write; else one beside the graph."),
]
Around = Annotated[str | None, typer.Option(metavar="NAME", help="Only this node and what lies around it.")]
Depth = Annotated[int, typer.Option(min=1, metavar="N", help="How many relations around it.")]


def export(format: Name, graph: Graph = Path("out"), out: Out = None, around: Around = None, depth: Depth = 1) -> None:
    """Take the graph along: spreadsheets, JSON, linked data, Neo4j, Parquet, diagrams, pictures.

    The paths of what was written are printed. Some formats need packages that `pip install kg-cooperation[all]`
    brings.

    Example: kg export svg --around 天坛医院 --depth 2
    """
    from kg.export.formats import format_named
    from kg.export.stored import around as part_of
    from kg.export.stored import load_stored
    from kg.query import ledger_of

    chosen, ledger = format_named(format), ledger_of(graph)
    stored = load_stored(ledger)
    if around is not None:
        with understood():
            stored = part_of(stored, ledger, around, depth)
    for path in chosen.write(stored, out or ledger.parent / chosen.target):
        typer.echo(path)
