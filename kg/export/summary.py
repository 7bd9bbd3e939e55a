"""What a report tells of a graph: who works with most others, what was signed, between which regions, and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kg.export.clean import one_line
from kg.export.looks import is_party, partners
from kg.export.stored import Stored
from kg.export.tables import sorted_edges

_PROVINCE = re.compile("^.{2,6}?(?:省|自治区|特别行政区|市)")
UNKNOWN = "地区不详"


@dataclass(frozen=True, slots=True)
class Partner:
    """A party, with how many partners and agreements it has, and how many documents mention it."""

    name: str
    region: str
    partners: int
    agreements: int
    documents: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement, who signs it, over what, and the sentence that says so with its document."""

    name: str
    parties: tuple[str, ...]
    status: str
    date: str | None
    fields: tuple[str, ...]
    quote: str
    document: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a report shows; ``matrix`` counts the pairs of partners by their two provinces."""

    counts: dict[str, int]
    partners: tuple[Partner, ...]
    agreements: tuple[Agreement, ...]
    regions: tuple[str, ...]
    matrix: dict[tuple[str, str], int]
    years: dict[int, dict[str, int]]
    undated: int


def summarize(stored: Stored, *, since: str | None = None, until: str | None = None, most: int = 20) -> Summary:
    """The graph in figures; agreements and years between two ISO dates of any precision, all else of all times."""
    graph = stored.graph
    dated = [data for *_, data in graph.edges(data=True) if data["first"]]
    within = [data for data in dated if _is_within(data["first"], since, until)]
    pairs = dict(_pairs(stored))
    matrix = _matrix(stored, pairs)
    return Summary(
        counts=_counts(stored),
        partners=tuple(_top(stored, most)),
        agreements=tuple(_agreements(stored, since, until)),
        regions=_regions(matrix, 12),
        matrix=matrix,
        years=_years(within),
        undated=graph.number_of_edges() - len(dated),
    )


def _is_within(day: str | None, since: str | None, until: str | None) -> bool:
    if day is None:
        return since is None and until is None
    start = day.split("/")[0]
    return (since is None or start >= since[: len(start)]) and (until is None or start[: len(until)] <= until)


def _counts(stored: Stored) -> dict[str, int]:
    types = Counter(data["type"] for _, data in stored.graph.nodes(data=True))
    claims = [claim for *_, data in stored.graph.edges(data=True) for claim in data["claims"]]
    documents = {stored.evidence[claim].document for claim in claims if claim in stored.evidence}
    relations = stored.graph.number_of_edges()
    return {**{name: types[name] for name in stored.schema.types}, "relations": relations, "documents": len(documents)}


def _top(stored: Stored, most: int) -> Iterator[Partner]:
    graph, counts = stored.graph, partners(stored.graph, stored.schema)
    parties = [node for node in graph if is_party(graph.nodes[node], stored.schema) and counts[node]]
    for node in sorted(parties, key=lambda node: (-counts[node], -graph.nodes[node]["documents"], node))[:most]:
        data = graph.nodes[node]
        signed = sum(
            e["relation"] == "signs" and e["status"] != "negated" for *_, e in graph.out_edges(node, data=True)
        )
        yield Partner(one_line(data["label"]), one_line(data["region"]), counts[node], signed, data["documents"])


def _agreements(stored: Stored, since: str | None, until: str | None) -> list[Agreement]:
    found = []
    for node, data in sorted(stored.graph.nodes(data=True)):
        if data["type"] != "instrument":
            continue
        agreement = _agreement(stored, node)
        if agreement and _is_within(agreement.date, since, until):
            found.append(agreement)
    return sorted(found, key=lambda agreement: (agreement.date or "", agreement.name), reverse=True)


def _agreement(stored: Stored, node: str) -> Agreement | None:
    graph = stored.graph
    signed = [
        row
        for row in sorted_edges(graph.edge_subgraph(graph.in_edges(node, keys=True)))
        if row[2]["relation"] == "signs"
    ]
    if not signed:
        return None
    first = min((data["first"] for *_, data in signed if data["first"]), default=None)
    claims = [claim for *_, data in signed for claim in data["claims"] if claim in stored.evidence]
    row = stored.evidence[claims[0]] if claims else None
    return Agreement(
        name=one_line(graph.nodes[node]["label"]),
        parties=tuple(dict.fromkeys(one_line(graph.nodes[head]["label"]) for head, *_ in signed)),
        status=signed[0][2]["status"],
        date=first,
        fields=tuple(dict.fromkeys(one_line(field) for *_, data in signed for field in data["fields"])),
        quote=one_line(row.quote) if row else "",
        document=one_line(row.document) if row else "",
    )


def _pairs(stored: Stored) -> Iterator[tuple[tuple[str, str], None]]:
    """Parties that work with one another: a relation joins them, or they share the tail of a joint one."""
    shared: dict[tuple[str, str], set[str]] = {}
    for head, tail, data in stored.graph.edges(data=True):
        if data["status"] == "negated":
            continue
        if is_party(stored.graph.nodes[tail], stored.schema):
            yield (min(head, tail), max(head, tail)), None
        relation = stored.schema.relations.get(data["relation"])
        if relation and relation.joint:
            shared.setdefault((data["relation"], tail), set()).add(head)
    for heads in shared.values():
        yield from ((pair, None) for pair in combinations(sorted(heads), 2))


def _matrix(stored: Stored, pairs: dict[tuple[str, str], None]) -> dict[tuple[str, str], int]:
    count: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        one, other = sorted(_province(stored.graph.nodes[node]) for node in pair)
        count[one, other] += 1
    return {pair: count[pair] for pair in sorted(count)}


def _province(data: dict[str, Any]) -> str:
    region = one_line(data["region"]) or (one_line(data["label"]) if data["type"] == "region" else "")
    found = _PROVINCE.match(region)
    return found[0] if found else region or UNKNOWN


def _regions(matrix: dict[tuple[str, str], int], most: int) -> tuple[str, ...]:
    """Those with most pairs; what is known of no region stands last."""
    count: Counter[str] = Counter()
    for pair, number in matrix.items():
        for region in set(pair):
            count[region] += number
    known = sorted((region for region in count if region != UNKNOWN), key=lambda region: (-count[region], region))[
        :most
    ]
    return (*known, UNKNOWN) if UNKNOWN in count else tuple(known)


def _years(edges: list[dict[str, Any]]) -> dict[int, dict[str, int]]:
    """Relations by the year in which they begin, by status; the years between are there too."""
    count = Counter((int(data["first"][:4]), data["status"]) for data in edges)
    years = [year for year, _ in count]
    span = range(min(years), max(years) + 1) if years else range(0)
    return {year: {status: n for (y, status), n in sorted(count.items()) if y == year} for year in span}
