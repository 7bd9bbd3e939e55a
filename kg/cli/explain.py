"""``kg explain``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Rules
from kg.errors import KgError

Text = Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A sentence, a file, or - for stdin.")]


def explain(text: Text, rules: Rules = None) -> None:
    """Show how a text is read: mentions, short forms, the rules that fired and nearly fired, status cues.

    Example: kg explain "市中医院与县人民医院签署了医联体合作协议。"
    """
    from kg.explain import explain as explain_text
    from kg.pipeline import Pipeline

    for line in explain_text(_text(text), Pipeline.load(rules)):
        typer.echo(line)


def _text(argument: str) -> str:
    """The text itself, that of the file of this name, or that of stdin."""
    if argument == "-":
        return sys.stdin.read()
    try:
        path = Path(argument)
        if not path.is_file():
            return argument
    except OSError:  # a sentence is longer than the name of a file may be
        return argument
    return _read(path)


def _read(path: Path) -> str:
    from kg.read import read_file
    from kg.types import Source

    items = list(read_file(path, str(path)))
    texts = [item.text for item in items if isinstance(item, Source)]
    if not texts:
        raise KgError(f"{path}: {getattr(items[0], 'message', 'nothing to read') if items else 'nothing to read'}")
    return "\n".join(texts)
