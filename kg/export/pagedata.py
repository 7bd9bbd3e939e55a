"""What the page knows: the part of the graph that it draws, the rest that it can be asked for, and what it tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from kg.export.clean import clean, one_line, unique_ids
from kg.export.communities import clusters
from kg.export.initials import sounds
from kg.export.looks import edge_width, is_party, kind_of, node_size, partners
from kg.export.pagelooks import DASHES, NEGATED, SHAPES, drawn, short_label
from kg.export.tables import sorted_edges
from kg.schema import Schema
from kg.types import Evidence

CORE = 2000
HELD = 50_000

_PROVINCE = re.compile("^.{2,6}?(?:省|自治区|特别行政区|市)(?=.)")


def page_data(
    graph: Any, evidence: Mapping[str, Evidence], schema: Schema
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What the page draws at first, and the rest that it holds for searches and neighbourhoods, ready for JSON.

    Of a graph beyond ``CORE`` nodes those with most edges are drawn; beyond ``HELD`` the others are left out, and
    counted. ``graph`` is read, never changed.
    """
    held = core(graph, HELD)
    shown = core(held, CORE)
    counts = partners(graph, schema)
    nodes = unique_ids(graph)
    edges = unique_ids(data["id"] for _, _, data in graph.edges(data=True))
    records = {nodes[n]: _node(held.nodes[n], schema, counts[n]) for n in sorted(held)}
    lines = {edges[d["id"]]: _edge(nodes[h], nodes[t], d, evidence) for h, t, d in sorted_edges(held)}
    drawn_nodes = {nodes[n] for n in shown}
    drawn_edges = {edges[d["id"]] for *_, d in shown.edges(data=True)}
    first = {
        "total": {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges(), "held": len(held)},
        "schema": _labels(schema),
        "vis": drawn(shown, schema, counts, nodes, edges),
        "groups": [[nodes[n] for n in group] for group in clusters(shown)],
        "regions": _regions(held, schema),
        "nodes": {key: row for key, row in records.items() if key in drawn_nodes},
        "edges": {key: row for key, row in lines.items() if key in drawn_edges},
    }
    rest = {
        "nodes": {
            key: row | {"size": node_size(row["partners"]), "label": short_label(row["name"])}
            for key, row in records.items()
            if key not in drawn_nodes
        },
        "edges": {
            key: row | {"width": edge_width(row["weight"])} for key, row in lines.items() if key not in drawn_edges
        },
    }
    return first, rest


def core(graph: Any, limit: int) -> Any:
    """The graph itself, or, where it is larger, the part between its ``limit`` nodes of highest degree."""
    if graph.number_of_nodes() <= limit:
        return graph
    return graph.subgraph(sorted(graph, key=lambda node: (-graph.degree(node), node))[:limit])


def _regions(graph: Any, schema: Schema) -> list[tuple[str, int]]:
    """The regions of parties and what they lie in, with how many parties lie in each; the largest first."""
    count: Counter[str] = Counter()
    for _, data in graph.nodes(data=True):
        region = one_line(data["region"])
        if region and is_party(data, schema):
            province = _PROVINCE.match(region)
            count.update({region, province[0]} if province else {region})
    outer = {region: (match[0] if (match := _PROVINCE.match(region)) else region) for region in count}
    return sorted(count.items(), key=lambda item: (-count[outer[item[0]]], outer[item[0]], item[0]))


def _labels(schema: Schema) -> dict[str, Any]:
    return {
        "kinds": {k: asdict(v) | {"shape": SHAPES.get(k, "dot")} for k, v in schema.kinds.items()},
        "types": {k: asdict(v) for k, v in schema.types.items()},
        "relations": {k: asdict(v) for k, v in schema.relations.items()},
        "statuses": {k: asdict(v) for k, v in schema.statuses.items()},
        "looks": {"dashes": DASHES, "negated": NEGATED, "shapes": SHAPES},
        "order": {name: list(getattr(schema, name)) for name in ("kinds", "relations", "statuses")},
    }


def _node(data: Mapping[str, Any], schema: Schema, count: int) -> dict[str, Any]:
    return {
        "name": one_line(data["label"]),
        "names": [one_line(name) for name in data["names"] if name != data["label"]],
        "sounds": sounds(dict.fromkeys([data["label"], *data["names"]])),
        "kind": kind_of(data, schema),
        "type": data["type"],
        "region": one_line(data["region"]),
        "documents": data["documents"],
        "partners": count,
        "first": data["first"],
        "last": data["last"],
    }


def _edge(head: str, tail: str, data: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> dict[str, Any]:
    return {
        "from": head,
        "to": tail,
        "relation": data["relation"],
        "status": data["status"],
        "weight": data["weight"],
        "first": data["first"],
        "last": data["last"],
        "fields": [one_line(field) for field in data["fields"]],
        "confidence": data["confidence"],
        "evidence": [_evidence(evidence[claim]) for claim in data["claims"] if claim in evidence],
    }


def _evidence(row: Evidence) -> dict[str, Any]:
    return {
        "parts": marked(row),
        "document": one_line(row.document),
        "title": one_line(row.title),
        "published": row.published,
        "status": row.status,
        "date": row.date,
        "fields": [one_line(field) for field in row.fields],
        "rule": one_line(row.rule),
        "confidence": row.confidence,
    }


def marked(row: Evidence) -> list[list[str]]:
    """The quote in pieces, each with the names of the marks that cover it (``""``, ``"head"``, ``"head trigger"``).

    Cut here, since JavaScript counts UTF-16 units, and since offsets would not survive the cleaning of the text.
    """
    spans = {"head": row.head_marks, "trigger": row.trigger_marks, "tail": row.tail_marks}
    edges = sorted({0, len(row.quote), *_inside(row, spans.values())})
    pieces = []
    for start, end in pairwise(edges):
        names = " ".join(name for name, span in spans.items() if span[0] <= start and end <= span[1])
        pieces.append([clean(row.quote[start:end]), names])
    return pieces


def _inside(row: Evidence, spans: Iterable[tuple[int, int]]) -> list[int]:
    return [offset for span in spans for offset in span if 0 <= offset <= len(row.quote)]
