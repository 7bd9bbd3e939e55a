"""Nodes and edges as vis-network draws them: positions, labels, shapes, colours, strokes and bends."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from kg.export.clean import one_line
from kg.export.layout import layout
from kg.export.looks import color_of, edge_width, kind_of, node_size, relation_color
from kg.export.tables import sorted_edges
from kg.schema import Schema

SHAPES = {"instrument": "square", "initiative": "diamond", "event": "triangle", "document": "hexagon"}
DASHES = {"planned": [7, 5], "proposed": [2, 5], "negated": [4, 6]}
NEGATED = "#b9837f"
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


def drawn(
    graph: Any, schema: Schema, counts: Mapping[str, int], nodes: Mapping[str, str], edges: Mapping[str, str]
) -> dict[str, Any]:
    """Nodes, edges and options as pyvis states them for vis-network, positions included."""
    from pyvis.network import Network

    network = Network(directed=True)
    network.set_options(json.dumps(_OPTIONS))
    labels = {node: short_label(one_line(graph.nodes[node]["label"])) for node in graph}
    places = layout(graph, {node: label_box(labels[node], node_size(counts[node])) for node in graph})
    for node in sorted(graph):
        look = _node_look(graph.nodes[node], schema, counts[node])
        network.add_node(nodes[node], label=labels[node], x=places[node][0], y=places[node][1], **look)
    bends = _bends(graph)
    for head, tail, data in sorted_edges(graph):
        look = _edge_look(data, schema, bends[data["id"]])
        network.add_edge(nodes[head], nodes[tail], id=edges[data["id"]], **look)
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def label_box(label: str, size: float) -> tuple[float, float]:
    """How wide and how high a node of this radius is drawn with its label below it."""
    lines = label.split("\n")
    return max(size * 2, max(_width(line) for line in lines) * 6.6) + 14, size * 2 + 17 * len(lines) + 16


def _node_look(data: Mapping[str, Any], schema: Schema, count: int) -> dict[str, Any]:
    color = color_of(kind_of(data, schema), schema)
    lit = {"background": color, "border": _INK}
    return {
        "shape": SHAPES.get(data["type"], "dot"),
        "size": node_size(count),
        "color": {"background": color, "border": "#ffffff", "highlight": lit, "hover": lit},
    }


def _edge_look(data: Mapping[str, Any], schema: Schema, bend: float) -> dict[str, Any]:
    negated = data["status"] == "negated"
    color = NEGATED if negated else relation_color(data["relation"], schema)
    relation = schema.relations.get(data["relation"])
    look: dict[str, Any] = {
        "color": {"color": color, "highlight": color, "hover": color, "opacity": 0.72},
        "width": edge_width(data["weight"]),
        "dashes": DASHES.get(data["status"], False),
        "arrows": "" if relation and relation.symmetric else "to",
    }
    if bend:
        look["smooth"] = {"enabled": True, "type": "curvedCW" if bend > 0 else "curvedCCW", "roundness": abs(bend)}
    return look | ({"label": "✗"} if negated else {})


def _bends(graph: Any) -> dict[str, float]:
    """How far each edge bends, so that no two edges between the same two nodes lie on one another."""
    between: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for head, tail, data in sorted_edges(graph):
        between.setdefault((min(head, tail), max(head, tail)), []).append((data["id"], head <= tail))
    result = {}
    for edges in between.values():
        for number, (edge, forward) in enumerate(edges):
            bend = round((number - (len(edges) - 1) / 2) * 0.18, 3) if len(edges) > 1 else 0.0
            result[edge] = bend if forward else -bend
    return result
