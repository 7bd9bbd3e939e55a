"""Print docs/cli.md: the help text of every command, as the command line shows it at 80 columns."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from typer.main import get_command
from typer.testing import CliRunner

from kg.cli import app

INTRODUCTION = """# The command line

Written by `make docs` from the help texts; `tests/test_docs.py` fails where they differ.

Results go to stdout, progress and complaints to stderr. Exit codes: 0 done; 1 done in part or not at all (a file that
could not be read, a check that failed, a name that is unknown); 2 the question has to be put otherwise (usage, an
ambiguous name). `KG_DEBUG=1` shows the traceback of a fault of the program.
"""


def commands() -> list[tuple[str, ...]]:
    """Every command and group, as the words after ``kg``; the first is empty: ``kg`` itself."""
    return list(_below(get_command(app), ()))


def _below(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    for name, child in getattr(command, "commands", {}).items():
        yield from _below(child, (*words, name))


def help_text(words: tuple[str, ...]) -> str:
    """What ``kg WORDS --help`` prints."""
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="kg", terminal_width=80, color=False)
    return "\n".join(line.rstrip() for line in result.stdout.strip().splitlines())


def render() -> str:
    """The whole of docs/cli.md."""
    sections = (f"## {' '.join(('kg', *words))}\n\n```text\n{help_text(words)}\n```\n" for words in commands())
    return "\n".join([INTRODUCTION, *sections])


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(render())
