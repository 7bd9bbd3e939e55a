"""``kg search``, ``kg show``, ``kg path``, ``kg evidence`` and ``kg timeline``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.names import understood
from kg.cli.options import AsCsv, AsJson, Graph, Least, Relation, Since, Status, Until

if TYPE_CHECKING:
    from kg.asking import Card, Shown, Statement, Step

Text = Annotated[str, typer.Argument(metavar="TEXT", help="A part of a name.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, a short form, an unambiguous part, or a node id.")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="Another one.")]
Optional = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Of one node; else of all.")]
Limit = Annotated[int, typer.Option(min=1, metavar="N", help="At most so many.")]
Last = Annotated[int, typer.Option(min=0, metavar="N", help="Only the last N; 0: all.")]
Longest = Annotated[int, typer.Option(min=1, metavar="N", help="Over at most N relations.")]
Sentences = Annotated[bool, typer.Option("--sentences", help="Search the sentences behind the graph, not the names.")]
_STATEMENT = ("first", "last", "head", "relation", "label", "tail", "status", "documents", "confidence")


def search(
    text: Text,
    graph: Graph = Path("out"),
    sentences: Sentences = False,
    limit: Limit = 20,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Find nodes by a part of a name, or sentences by a part of their text.

    Example: kg search 天坛
    """
    from kg import asking
    from kg.cli.tables import show as print_rows
    from kg.query import ledger_of

    if sentences:
        proofs = asking.sentences(ledger_of(graph), text, limit=limit)
        rows = [(p.document, p.status, p.date, p.sentence, p.claim) for p in proofs]
        print_rows(("document", "status", "date", "sentence", "claim"), rows, json=json, csv=csv, data=proofs)
        return
    hits = asking.search(ledger_of(graph), text, limit=limit)
    columns = ("id", "label", "type", "kind", "region", "documents", "found by")
    found = [(*(getattr(hit.node, column) for column in columns[:6]), hit.name) for hit in hits]
    print_rows(columns, found, json=json, csv=csv, data=hits)


def show(name: Name, graph: Graph = Path("out"), json: AsJson = False, csv: AsCsv = False) -> None:
    """The card of a node: names, type, region, counts by relation, first and last seen, its latest relations.

    Example: kg show 天坛医院
    """
    from kg import asking
    from kg.cli.tables import print_csv, print_json
    from kg.query import ledger_of

    with understood():
        card = asking.show(ledger_of(graph), name)
    if json:
        print_json(card)
    elif csv:
        print_csv(("what", "value"), list(_facts(card)))
    else:
        typer.echo("\n".join(_card(card)))


def path(
    one: Name,
    other: Other,
    graph: Graph = Path("out"),
    longest: Longest = 6,
    relation: Relation = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Least = 0.0,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """A shortest way from one node to another, with a sentence for each step; exit code 1 where there is none.

    Example: kg path 天坛医院 保定市第一中心医院
    """
    from kg import asking
    from kg.cli.tables import show as print_rows
    from kg.filters import Filter
    from kg.query import ledger_of

    only = Filter(relation, status, since, until, min_confidence)
    with understood():
        steps = asking.path(ledger_of(graph), one, other, only=only, longest=longest)
    columns = ("from", "relation", "to", "status", "since", "document", "sentence")
    rows = list(map(_step, steps or ()))
    print_rows(columns, rows, json=json, csv=csv, data=steps, empty="no way" if steps is None else "the same node")
    if steps is None:
        raise typer.Exit(1)


def evidence(
    one: Name,
    other: Other,
    graph: Graph = Path("out"),
    relation: Relation = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Least = 0.0,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """All sentences that connect two nodes, directly or by an agreement or the like that both take part in.

    Example: kg evidence 天坛医院 保定市第一中心医院 --csv
    """
    from kg import asking
    from kg.cli.tables import show as print_rows
    from kg.filters import Filter
    from kg.query import ledger_of

    only = Filter(relation, status, since, until, min_confidence)
    with understood():
        shown = asking.evidence(ledger_of(graph), one, other, only=only)
    columns = ("head", "relation", "tail", "status", "date", "document", "sentence", "rule", "claim")
    print_rows(columns, list(map(_proof, shown)), json=json, csv=csv, data=shown, empty="no sentence connects them")


def timeline(
    name: Optional = None,
    graph: Graph = Path("out"),
    last: Last = 0,
    relation: Relation = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Least = 0.0,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Dated relations in the order of time, of one node or of all.

    Example: kg timeline 天坛医院 --since 2024
    """
    from kg import asking
    from kg.cli.tables import show as print_rows
    from kg.filters import Filter
    from kg.query import ledger_of

    only = Filter(relation, status, since, until, min_confidence)
    with understood():
        rows = asking.timeline(ledger_of(graph), name, only=only, limit=last)
    print_rows(_STATEMENT, list(map(_statement, rows)), json=json, csv=csv, data=rows, empty="nothing that is dated")


def _statement(row: Statement) -> tuple[object, ...]:
    ends = (row.first, row.last, row.head, row.relation, row.label_zh, row.tail)
    return (*ends, row.status, row.documents, row.confidence)


def _step(step: Step) -> tuple[object, ...]:
    said = (step.proof.document, step.proof.sentence) if step.proof else ("", "")
    return (step.node.label, step.label_zh, step.partner.label, step.status, step.first, *said)


def _proof(row: Shown) -> tuple[object, ...]:
    ends = (row.statement.head, row.statement.label_zh, row.statement.tail)
    proof = row.proof
    return (*ends, proof.status, proof.date, proof.document, proof.sentence, proof.rule, proof.claim)


def _facts(card: Card) -> Iterator[tuple[str, object]]:
    yield from (("id", card.node.id), ("label", card.node.label), ("names", card.names[1:]))
    yield from (("type", card.node.type), ("kind", card.node.kind), ("region", card.node.region))
    yield from (("formerly", card.formerly), ("later", card.later), ("first", card.first), ("last", card.last))
    yield from (("documents", card.node.documents), ("claims", card.claims))
    yield from ((f"{tally.relation} {tally.direction}", tally.edges) for tally in card.relations)


def _card(card: Card) -> Iterator[str]:
    for what, value in _facts(card):
        text = "、".join(value) if isinstance(value, tuple) else value
        if text and " " not in what:
            yield f"{what:10} {text}"
    for tally in card.relations:
        yield f"  {tally.label_zh} {tally.edges} ({tally.documents} documents)"
    for row in card.latest:
        yield f"    {row.first or '–'}  {row.head} {row.label_zh} {row.tail}  [{row.status}]"
