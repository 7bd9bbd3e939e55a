"""What goes to stderr: a progress bar where somebody is looking, and what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from kg.incremental import Progress
    from kg.read import Problem


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """A progress bar on stderr if that is a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def warn(message: str) -> None:
    """One line on stderr."""
    typer.echo(f"kg: {message}", err=True)


def complain(problem: Problem) -> None:
    """Say which file could not be read, and why."""
    warn(f"{problem.where}: {problem.message}")
