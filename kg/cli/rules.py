"""``kg rules check`` and ``kg rules coverage``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from kg.cli.console import complain, progress_bar, warn
from kg.cli.options import Paths, Rules

if TYPE_CHECKING:
    from kg.read import Problem

app = typer.Typer(help="Check the rules, and see which of them find something.", no_args_is_help=True)


@app.command()
def check(rules: Rules = None) -> None:
    """Load all rules and run every example that they carry; the exit code is 1 if one fails.

    Example: kg rules check --rules my-rules/
    """
    from kg.rulecheck import check_rules
    from kg.rulefiles import default_rules

    problems = check_rules(rules or default_rules())
    for problem in problems:
        warn(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{rules or default_rules()}: all rules load, and all examples hold")


@app.command()
def coverage(paths: Paths, rules: Rules = None) -> None:
    """Count the claims of each rule on files and folders; rules that find nothing are listed with 0.

    Example: kg rules coverage news/
    """
    from kg.build import extract_all, read_sources
    from kg.pipeline import Pipeline
    from kg.rulecheck import coverage as count
    from kg.rules import load_rules

    failed: list[Problem] = []
    fired: list[str] = []
    with progress_bar("reading") as progress:
        sources = read_sources(paths, failed.append, progress)
        for extraction in extract_all(sources, Pipeline.load(rules, min_confidence=0.0), failed.append):
            fired.extend(claim.rule for claim in extraction.claims)
    for rule, number in count(fired, load_rules(rules)):
        typer.echo(f"{number:8}  {rule}")
    for problem in failed:
        complain(problem)
    if failed:
        raise typer.Exit(1)
