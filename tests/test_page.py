"""The page: as a file, and as headless Chromium shows it."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from external import browse
from graphs import hostile, sample

from kg.export.page import write_page
from kg.export.pagedata import core, marked, page_data, short_label
from kg.schema import load_schema
from kg.types import Evidence

SUPPORTS = "n000|supports|n001"
NEGATED = "n000|cooperates_with|negated|n001"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_page(*sample(), path, title="区域医疗合作网络")
    return path


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "hostile.html"
    write_page(*hostile(), path, title="</title><script>window.hacked=1</script>")
    return path


def embedded(path: Path) -> Any:
    found = re.search('<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


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
    assert len(re.findall("(?i)</script", text)) == 3
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
    data = page_data(part, evidence, load_schema())
    assert len(data["edges"]) == part.number_of_edges() < graph.number_of_edges()


def test_the_page_says_what_was_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large graph the page counts what it shows, and what there is."""
    monkeypatch.setattr("kg.export.pagedata.CORE", 20)
    write_page(*sample(), tmp_path / "core.html", title="核心")
    seen = browse(tmp_path / "core.html", ("text", "#shown"))
    assert seen["nodes"] == 20 and seen["errors"] == []
    assert seen["steps"][0][0].startswith("显示 20 / 30 个节点") and "全图共 30 个节点" in seen["steps"][0][0]


def test_the_page_opens(page: Path) -> None:
    """All nodes and edges are drawn, without a request or an error."""
    seen = browse(page, ("text", "#shown"))
    graph, _ = sample()
    assert (seen["nodes"], seen["edges"]) == (graph.number_of_nodes(), graph.number_of_edges())
    assert seen["requests"] == [page.as_uri()] and seen["errors"] == []
    assert seen["steps"][0] == [f"显示 30 / 30 个节点 · {seen['edges']} / {seen['edges']} 条关系"]


def test_a_click_on_an_edge_shows_its_sentences(page: Path) -> None:
    """Every sentence behind the edge, with head, trigger and tail marked, and a negated edge says so."""
    seen = browse(
        page,
        ("clickEdge", SUPPORTS),
        ("text", "#panel blockquote"),
        ("text", "#panel blockquote mark.head"),
        ("text", "#panel blockquote mark.trigger"),
        ("text", "#panel .evidence .facts"),
        ("press", "Escape"),
        ("visible", "#panel"),
        ("selectEdge", NEGATED),
        ("text", "#panel .chip.negated"),
    )
    _, quotes, heads, triggers, details, _, shown, _, negated = seen["steps"]
    assert len(quotes) == 2 and all("提供支援" in quote for quote in quotes)
    assert heads == ["青石县人民医院"] * 2 and triggers == ["提供支援"] * 2
    assert "sample.rule" in details[0] and "news/c" in details[0] and "90%" in details[0] and "2026-05-27" in details[0]
    assert shown is False
    assert negated and set(negated) == {"未成或终止"}
    assert seen["errors"] == [] and len(seen["requests"]) == 1


def test_a_click_on_a_node_lists_its_relations(page: Path) -> None:
    """Name, alias and each relation; from there to its sentences; the tooltip is plain text."""
    seen = browse(
        page,
        ("hoverNode", "n001"),
        ("clickNode", "n001"),
        ("text", "#panel h2"),
        ("text", "#panel .facts"),
        ("text", "#panel .row"),
        ("click", "#panel .row"),
        ("text", "#panel blockquote"),
    )
    tooltip, _, heading, about, relations, _, quotes = seen["steps"]
    graph, _ = sample()
    assert tooltip.startswith("云溪市医科大学\n院校")
    assert heading == ["云溪市医科大学"] and "云溪医科" in about[0]
    assert len(relations) == graph.degree("n001")
    assert any("受援于" in row and "青石县人民医院" in row for row in relations)
    assert quotes and seen["errors"] == []


def test_filters_search_and_language(page: Path) -> None:
    """Filters take away what they name; search finds aliases; the page speaks English too."""
    seen = browse(
        page,
        ("click", "#statuses label:has([value=negated])"),
        ("text", "#shown"),
        ("click", "#reset"),
        ("text", "#shown"),
        ("press", "/"),
        ("focused",),
        ("type", "青石人民"),
        ("text", "#found li"),
        ("press", "Enter"),
        ("text", "#panel h2"),
        ("press", "Escape"),
        ("click", "#language"),
        ("text", "#shown"),
        ("evaluate", "document.documentElement.lang"),
    )
    steps = seen["steps"]
    graph, _ = sample()
    kept = sum(data["status"] != "negated" for _, _, data in graph.edges(data=True))
    assert f"· {kept} / {seen['edges']}" in steps[1][0] and f"· {seen['edges']} /" in steps[3][0]
    assert steps[5] == "search"
    assert "青石县人民医院" in steps[7][0] and steps[9] == ["青石县人民医院"]
    assert steps[12][0].startswith("Showing 30 of 30 nodes") and steps[13] == "en"


def test_it_fits_a_phone(page: Path) -> None:
    """At 390 pixels nothing sticks out, the filters open on demand, and a touch shows the panel."""
    seen = browse(
        page,
        ("evaluate", "document.documentElement.scrollWidth"),
        ("visible", "#filters"),
        ("click", "#menu"),
        ("visible", "#filters"),
        ("press", "Escape"),
        ("selectNode", "n000"),
        ("visible", "#panel"),
        ("evaluate", "document.documentElement.scrollWidth"),
        width=390,
        height=844,
    )
    assert seen["steps"] == [390, False, None, True, None, None, True, 390]
    assert seen["errors"] == []


def test_nothing_of_a_document_runs(hostile_page: Path) -> None:
    """Hostile names, titles and sentences are shown as text wherever they are shown."""
    nodes = list(embedded(hostile_page)["nodes"])
    edges = list(embedded(hostile_page)["edges"])
    visits = [("selectNode", node) for node in nodes] + [("hoverNode", nodes[-1])]
    visits += [("selectEdge", edge) for edge in edges]
    state = "[typeof window.hacked, document.querySelectorAll('#panel img, #panel svg, #panel script').length]"
    seen = browse(
        hostile_page,
        *visits,
        ("evaluate", state),
        ("evaluate", "[document.title, document.documentElement.scrollWidth]"),
        ("press", "/"),
        ("type", "script"),
        ("text", "#found li"),
        ("evaluate", "typeof window.hacked"),
    )
    assert seen["steps"][-6] == ["undefined", 0] and seen["steps"][-1] == "undefined"
    assert seen["steps"][-5] == ["</title><script>window.hacked=1</script>", 1440]
    assert any("<script>" in row for row in seen["steps"][-2])
    assert seen["errors"] == [] and seen["requests"] == [hostile_page.as_uri()]


def test_an_empty_graph_is_a_page(tmp_path: Path) -> None:
    """A graph without nodes opens without an error."""
    write_page(nx.MultiDiGraph(), {}, tmp_path / "empty.html", title="空图")
    seen = browse(tmp_path / "empty.html", ("text", "#shown"))
    assert seen["steps"] == [["显示 0 / 0 个节点 · 0 / 0 条关系"]] and seen["errors"] == []
