"""``kg review``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.console import warn
from kg.cli.judging import say
from kg.cli.options import By, Graph, Judged, Rules
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.candidates import Pair, Side

_KEYS = {"s": "same", "d": "different", "u": "unsure"}
_PROMPT = "[s]ame  [d]ifferent  [u]nsure  s[k]ip  [z] undo  [q]uit > "

ToCsv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the pairs as a table to fill in.")]
FromCsv = Annotated[Path | None, typer.Option("--read", metavar="FILE", help="Take the verdicts of a filled-in table.")]
Limit = Annotated[int, typer.Option(min=1, metavar="N", help="At most so many pairs.")]
_FILE = Path("judgements.csv")


def review(
    graph: Graph = Path("out"),
    judgements: Judged = _FILE,
    to: ToCsv = None,
    read: FromCsv = None,
    limit: Limit = 50,
    by: By = "",
    rules: Rules = None,
) -> None:
    """Decide on pairs that may be one institution, the most uncertain first, with the evidence side by side.

    In a terminal, or as a table that a colleague fills in (same, different, unsure; 相同, 不同, 不确定) and that is
    read back. Decisions are lines of a file that goes into git; the next `kg build` applies them.

    Example: kg review --csv pairs.csv && kg review --read pairs.csv
    """
    from kg.candidates import candidates, to_rows
    from kg.judgements import load_judgements
    from kg.query import ledger_of

    if read is not None:
        _read_back(read, judgements, by)
        return
    pairs = candidates(ledger_of(graph), load_judgements(judgements), limit=limit, rules=rules)
    if to is not None:
        _write_table(to, list(to_rows(pairs)))
        typer.echo(f"{to}: {len(pairs)} pairs; fill in the column verdict, then: kg review --read {to}")
    else:
        _ask(pairs, judgements, by)


def _write_table(path: Path, rows: list[dict[str, object]]) -> None:
    import csv
    from io import StringIO

    from kg.export.files import write_whole

    text = StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    write_whole(path, "\ufeff" + text.getvalue())


def _read_back(table: Path, path: Path, by: str) -> None:
    from dataclasses import replace
    from datetime import date

    from kg.judgements import decide, read_filled_in

    taken, refused = 0, 0
    for row in read_filled_in(table):
        try:
            decide(path, replace(row, by=row.by or by, on=row.on or date.today().isoformat()))
            taken += 1
        except KgError as error:
            warn(f"{row.name}, {row.other}: {error}")
            refused += 1
    say(path, f"{taken} decisions taken over")
    if refused:
        raise typer.Exit(1)


def _ask(pairs: list[Pair], path: Path, by: str) -> None:
    """One pair after the other; what was decided is in the file at once, so that one can stop at any time."""
    place, answered = 0, list[int]()
    while place < len(pairs):
        for line in _shown(pairs[place], place, len(pairs)):
            typer.echo(line)
        typer.echo(_PROMPT, nl=False)
        answer = sys.stdin.readline()
        key = answer.strip().casefold()[:1]
        if not answer or key == "q":
            break
        if key == "z" and answered:
            place = answered.pop()
            _take_back(pairs[place], path)
        elif key in _KEYS and _judge(pairs[place], _KEYS[key], path, by):
            answered.append(place)
            place += 1
        elif key == "k":
            place += 1
    typer.echo("")
    say(path, f"{len(answered)} decisions")


def _judge(pair: Pair, verdict: str, path: Path, by: str) -> bool:
    from datetime import date

    from kg.judgements import decide

    try:
        decide(path, pair.judged(verdict, by=by, on=date.today().isoformat()))
    except KgError as error:
        warn(str(error))
        return False
    return True


def _take_back(pair: Pair, path: Path) -> None:
    from kg.judgements import take_back

    take_back(path, pair.judged("same"))


def _shown(pair: Pair, place: int, number: int) -> Iterator[str]:
    state = "the graph has them as one" if pair.joined else "the graph has them as two"
    yield f"\n{place + 1} of {number}   likeness {pair.score:.2f}   {state}"
    for side in (pair.one, pair.other):
        yield from _told(side)


def _told(side: Side) -> Iterator[str]:
    yield f"  {side.name}{f'（{side.document}）' if side.document else ''}"
    facts = {"also": "、".join(side.names), "region": side.region, "with": "、".join(side.partners)}
    yield from (f"      {what}: {fact}" for what, fact in facts.items() if fact)
    if side.sentence:
        yield f"      {' '.join(side.sentence.split())}"
