"""``kg extract``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.console import complain, progress_bar
from kg.cli.options import Least, Paths, Rules
from kg.types import DEFAULT_CONFIDENCE

if TYPE_CHECKING:
    from kg.read import Problem


class Format(StrEnum):
    """How claims are written."""

    annotation = "annotation"
    jsonl = "jsonl"
    csv = "csv"


Kind = Annotated[Format, typer.Option("--format", "-f", help="annotation: one JSON a document; jsonl, csv: claims.")]
Out = Annotated[str, typer.Option("-o", "--out", metavar="DIR|-", help="A folder, or - for stdout.")]


Left = Annotated[bool, typer.Option("--dropped", help="Print what was left out instead, and why, as JSON Lines.")]


def extract(
    paths: Paths,
    format: Kind = Format.annotation,
    out: Out = "-",
    min_confidence: Least = DEFAULT_CONFIDENCE,
    dropped: Left = False,
    rules: Rules = None,
) -> None:
    """Print or write what single documents say, without building a graph.

    annotation: entities with all their names, triples with status, date, fields and evidence; into a folder,
    STEM.json a document. jsonl and csv: one claim a line; into a folder, claims.jsonl or claims.csv.

    Example: kg extract news/ --format jsonl -o -
    """
    from kg.build import extract_all, read_sources
    from kg.claimfiles import write_claims, write_dropped
    from kg.pipeline import Pipeline

    failed: list[Problem] = []
    with progress_bar("reading") as progress:
        sources = read_sources(paths, failed.append, progress)
        pipeline = Pipeline.load(rules, min_confidence=min_confidence)
        extractions, folder = extract_all(sources, pipeline, failed.append), None if out == "-" else Path(out)
        if dropped:
            write_dropped(extractions, folder, sys.stdout)
        else:
            write_claims(extractions, format.value, folder, sys.stdout)
    for problem in failed:
        complain(problem)
    if failed:
        raise typer.Exit(1)
