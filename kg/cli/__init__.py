"""The command line: thin commands over the library, results on stdout, progress and complaints on stderr.

Exit codes: 0 done; 1 done in part, or not at all (a file could not be read, a check failed, a name is
unknown); 2 the question has to be put otherwise (usage, an ambiguous name).
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from kg.cli import asking, build, evaluate, explain, export, extract, judging, neighbors, report, review, rules, stats
from kg.errors import KgError

app = typer.Typer(
    name="kg",
    help="Who cooperates with whom: knowledge graphs of institutions from Chinese text.\n\n"
    "Example: kg build news/ -o out/ && kg neighbors 天坛医院",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("build")(build.build)
app.command("neighbors")(neighbors.neighbors)
app.command("search")(asking.search)
app.command("show")(asking.show)
app.command("path")(asking.path)
app.command("evidence")(asking.evidence)
app.command("timeline")(asking.timeline)
app.command("stats")(stats.stats)
app.command("diff")(build.diff)
app.command("review")(review.review)
app.command("history")(judging.history)
app.command("split")(judging.split)
app.command("rename")(judging.rename)
app.add_typer(judging.alias_app, name="alias")
app.add_typer(judging.claim_app, name="claim")
app.command("export")(export.export)
app.command("report")(report.report)
app.command("extract")(extract.extract)
app.command("explain")(explain.explain)
app.command("eval")(evaluate.evaluate)
app.add_typer(rules.app, name="rules")


def _version(wanted: bool) -> None:
    if wanted:
        from kg import __version__

        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line: an error is one line on stderr, and a pipe that was closed is none.

    A fault of the program shows its traceback where the environment sets ``KG_DEBUG``.
    """
    _speak_utf8()
    try:
        app()
    except KgError as error:
        _give_up(str(error))
    except BrokenPipeError:
        # Python flushes stdout once more as it ends, which would complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        _give_up(f"fault of the program: {type(error).__name__}: {error} (KG_DEBUG=1 shows where)")


def _speak_utf8() -> None:
    """Chinese is printed whatever the locale; what cannot be encoded is replaced and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _give_up(message: str) -> None:
    print(f"kg: {message}", file=sys.stderr)
    sys.exit(1)
