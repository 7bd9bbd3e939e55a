"""What the page knows: nodes and edges as vis-network draws them, and what its panel tells of each."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from kg.export.clean import clean, one_line, unique_ids
from kg.export.layout import layout
from kg.export.looks import color_of, kind_of, node_size, partners, relation_color
from kg.schema import Schema
from kg.types import Evidence

CORE = 2000

_SHAPES = {"instrument": "square", "initiative": "diamond", "event": "triangle", "document": "hexagon"}
_DASHES = {"planned": [7, 5], "proposed": [2, 5], "negated": [4, 6]}
_NEGATED = "#b9837f"
_LINE = 20
_INK = "#22303c"
_FACE = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','Hiragino Sans GB',sans-serif"
_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 300, "selectConnectedEdges": False, "multiselect": False},
    "nodes": {
        "borderWidth": 2,
        "borderWidthSelected": 3,
        "font": {"size": 13, "face": _FACE, "color": _INK, "strokeWidth": 3, "strokeColor": "#fbfaf7", "vadjust": -2},
        "scaling": {"label": {"enabled": False}},
    },
    "edges": {
        "smooth": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.8,
        "arrows": {"to": {"scaleFactor": 0.55}},
        "font": {"size": 15, "face": _FACE, "color": "#b3261e", "strokeWidth": 4, "strokeColor": "#fbfaf7"},
    },
}


def page_data(graph: Any, evidence: Mapping[str, Evidence], schema: Schema) -> dict[str, Any]:
    """Everything the page embeds, ready for JSON. ``graph`` is read, never changed."""
    shown = core(graph, CORE)
    counts = partners(graph, schema)
    nodes = unique_ids(graph)
    edges = unique_ids(data["id"] for _, _, data in graph.edges(data=True))
    return {
        "total": {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()},
        "schema": _labels(schema),
        "vis": _drawn(shown, schema, counts, nodes, edges),
        "nodes": {nodes[n]: _node(shown.nodes[n], schema, counts[n]) for n in sorted(shown)},
        "edges": {edges[d["id"]]: _edge(nodes[h], nodes[t], d, evidence) for h, t, d in _sorted_edges(shown)},
    }


def core(graph: Any, limit: int) -> Any:
    """The graph itself, or, where it is larger, the part between its ``limit`` nodes of highest degree."""
    if graph.number_of_nodes() <= limit:
        return graph
    return graph.subgraph(sorted(graph, key=lambda node: (-graph.degree(node), node))[:limit])


def short_label(name: str) -> str:
    """``name`` on at most two lines of ten Chinese characters, with an ellipsis for what is left out."""
    lines = [""]
    for number, char in enumerate(name):
        if _width(lines[-1] + char) > _LINE:
            if len(lines) == 2:
                return "\n".join([lines[0], lines[1].rstrip() + "…"])
            lines.append("")
        if len(name) - number == 1 and len(lines) == 2 and len(lines[1]) == 0:
            return lines[0] + char
        lines[-1] += char
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _labels(schema: Schema) -> dict[str, Any]:
    return {
        "kinds": {k: asdict(v) | {"shape": _SHAPES.get(k, "dot")} for k, v in schema.kinds.items()},
        "types": {k: asdict(v) for k, v in schema.types.items()},
        "relations": {k: asdict(v) for k, v in schema.relations.items()},
        "statuses": {k: asdict(v) for k, v in schema.statuses.items()},
        "order": {name: list(getattr(schema, name)) for name in ("kinds", "relations", "statuses")},
    }


def _sorted_edges(graph: Any) -> list[tuple[str, str, dict[str, Any]]]:
    return sorted(graph.edges(data=True), key=lambda edge: str(edge[2]["id"]))


def _drawn(
    graph: Any, schema: Schema, counts: Mapping[str, int], nodes: Mapping[str, str], edges: Mapping[str, str]
) -> dict[str, Any]:
    """Nodes, edges and options as pyvis states them for vis-network, positions included."""
    from pyvis.network import Network

    network = Network(directed=True)
    network.set_options(json.dumps(_OPTIONS))
    labels = {node: short_label(one_line(graph.nodes[node]["label"])) for node in graph}
    places = layout(graph, {node: _box(labels[node], node_size(counts[node])) for node in graph})
    for node in sorted(graph):
        look = _node_look(graph.nodes[node], schema, counts[node])
        network.add_node(nodes[node], label=labels[node], x=places[node][0], y=places[node][1], **look)
    bends = _bends(graph)
    for head, tail, data in _sorted_edges(graph):
        look = _edge_look(data, schema, bends[data["id"]])
        network.add_edge(nodes[head], nodes[tail], id=edges[data["id"]], **look)
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def _box(label: str, size: float) -> tuple[float, float]:
    lines = label.split("\n")
    return max(size * 2, max(_width(line) for line in lines) * 6.6) + 14, size * 2 + 17 * len(lines) + 16


def _node_look(data: Mapping[str, Any], schema: Schema, count: int) -> dict[str, Any]:
    color = color_of(kind_of(data, schema), schema)
    lit = {"background": color, "border": _INK}
    return {
        "shape": _SHAPES.get(data["type"], "dot"),
        "size": node_size(count),
        "color": {"background": color, "border": "#ffffff", "highlight": lit, "hover": lit},
    }


def _edge_look(data: Mapping[str, Any], schema: Schema, bend: float) -> dict[str, Any]:
    negated = data["status"] == "negated"
    color = _NEGATED if negated else relation_color(data["relation"], schema)
    relation = schema.relations.get(data["relation"])
    look: dict[str, Any] = {
        "color": {"color": color, "highlight": color, "hover": color, "opacity": 0.72},
        "width": round(min(1 + math.sqrt(max(1, data["weight"])) * 0.8, 6), 2),
        "dashes": _DASHES.get(data["status"], False),
        "arrows": "" if relation and relation.symmetric else "to",
    }
    if bend:
        look["smooth"] = {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": abs(bend)}
    return look | ({"label": "✗"} if negated else {})


def _bends(graph: Any) -> dict[str, float]:
    """How far each edge bends, so that no two edges between the same two nodes lie on one another."""
    between: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for head, tail, data in _sorted_edges(graph):
        between.setdefault((min(head, tail), max(head, tail)), []).append((data["id"], head <= tail))
    result = {}
    for edges in between.values():
        for number, (edge, forward) in enumerate(edges):
            bend = round((number - (len(edges) - 1) / 2) * 0.18, 3) if len(edges) > 1 else 0.0
            result[edge] = bend if forward else -bend
    return result


def _node(data: Mapping[str, Any], schema: Schema, count: int) -> dict[str, Any]:
    return {
        "name": one_line(data["label"]),
        "names": [one_line(name) for name in data["names"] if name != data["label"]],
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
