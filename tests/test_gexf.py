"""The GEXF file, read by networkx and by graphology, and held against the 1.3 schema."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from external import run_node
from graphs import hostile, sample
from lxml import etree

from kg.export.clean import one_line, unique_ids
from kg.export.gexf import first_day, write_gexf

GRAPHS = {"sample": sample, "hostile": hostile}
NAMESPACE, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"

# Element by element, what GEXF 1.3 allows: required attributes, optional ones, children
_TIMES = {"start", "end"}
ALLOWED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "gexf": ({"version"}, set(), {"graph"}),
    "graph": (
        set(),
        {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation"},
        {"attributes", "nodes", "edges"},
    ),
    "attributes": ({"class"}, set(), {"attribute"}),
    "attribute": ({"id", "title", "type"}, set(), set()),
    "nodes": (set(), {"count"}, {"node"}),
    "edges": (set(), {"count"}, {"edge"}),
    "node": ({"id"}, {"label", *_TIMES}, {"attvalues", "viz:color", "viz:size", "viz:position", "viz:shape"}),
    "edge": (
        {"id", "source", "target"},
        {"type", "kind", "label", "weight", *_TIMES},
        {"attvalues", "viz:color", "viz:thickness", "viz:shape"},
    ),
    "attvalues": (set(), set(), {"attvalue"}),
    "attvalue": ({"for", "value"}, set(), set()),
    "viz:color": ({"r", "g", "b"}, set(), set()),
    "viz:size": ({"value"}, set(), set()),
    "viz:thickness": ({"value"}, set(), set()),
    "viz:position": ({"x", "y", "z"}, set(), set()),
    "viz:shape": ({"value"}, set(), set()),
}
VALUES = {
    ("gexf", "version"): "1.3",
    ("graph", "mode"): "dynamic",
    ("graph", "timeformat"): "date",
    ("graph", "timerepresentation"): "interval",
    ("attribute", "type"): "string|integer|double|boolean",
    ("edge", "type"): "directed",
    ("edge", "weight"): r"\d+\.\d+",
    ("viz:color", "r"): r"\d{1,3}",
    ("viz:size", "value"): r"\d+(\.\d+)?",
    ("viz:position", "x"): r"-?\d+(\.\d+)?",
}


@pytest.fixture(params=GRAPHS)
def written(request: Any, tmp_path: Path) -> tuple[Any, Path]:
    graph, _ = GRAPHS[request.param]()
    write_gexf(graph, tmp_path / "graph.gexf")
    return graph, tmp_path / "graph.gexf"


def name_of(element: Any) -> str:
    return str(element.tag).replace(VIZ, "viz:").replace(NAMESPACE, "")


def test_structure(written: tuple[Any, Path]) -> None:
    """Every element stands where 1.3 has it, with the attributes and values that it may have."""
    for element in etree.parse(written[1]).iter():
        name = name_of(element)
        required, optional, children = ALLOWED[name]
        assert required <= set(element.attrib) <= required | optional, name
        assert {name_of(child) for child in element} <= children
        for key, value in element.attrib.items():
            assert re.fullmatch(VALUES.get((name, key), "(?s).*"), value), (name, key, value)
            if key in _TIMES:
                date.fromisoformat(value)


@pytest.mark.skipif("KG_GEXF_SCHEMA" not in os.environ, reason="KG_GEXF_SCHEMA names no RELAX NG file of GEXF 1.3")
def test_published_schema(written: tuple[Any, Path]) -> None:
    """The schema as gexf.net publishes it, whose namespace begins with www. where that of all files does not."""
    schema = etree.RelaxNG(etree.parse(os.environ["KG_GEXF_SCHEMA"]))
    text = written[1].read_text("utf-8").replace("http://gexf.net/1.3", "http://www.gexf.net/1.3")
    schema.assertValid(etree.fromstring(text.encode("utf-8")))


def test_networkx_reads_what_was_written(written: tuple[Any, Path]) -> None:
    """Nodes, edges, parallel edges, labels and ids all come back."""
    graph, path = written
    read = nx.read_gexf(path, version="1.3")
    assert (read.number_of_nodes(), read.number_of_edges()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert Counter(Counter(list(read.edges())).values()) == Counter(Counter(list(graph.edges())).values())
    assert set(read) == set(unique_ids(graph).values())
    labels = sorted(data["label"] for _, data in read.nodes(data=True))
    assert labels == sorted(one_line(data["label"]) for _, data in graph.nodes(data=True))


def test_graphology_reads_what_was_written(written: tuple[Any, Path]) -> None:
    """The reader of Gephi Lite finds every edge, its kind, colours, sizes and places."""
    graph, path = written
    read = run_node("graphml.js", str(path))
    assert (len(read["nodes"]), len(read["edges"])) == (graph.number_of_nodes(), graph.number_of_edges())
    pairs = Counter((edge["source"], edge["target"]) for edge in read["edges"])
    assert Counter(pairs.values()) == Counter(Counter(list(graph.edges())).values())
    assert len({(e["source"], e["target"], e["kind"]) for e in read["edges"]}) == len(read["edges"])
    for node in read["nodes"]:
        assert re.fullmatch(r"rgb\(\d+,\d+,\d+\)", node["color"])
        assert all(isinstance(node[key], float | int) for key in ("x", "y", "size", "documents", "partners"))


def test_attributes_and_times(tmp_path: Path) -> None:
    """Values keep their types; edges begin on their first day, nodes with their first edge or always."""
    graph, _ = sample()
    write_gexf(graph, tmp_path / "g.gexf")
    read = nx.read_gexf(tmp_path / "g.gexf", version="1.3")
    assert (read.nodes["n001"]["kind"], read.nodes["n001"]["documents"]) == ("university", 2)
    begun = {data["id"]: data.get("start") for _, _, data in read.edges(data=True)}
    for head, tail, data in graph.edges(data=True):
        assert begun[data["id"]] == first_day(data["first"])
        for node in (head, tail):
            assert "start" not in read.nodes[node] or read.nodes[node]["start"] <= begun[data["id"]]
    assert any(data.get("start") for _, data in read.nodes(data=True))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026", "2026-01-01"),
        ("2026-05", "2026-05-01"),
        ("2026-05-20/2026-05-21", "2026-05-20"),
        (None, None),
        ("2026-13", None),
        ("去年", None),
    ],
)
def test_first_day(value: str | None, day: str | None) -> None:
    """Dates of any precision begin on a day; what is no date has none."""
    assert first_day(value) == day


def test_same_bytes_in_any_order(tmp_path: Path) -> None:
    """The order in which nodes and edges were added leaves no trace; an empty graph is a file too."""
    graph, _ = sample()
    turned: Any = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    write_gexf(graph, tmp_path / "a.gexf")
    write_gexf(turned, tmp_path / "b.gexf")
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()
    write_gexf(nx.MultiDiGraph(), tmp_path / "empty.gexf")
    assert len(nx.read_gexf(tmp_path / "empty.gexf", version="1.3")) == 0
