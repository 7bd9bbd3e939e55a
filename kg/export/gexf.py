"""GEXF 1.3 for Gephi: what :mod:`kg.export.graphml` tells, with a timeline, shapes and line styles.

Written here rather than by networkx, which takes an edge's relation for its direction and writes no ``kind``, by
which Gephi keeps parallel edges apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from kg.export.clean import one_line, unique_ids
from kg.export.files import write_pieces
from kg.export.graphml import EDGE_KEYS, NODE_KEYS, Values, edge_kind, edge_values, node_values, quoted
from kg.export.layout import layout
from kg.export.looks import edge_width, partners
from kg.export.tables import sorted_edges
from kg.schema import Schema, load_schema

# these have places of their own in the format
_LOOKS = ("label", "color", "size", "x", "y", "weight")
_TYPES = {"int": "integer"}
_SHAPES = {"instrument": "square", "initiative": "diamond", "event": "triangle"}
_LINES = {"planned": "dashed", "proposed": "dotted", "negated": "dotted"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<graph defaultedgetype="directed" idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval">
"""


def write_gexf(graph: Any, path: Path, schema: Schema | None = None) -> None:
    """Write the graph to ``path``; the same graph gives the same bytes, in whatever order it was built.

    An edge is there from the first day on which it is attested; one without a date always, and its ends with it.
    Raises KgError where the file cannot be written.
    """
    schema = schema or load_schema()
    parts = (_attributes(), _nodes(graph, schema), _edges(graph, schema))
    write_pieces(path, chain([_HEAD], *parts, ["</graph>\n</gexf>\n"]))


def first_day(value: str | None) -> str | None:
    """The first day of an ISO date or interval of any precision; None where it is none."""
    parts = (value or "").split("/")[0].split("-")
    try:
        return date(*map(int, [*parts, "1", "1"][:3])).isoformat()
    except (ValueError, TypeError):
        return None


def _attributes() -> Iterable[str]:
    for target, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        yield f'<attributes class="{target}">\n'
        for name, kind in keys.items():
            if name not in _LOOKS:
                yield f'<attribute id="{name}" title="{name}" type="{_TYPES.get(kind, kind)}"/>\n'
        yield "</attributes>\n"


def _nodes(graph: Any, schema: Schema) -> Iterable[str]:
    ids, places, counts = unique_ids(graph), layout(graph), partners(graph, schema)
    starts = _starts(graph)
    yield f'<nodes count="{len(graph)}">\n'
    for node in sorted(graph):
        values = node_values(graph.nodes[node], schema, counts[node])
        x, y = places[node]
        looks = (
            f"{_color(str(values['color']))}<viz:size value={quoted(_text(values['size']))}/>"
            # Gephi's y axis points up, that of the page down
            f'<viz:position x="{x}" y="{-y + 0.0}" z="0.0"/>'
            f'<viz:shape value="{_SHAPES.get(graph.nodes[node]["type"], "disc")}"/>'
        )
        head = f"<node id={quoted(ids[node])} label={quoted(_text(values['label']))}{_start(starts[node])}>"
        yield f"{head}{_attvalues(values)}{looks}</node>\n"
    yield "</nodes>\n"


def _edges(graph: Any, schema: Schema) -> Iterable[str]:
    nodes, ids = unique_ids(graph), unique_ids(data["id"] for _, _, data in graph.edges(data=True))
    yield f'<edges count="{graph.number_of_edges()}">\n'
    for head, tail, data in sorted_edges(graph):
        values = edge_values(data, schema)
        attributes = {
            "id": ids[data["id"]],
            "source": nodes[head],
            "target": nodes[tail],
            "type": "directed",
            "kind": edge_kind(data),
            "label": _text(values["label"]),
            "weight": str(values["weight"]),
        }
        words = " ".join(f"{name}={quoted(value)}" for name, value in attributes.items())
        looks = (
            f'{_color(str(values["color"]))}<viz:thickness value="{edge_width(data["weight"])}"/>'
            f'<viz:shape value="{_LINES.get(data["status"], "solid")}"/>'
        )
        yield f"<edge {words}{_start(first_day(data['first']))}>{_attvalues(values)}{looks}</edge>\n"
    yield "</edges>\n"


def _starts(graph: Any) -> dict[str, str | None]:
    """From when on each node is there: the first day of its edges, or always, where one has no date."""
    days: dict[str, list[str | None]] = {node: [] for node in graph}
    for head, tail, data in graph.edges(data=True):
        for node in (head, tail):
            days[node].append(first_day(data["first"]))
    known = {node: [day for day in found if day is not None] for node, found in days.items()}
    return {
        node: min(known[node]) if found and len(known[node]) == len(found) else None for node, found in days.items()
    }


def _start(day: str | None) -> str:
    return f' start="{day}"' if day else ""


def _color(color: str) -> str:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _attvalues(values: Mapping[str, Any] | Values) -> str:
    known = ((name, value) for name, value in values.items() if value is not None and name not in _LOOKS)
    rows = "".join(f'<attvalue for="{name}" value={_attribute(value)}/>' for name, value in known)
    return f"<attvalues>{rows}</attvalues>"


def _attribute(value: str | float | int | bool) -> str:
    return quoted(("true" if value else "false") if isinstance(value, bool) else _text(value))


def _text(value: object) -> str:
    return one_line(str(value))
