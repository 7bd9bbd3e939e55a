"""The page as a file; test_browsers.py has what browsers show of it."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import networkx as nx
from graphs import embedded, sample

from kg.export.communities import clusters
from kg.export.initials import sounds
from kg.export.looks import partners
from kg.export.page import write_page
from kg.export.pagedata import core, marked, page_data
from kg.export.pagelooks import short_label
from kg.schema import load_schema
from kg.types import Evidence


def test_the_file_asks_for_nothing(page: Path) -> None:
    """No element of the page names an address, and its policy allows no request and only its own scripts."""
    text = page.read_text("utf-8")
    markup = re.sub("(?s)<script.*?</script>", "", text)
    assert not re.findall(r"""<[^>]+(?:src|href)\s*=\s*["']?(?!data:)[^"'>\s]+""", markup)
    policy = re.search('Content-Security-Policy" content="([^"]*)"', text)
    assert policy and policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy[1].split(";")[1]


def test_same_bytes_in_any_order(tmp_path: Path, page: Path) -> None:
    """The order in which nodes and edges were added leaves no trace, and the graph is left as it was."""
    graph, evidence = sample()
    turned: Any = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    before = copy.deepcopy(turned)
    write_page(turned, evidence, tmp_path / "again.html", title="区域医疗合作网络")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()
    assert nx.utils.graphs_equal(turned, before)


def test_markup_of_documents_is_escaped(hostile_page: Path) -> None:
    """Neither the title nor the data can close the element that it stands in."""
    text = hostile_page.read_text("utf-8")
    assert len(re.findall("(?i)</script", text)) == 4
    assert "window.hacked=1</script>" not in text and "<img" not in text and "<svg onload" not in text
    assert len(embedded(hostile_page)["nodes"]) == 11


def test_short_labels() -> None:
    """Two lines of ten characters at most; never one character alone on the second line."""
    assert short_label("青石县人民医院") == "青石县人民医院"
    assert short_label("长宁桥市医疗科技有限公司") == "长宁桥市医疗科技有限\n公司"
    assert short_label("一二三四五六七八九十甲") == "一二三四五六七八九十甲"
    assert short_label("长" * 10_000) == "长" * 10 + "\n" + "长" * 10 + "…"


def test_marks_may_overlap_and_lie_beyond_the_basic_plane() -> None:
    """Pieces put together are the quote; a piece under two marks carries both names."""
    row = Evidence(
        claim="c",
        document="d",
        title="t",
        published=None,
        quote="𠮷林医院与院校合作共建",
        head_marks=(0, 4),
        tail_marks=(5, 9),
        trigger_marks=(7, 11),
        status="done",
        date=None,
        fields=(),
        rule="r",
        confidence=1.0,
    )
    pieces = marked(row)
    assert "".join(text for text, _ in pieces) == row.quote
    assert pieces == [["𠮷林医院", "head"], ["与", ""], ["院校", "tail"], ["合作", "trigger tail"], ["共建", "trigger"]]


def test_of_a_large_graph_the_core_is_shown() -> None:
    """The nodes with most edges, and only edges between them."""
    graph, evidence = sample(60)
    part = core(graph, 20)
    assert part.number_of_nodes() == 20
    least = min(graph.degree(node) for node in part)
    assert all(graph.degree(node) <= least for node in graph if node not in part)
    data, rest = page_data(part, evidence, load_schema())
    assert len(data["edges"]) == part.number_of_edges() < graph.number_of_edges()
    assert rest == {"nodes": {}, "edges": {}}


def test_names_are_found_by_their_sound() -> None:
    """Initials of every name, the whole of the first; phrases decide how a character is read."""
    assert sounds(["重庆市长寿区医院", "长寿医院"]) == ["cqscsqyy", "csyy", "chongqingshichangshouquyiyuan"]
    assert sounds(["COVID-19研究中心"]) == ["covid19yjzx", "covid19yanjiuzhongxin"]
    assert sounds(["", "<>", "长" * 10_000])[-1] == "c" * 40


def test_communities_are_those_of_the_graph() -> None:
    """Two cliques joined by one edge are two communities, in whatever order they came."""
    cliques = [("a", i, j) for i in range(6) for j in range(i)] + [("b", i, j) for i in range(5) for j in range(i)]
    edges = [(f"{name}{i}", f"{name}{j}") for name, i, j in cliques] + [("a0", "b0")]
    for order in (edges, edges[::-1]):
        assert clusters(nx.MultiDiGraph(order)) == [[f"a{i}" for i in range(6)], [f"b{i}" for i in range(5)]]


def test_partners_are_parties() -> None:
    """An agreement is no partner, those who sign it are; a failed cooperation makes none."""
    graph, _ = sample()
    counts = partners(graph, load_schema())
    near = {b for _, b, d in graph.out_edges("n000", data=True) if d["status"] != "negated" and b.startswith("n")}
    near |= {a for a, _, d in graph.in_edges("n000", data=True) if d["status"] != "negated"}
    for _, thing, data in graph.out_edges("n000", data=True):
        shared = [a for a, _, d in graph.in_edges(thing, data=True) if d["relation"] == data["relation"]]
        near |= set(shared) if thing.startswith("t") else set()
    assert counts["n000"] == len(near - {"n000"})
