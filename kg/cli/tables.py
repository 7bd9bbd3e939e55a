"""Rows as a table on a terminal, as tab-separated lines in a pipe, as JSON, as CSV."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer

Row = Sequence[object]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def show(
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    json: bool = False,
    csv: bool = False,
    empty: str = "nothing found",
    title: str = "",
    data: Any = None,
) -> None:
    """Print rows; ``data`` is what JSON holds in their place, where that says more."""
    if json:
        print_json(data if data is not None else [dict(zip(columns, row, strict=True)) for row in rows])
    elif csv:
        print_csv(columns, rows)
    elif not rows:
        typer.echo(empty)
    elif sys.stdout.isatty():
        _draw(columns, rows, title)
    else:
        for row in rows:
            typer.echo("\t".join(_cell(value) for value in row))


def print_json(data: Any) -> None:
    """Values as JSON, dataclasses as objects."""
    from dataclasses import asdict, is_dataclass
    from json import dumps

    def plain(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        raise TypeError(f"{type(value).__name__} has no JSON form")

    typer.echo(dumps(data, ensure_ascii=False, indent=1, default=plain))


def print_csv(columns: Sequence[str], rows: Sequence[Row]) -> None:
    """With a header; lists are joined, and what a spreadsheet would run as a formula is not."""
    from csv import writer

    out = writer(sys.stdout, lineterminator="\n")
    out.writerow(columns)
    out.writerows([_harmless(_joined(value)) for value in row] for row in rows)


def _harmless(value: str | int | float | None) -> str | int | float | None:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value


def _joined(value: object) -> str | int | float | None:
    if isinstance(value, (tuple, list)):
        return "、".join(map(str, value))
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


def _cell(value: object) -> str:
    return " ".join(str("" if value is None else _joined(value)).split())


def _draw(columns: Sequence[str], rows: Sequence[Row], title: str) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, header_style="bold", box=SIMPLE)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    Console().print(table)
