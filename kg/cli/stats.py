"""``kg stats``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsCsv, AsJson, Graph, Least, Relation, Since, Status, Until

if TYPE_CHECKING:
    from kg.stats import Stats

Top = Annotated[int, typer.Option(min=1, metavar="N", help="So many hubs.")]
Deep = Annotated[bool, typer.Option("--deep", help="PageRank, betweenness and communities as well; takes longer.")]


def stats(
    graph: Graph = Path("out"),
    top: Top = 10,
    deep: Deep = False,
    relation: Relation = None,
    status: Status = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Least = 0.0,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """The graph in numbers: by type, relation, status and year; hubs, components, communities.

    Example: kg stats --since 2024 --deep
    """
    from kg.cli.tables import show
    from kg.filters import Filter
    from kg.query import ledger_of
    from kg.stats import stats as count

    only = Filter(relation, status, since, until, min_confidence)
    numbers = count(ledger_of(graph), only=only, top=top, deep=deep)
    show(("what", "which", "number"), list(_rows(numbers)), json=json, csv=csv, data=numbers)


def _rows(numbers: Stats) -> Iterator[tuple[str, str, object]]:
    for what in ("documents", "nodes", "edges", "claims"):
        yield "all", what, getattr(numbers, what)
    tables = {"type": numbers.types, "kind": numbers.kinds, "relation": numbers.relations}
    for what, table in {**tables, "status": numbers.statuses, "year": numbers.years}.items():
        yield from ((what, which, number) for which, number in table.items())
    yield "components", "all", len(numbers.components)
    yield "components", "largest", max(numbers.components, default=0)
    for hub in numbers.hubs:
        more = "" if hub.pagerank is None else f"; pagerank {hub.pagerank:.5f}, betweenness {hub.betweenness:.5f}"
        yield "hub", hub.label, f"{hub.degree} relations, {hub.documents} documents{more}" if more else hub.degree
    for number, community in enumerate((numbers.communities or ())[: len(numbers.hubs)], 1):
        yield f"community {number}", "、".join(community.hubs), community.nodes
