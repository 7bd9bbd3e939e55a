"""GraphML that Gephi, Gephi Lite, igraph and networkx read as it is.

Written here rather than by networkx, whose files repeat edge ids in a multigraph (Gephi drops such edges, Gephi Lite
refuses the file) and cannot say what tells parallel edges apart. Keys named ``label``, ``color``, ``size``, ``x``,
``y`` and ``weight`` are what Gephi draws by; the others become columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from kg.export.clean import joined, one_line, unique_ids
from kg.export.files import write_pieces
from kg.export.layout import layout
from kg.export.looks import color_of, kind_of, node_size, partners, relation_color, relation_zh
from kg.schema import Schema, load_schema

Values = dict[str, str | float | int | bool | None]

NODE_KEYS = {
    "label": "string",
    "kind": "string",
    "type": "string",
    "region": "string",
    "aliases": "string",
    "documents": "int",
    "partners": "int",
    "first": "string",
    "last": "string",
    "color": "string",
    "size": "double",
    "x": "double",
    "y": "double",
}
EDGE_KEYS = {
    "label": "string",
    "relation": "string",
    "relation_zh": "string",
    "status": "string",
    "symmetric": "boolean",
    "weight": "double",
    "first": "string",
    "last": "string",
    "fields": "string",
    "confidence": "double",
    "claims": "string",
    "color": "string",
}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write_graphml(graph: Any, path: Path, schema: Schema | None = None) -> None:
    """Write the graph to ``path``; the same graph gives the same bytes, in whatever order it was built.

    Every edge is directed in the file, since networkx reads no mixed graphs; ``symmetric`` says which are mutual.
    Raises KgError where the file cannot be written.
    """
    schema = schema or load_schema()
    head = chain([_HEAD], _keys(), ['<graph id="kg" edgedefault="directed">\n'])
    write_pieces(path, chain(head, _nodes(graph, schema), _edges(graph, schema), ["</graph>\n</graphml>\n"]))


def _keys() -> Iterable[str]:
    for target, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, kind in keys.items():
            yield f'<key id="{target}_{name}" for="{target}" attr.name="{name}" attr.type="{kind}"/>\n'


def _nodes(graph: Any, schema: Schema) -> Iterable[str]:
    ids, places, counts = unique_ids(graph), layout(graph), partners(graph, schema)
    for node in sorted(graph):
        values = node_values(graph.nodes[node], schema, counts[node])
        values["x"], values["y"] = places[node]
        yield f"<node id={quoted(ids[node])}>{_data('node', values)}</node>\n"


def node_values(data: Mapping[str, Any], schema: Schema, count: int) -> Values:
    """What is told of a node with ``count`` partners, by key; positions are not among it."""
    kind = kind_of(data, schema)
    return {
        "label": one_line(data["label"]),
        "kind": kind,
        "type": one_line(data["type"]),
        "region": one_line(data["region"]),
        "aliases": joined(name for name in data["names"] if name != data["label"]),
        "documents": data["documents"],
        "partners": count,
        "first": data["first"],
        "last": data["last"],
        "color": color_of(kind, schema),
        "size": node_size(count),
    }


def _edges(graph: Any, schema: Schema) -> Iterable[str]:
    nodes, ids = unique_ids(graph), unique_ids(data["id"] for _, _, data in graph.edges(data=True))
    for head, tail, data in sorted(graph.edges(data=True), key=lambda edge: str(edge[2]["id"])):
        # Gephi keeps parallel edges apart by this attribute, and by nothing else
        kind = edge_kind(data)
        attributes = f"id={quoted(ids[data['id']])} source={quoted(nodes[head])} target={quoted(nodes[tail])}"
        yield f"<edge {attributes} label={quoted(kind)}>{_data('edge', edge_values(data, schema))}</edge>\n"


def edge_kind(data: Mapping[str, Any]) -> str:
    """What keeps parallel edges apart in Gephi: the relation, and whether it is denied."""
    return one_line(data["relation"] + ("-negated" if data["status"] == "negated" else ""))


def edge_values(data: Mapping[str, Any], schema: Schema) -> Values:
    """What is told of an edge, by key."""
    relation = schema.relations.get(data["relation"])
    return {
        "label": one_line(relation_zh(data["relation"], schema)),
        "relation": one_line(data["relation"]),
        "relation_zh": one_line(relation_zh(data["relation"], schema)),
        "status": one_line(data["status"]),
        "symmetric": bool(relation and relation.symmetric),
        "weight": float(max(1, data["weight"])),
        "first": data["first"],
        "last": data["last"],
        "fields": joined(data["fields"]),
        "confidence": round(float(data["confidence"]), 4),
        "claims": joined(data["claims"]),
        "color": relation_color(data["relation"], schema),
    }


def _data(target: str, values: Values) -> str:
    """The ``<data>`` elements; what is not known has none."""
    return "".join(
        f'<data key="{target}_{name}">{_scalar(value)}</data>' for name, value in values.items() if value is not None
    )


def _scalar(value: str | float | int | bool | None) -> str:
    """A value as XML states it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(one_line(str(value)))


def quoted(text: str) -> str:
    """``text`` as the value of an XML attribute."""
    escaped = escape(text, {'"': "&quot;"})
    return f'"{escaped}"'
