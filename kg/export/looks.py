"""How nodes and edges look, the same in Gephi and on the page: kind, colour, size (by number of partners)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kg.schema import Schema

_FALLBACK = "other"
_GREY = "#5f6b7a"


def kind_of(data: Mapping[str, Any], schema: Schema) -> str:
    """The kind that colours a node: its own, else that of its type."""
    for name in (data.get("kind"), data.get("type")):
        if name in schema.kinds:
            return str(name)
    return _FALLBACK


def is_party(data: Mapping[str, Any], schema: Schema) -> bool:
    """Whether a node is one that acts, and no agreement, project, event or document."""
    return data["type"] in schema.types and schema.types[data["type"]].party


def color_of(kind: str, schema: Schema) -> str:
    return schema.kinds[kind].color if kind in schema.kinds else _GREY


def relation_color(relation: str, schema: Schema) -> str:
    return schema.relations[relation].color if relation in schema.relations else _GREY


def relation_zh(relation: str, schema: Schema) -> str:
    return schema.relations[relation].zh if relation in schema.relations else relation


def partners(graph: Any, schema: Schema) -> dict[str, int]:
    """For each node, how many distinct parties it works with.

    These are the parties among its neighbours, and those who share with it the tail of a joint relation (two who sign
    one agreement are partners). Negated edges do not count.
    """
    near: dict[str, set[str]] = {node: set() for node in graph}
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for head, tail, data in graph.edges(data=True):
        if data["status"] == "negated":
            continue
        near[tail].add(head)
        if is_party(graph.nodes[tail], schema):
            near[head].add(tail)
        relation = schema.relations.get(data["relation"])
        if relation and relation.joint:
            shared[data["relation"], tail].add(head)
    for heads in shared.values():
        for head in heads:
            near[head] |= heads
    return {node: len(others - {node}) for node, others in near.items()}


def node_size(count: int) -> float:
    """The radius for ``count`` partners: its area grows with the count, up to a limit."""
    return round(min(9 + 4.5 * math.sqrt(count), 42.0), 2)


def edge_width(weight: int) -> float:
    """The width of an edge that so many documents state."""
    return round(min(1 + math.sqrt(max(1, weight)) * 0.8, 6), 2)
