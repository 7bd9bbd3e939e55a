"""Names that were not understood: who may be meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from kg.cli.console import warn

if TYPE_CHECKING:
    from kg.query import AmbiguousName, UnknownName

_MANY = 20


@contextmanager
def understood() -> Iterator[None]:
    """An ambiguous name lists the candidates (exit code 2), an unknown one the nearest names (exit code 1)."""
    from kg.query import AmbiguousName, UnknownName

    try:
        yield
    except AmbiguousName as error:
        raise _list_candidates(error) from None
    except UnknownName as error:
        raise _suggest(error) from None


def _list_candidates(error: AmbiguousName) -> typer.Exit:
    warn(f"{error}; say which one, by its full name or its id:")
    for node in error.candidates[:_MANY]:
        typer.echo(f"  {node.id}  {node.label}（{node.type}，{node.documents} documents）", err=True)
    if len(error.candidates) > _MANY:
        typer.echo(f"  ... and {len(error.candidates) - _MANY} more", err=True)
    return typer.Exit(2)


def _suggest(error: UnknownName) -> typer.Exit:
    nearest = f"; did you mean {'、'.join(error.suggestions)}?" if error.suggestions else ""
    warn(f"{error}{nearest}")
    return typer.Exit(1)
