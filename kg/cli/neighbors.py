"""``kg neighbors``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.names import understood
from kg.cli.options import AsCsv, AsJson, Graph, Least, Relation, Since, Status, Until

if TYPE_CHECKING:
    from kg.query import Neighbor, Neighborhood

_FEW = 3
_COLUMNS = (
    "distance", "node", "relation", "label", "direction", "partner", "type", "status", "first", "last", "fields",
    "others", "documents", "confidence",
)  # fmt: skip

Name = Annotated[str, typer.Argument(help="A name, a short form, an unambiguous part of one, or a node id.")]
Depth = Annotated[int, typer.Option(min=1, metavar="N", help="Follow up to N relations.")]


def neighbors(
    name: Name,
    graph: Graph = Path("out"),
    relation: Relation = None,
    depth: Depth = 1,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Least = 0.0,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Who is connected to an institution, by what, since when, and which sentence says so.

    An ambiguous name lists the candidates (exit code 2), an unknown one the nearest names (exit code 1).

    Example: kg neighbors 天坛医院 --relation supports --json
    """
    from kg.cli.tables import print_csv, print_json
    from kg.query import ledger_of
    from kg.query import neighbors as ask

    with understood():
        answer = ask(
            ledger_of(graph),
            name,
            relation=relation,
            depth=depth,
            status=status,
            since=since,
            until=until,
            min_confidence=min_confidence,
        )
    if json:
        print_json(answer)
    elif csv:
        print_csv(_COLUMNS, list(map(_row, answer.neighbors)))
    else:
        typer.echo("\n".join(_to_text(answer)))


def _row(row: Neighbor) -> tuple[object, ...]:
    ends = (row.distance, row.node.label, row.relation, row.label_zh, row.direction, row.partner.label)
    details = (row.partner.type, row.status, row.first, row.last, row.fields, row.others, row.documents)
    return (*ends, *details, row.confidence)


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
