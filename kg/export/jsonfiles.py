"""JSON for programs: node-link as networkx reads it, and the elements of Cytoscape."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from kg.export.clean import unique_ids
from kg.export.files import write_pieces
from kg.export.graphml import edge_values, node_values
from kg.export.layout import layout
from kg.export.looks import partners
from kg.export.stored import Stored
from kg.export.tables import sorted_edges


def write_node_link(stored: Stored, path: Path) -> None:
    """Write what ``networkx.node_link_graph(data, edges="edges")`` reads, lists in the place of tuples, and beside it
    the evidence as ``claims``.

    Raises KgError where the file cannot be written.
    """
    graph = stored.graph
    nodes = ({"id": node, **graph.nodes[node]} for node in sorted(graph))
    edges = ({"source": a, "target": b, "key": data["id"], **data} for a, b, data in sorted_edges(graph))
    said = (asdict(stored.evidence[claim]) for claim in _claims(stored))
    head = '{"directed":true,"multigraph":true,"graph":{},\n"nodes":'
    pieces = chain([head], _array(nodes), [',\n"edges":'], _array(edges), [',\n"claims":'], _array(said), ["}\n"])
    write_pieces(path, pieces)


def write_cytoscape(stored: Stored, path: Path) -> None:
    """Write the elements that Cytoscape and Cytoscape.js read, with positions.

    Raises KgError where the file cannot be written.
    """
    head = '{"data":{"name":"kg"},"elements":{"nodes":'
    write_pieces(path, chain([head], _array(_nodes(stored)), [',\n"edges":'], _array(_edges(stored)), ["}}\n"]))


def _nodes(stored: Stored) -> Iterator[dict[str, Any]]:
    graph, schema = stored.graph, stored.schema
    ids, places, counts = unique_ids(graph), layout(graph), partners(graph, schema)
    for node in sorted(graph):
        values = node_values(graph.nodes[node], schema, counts[node])
        data = {"id": ids[node], "name": values["label"], **_known(values)}
        yield {"data": data, "position": {"x": places[node][0], "y": places[node][1]}}


def _edges(stored: Stored) -> Iterator[dict[str, Any]]:
    graph = stored.graph
    nodes, ids = unique_ids(graph), unique_ids(data["id"] for *_, data in graph.edges(data=True))
    for head, tail, data in sorted_edges(graph):
        ends = {"id": ids[data["id"]], "source": nodes[head], "target": nodes[tail], "interaction": data["relation"]}
        yield {"data": ends | _known(edge_values(data, stored.schema))}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _claims(stored: Stored) -> Iterator[str]:
    for *_, data in sorted_edges(stored.graph):
        yield from (claim for claim in data["claims"] if claim in stored.evidence)


def _array(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    separator = "[\n"
    for item in items:
        yield separator + json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        separator = ",\n"
    yield "\n]" if separator == ",\n" else "[]"
