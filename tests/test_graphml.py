"""The GraphML file, read by networkx, igraph and by graphology (which Gephi Lite reads with)."""

from __future__ import annotations

import copy
import re
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from external import run_node
from graphs import hostile, sample

from kg.errors import KgError
from kg.export.clean import clean, one_line, unique_ids
from kg.export.graphml import write_graphml
from kg.export.layout import layout

GRAPHS = {"sample": sample, "hostile": hostile}


@pytest.fixture(params=GRAPHS)
def written(request: Any, tmp_path: Path) -> tuple[Any, Path]:
    graph, _ = GRAPHS[request.param]()
    write_graphml(graph, tmp_path / "graph.graphml")
    return graph, tmp_path / "graph.graphml"


def pairs(graph: Any) -> Counter[int]:
    """How many pairs of nodes have one edge, two edges, …"""
    return Counter(Counter((a, b) for a, b in graph.edges()).values())


def labels(graph: Any) -> list[str]:
    return sorted(one_line(data["label"]) for _, data in graph.nodes(data=True))


def test_networkx_reads_what_was_written(written: tuple[Any, Path]) -> None:
    """Nodes, edges, parallel edges, labels and ids all come back."""
    graph, path = written
    read = nx.read_graphml(path, force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert pairs(read) == pairs(graph)
    assert labels(read) == labels(graph)
    assert set(read) == set(unique_ids(graph).values())


def test_attributes_keep_their_types(tmp_path: Path) -> None:
    """Lists come joined by semicolons, numbers as numbers, and what is unknown is absent rather than 'None'."""
    graph, _ = sample()
    write_graphml(graph, tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    node = read.nodes["n001"]
    assert (node["kind"], node["type"], node["documents"]) == ("university", "institution", 2)
    assert (node["first"], node["last"], node["aliases"]) == ("2023-05", "2026-05-21", "云溪医科")
    assert "first" not in read.nodes["n000"]
    key = next(d["id"] for a, b, d in graph.edges(data=True) if (a, b, d["relation"]) == ("n000", "n001", "supports"))
    edge = read.edges["n000", "n001", key]
    assert (edge["relation"], edge["relation_zh"], edge["symmetric"]) == ("supports", "支援", False)
    assert edge["fields"] == "人才培养;远程会诊"
    assert len(edge["claims"].split(";")) == edge["weight"] == 2.0
    assert "None" not in (tmp_path / "g.graphml").read_text("utf-8")


def test_igraph_reads_what_was_written(written: tuple[Any, Path]) -> None:
    """igraph finds as many nodes, edges and parallel edges, with the same labels."""
    igraph = pytest.importorskip("igraph")
    graph, path = written
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert Counter(Counter(edge.tuple for edge in read.es).values()) == pairs(graph)
    assert sorted(read.vs["label"]) == labels(graph)
    assert read.is_directed()


def test_graphology_reads_what_was_written(written: tuple[Any, Path]) -> None:
    """The reader of Gephi Lite takes every edge, parallel ones too, and finds what it draws by."""
    graph, path = written
    read = run_node("graphml.js", str(path))
    assert (len(read["nodes"]), len(read["edges"])) == (graph.number_of_nodes(), graph.number_of_edges())
    assert Counter(Counter((e["source"], e["target"]) for e in read["edges"]).values()) == pairs(graph)
    assert sorted(node["label"] for node in read["nodes"]) == labels(graph)
    for node in read["nodes"]:
        assert re.fullmatch("#[0-9a-f]{6}", node["color"])
        assert all(isinstance(node[key], float | int) for key in ("x", "y", "size"))
    assert all(edge["weight"] > 0 for edge in read["edges"])


def test_gephi_can_tell_edges_apart(written: tuple[Any, Path]) -> None:
    """Edge ids are unique, and parallel edges differ in the label attribute that Gephi takes for their type."""
    graph, path = written
    edges = re.findall(r'<edge id="([^"]*)" source=(.*?) target=(.*?) label="(.*?)">', path.read_text("utf-8"))
    assert len(edges) == graph.number_of_edges()
    assert len({edge[0] for edge in edges}) == len({edge[1:] for edge in edges}) == len(edges)


def test_same_bytes_in_any_order(tmp_path: Path) -> None:
    """The order in which nodes and edges were added leaves no trace."""
    graph, _ = sample()
    turned: Any = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    write_graphml(graph, tmp_path / "a.graphml")
    write_graphml(turned, tmp_path / "b.graphml")
    assert (tmp_path / "a.graphml").read_bytes() == (tmp_path / "b.graphml").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.graphml", "b.graphml"]


def test_the_graph_is_left_alone(tmp_path: Path) -> None:
    """Writing changes no attribute of the graph."""
    graph, _ = sample()
    before = copy.deepcopy(graph)
    write_graphml(graph, tmp_path / "g.graphml")
    assert nx.utils.graphs_equal(graph, before)


def test_empty_graph(tmp_path: Path) -> None:
    """A graph without nodes is a file without nodes."""
    write_graphml(nx.MultiDiGraph(), tmp_path / "g.graphml")
    assert len(nx.read_graphml(tmp_path / "g.graphml")) == 0


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """The error is ours, names the file, and leaves nothing behind."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(KgError, match="taken"):
        write_graphml(nx.MultiDiGraph(), tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_layout_keeps_labels_apart() -> None:
    """Boxes do not overlap, within a component or between components."""
    graph, _ = sample(60)
    places = layout(graph, dict.fromkeys(graph, (110.0, 44.0)))
    points = sorted(places.values())
    assert len(places) == graph.number_of_nodes()
    for number, (x, y) in enumerate(points):
        for other_x, other_y in points[number + 1 :]:
            assert abs(x - other_x) > 104 or abs(y - other_y) > 40


def test_layout_beyond_the_core_has_a_place_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more nodes than springs can bear, the others get places of their own around the core."""
    monkeypatch.setattr("kg.export.layout._SPRUNG", 50)
    star = nx.MultiDiGraph([("hub", f"n{number}") for number in range(300)])
    star.add_edges_from([("n299", "m0"), ("m0", "m1")])
    places = layout(star)
    assert len(set(places.values())) == 303


def test_clean() -> None:
    """What XML forbids and what reorders text goes; the rest stays."""
    assert clean("甲\x00\x0b\ud800\ufffe乙\u202e𠮷\n") == "甲乙𠮷\n"
    assert one_line(" 甲\r\n乙\u2028") == "甲 乙"
    assert unique_ids(["a\x00", "a", ""]) == {"": "_", "a": "a", "a\x00": "a~2"}
