"""``kg neighbors``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.console import warn
from kg.cli.options import AsJson

if TYPE_CHECKING:
    from kg.query import AmbiguousName, Neighbor, Neighborhood, UnknownName

_MANY, _FEW = 20, 3

Name = Annotated[str, typer.Argument(help="A name, a short form, an unambiguous part of one, or a node id.")]
Graph = Annotated[Path, typer.Option(metavar="DIR", help="The folder that `kg build` wrote, or its kg.sqlite.")]
Relation = Annotated[str | None, typer.Option(metavar="R", help="Only this relation: signs, supports, leads, ...")]
Depth = Annotated[int, typer.Option(min=1, metavar="N", help="Follow up to N relations.")]
Status = Annotated[
    str | None, typer.Option(metavar="S", help="Only this status: done, ongoing, planned, proposed, negated.")
]


def neighbors(
    name: Name,
    graph: Graph = Path("out"),
    relation: Relation = None,
    depth: Depth = 1,
    status: Status = None,
    json: AsJson = False,
) -> None:
    """Who is connected to an institution, by what, since when, and which sentence says so.

    An ambiguous name lists the candidates (exit code 2), an unknown one the nearest names (exit code 1).

    Example: kg neighbors 天坛医院 --relation supports --json
    """
    from kg.query import AmbiguousName, UnknownName
    from kg.query import neighbors as ask

    ledger = graph / "kg.sqlite" if graph.is_dir() else graph
    try:
        answer = ask(ledger, name, relation=relation, depth=depth, status=status)
    except AmbiguousName as error:
        raise _list_candidates(error) from None
    except UnknownName as error:
        raise _suggest(error) from None
    typer.echo(_to_json(answer) if json else "\n".join(_to_text(answer)))


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


def _to_json(answer: Neighborhood) -> str:
    from dataclasses import asdict
    from json import dumps

    return dumps(asdict(answer), ensure_ascii=False, indent=1)


def _to_text(answer: Neighborhood) -> Iterator[str]:
    aliases = f"（{'、'.join(answer.names[1:])}）" if answer.names[1:] else ""
    yield f"{answer.node.label}{aliases}"
    for row in answer.neighbors:
        yield _line(row)
        for proof in row.evidence[:_FEW]:
            yield f"      {proof.document}: {' '.join(proof.sentence.split())}"
        if len(row.evidence) > _FEW:
            yield f"      ... and {len(row.evidence) - _FEW} more sentences; --json gives all"
    if not answer.neighbors:
        yield "  no relations of this kind"


def _line(row: Neighbor) -> str:
    period = "" if not row.first else row.first if row.first == row.last else f"{row.first} – {row.last}"
    weight = f"{row.documents} documents" if row.documents > 1 else ""
    details = [row.status, period, "、".join(row.fields), weight]
    others = f"（与{'、'.join(row.others)}）" if row.others else ""
    start = f"{row.node.label} " if row.distance > 1 else ""
    statement = f"{start}{row.label_zh} {row.partner.label}{others}"
    return f"{'  ' * row.distance}{statement}  [{'; '.join(filter(None, details))}]"
