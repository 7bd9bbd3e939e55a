"""The page: as a file, and as headless Chromium and Firefox show it."""

from __future__ import annotations

import base64
import copy
import json
import os
import re
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import networkx as nx
import pytest
from external import BROWSERS, Visit, browse
from graphs import hostile, sample

from kg.export.communities import clusters
from kg.export.initials import sounds
from kg.export.looks import partners
from kg.export.page import write_page
from kg.export.pagedata import core, marked, page_data
from kg.export.pagelooks import short_label
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


def embedded(path: Path, part: str = "data") -> Any:
    found = re.search(f'<script type="application/json" id="{part}">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
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


STATE = "[typeof window.hacked, document.querySelectorAll('#panel img, #panel svg, #panel script').length]"
# how many labels are drawn, and how many pairs of them cover one another, by the measures of vis-network
LABELS = """(() => {
  const named = Object.values(window.kgPage.network.body.nodes).filter((node) => node.options.label);
  const boxes = named.map(({ labelModule: { size: { left, top, width, height } }, options: { font: { vadjust } } }) =>
    ({ left, right: left + width, top: top + vadjust, bottom: top + height + vadjust }));
  const pairs = boxes.flatMap((one, number) => boxes.slice(0, number).filter((other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));
  return [boxes.length, pairs.length];
})()"""
HASH = "decodeURIComponent(location.hash)"
SHARED = "#node=n001&no-status=negated&documents=2&region=%E4%BA%91%E6%BA%AA&until=2025&lang=en"


def hostile_steps(page: Path) -> tuple[tuple[object, ...], ...]:
    """Show every node and edge, search, look at a neighbourhood."""
    nodes, edges = list(embedded(page)["nodes"]), list(embedded(page)["edges"])
    steps = [("selectNode", node) for node in nodes] + [("hoverNode", nodes[-1])]
    steps += [("selectEdge", edge) for edge in edges]
    look = [("evaluate", STATE), ("evaluate", "[document.title, document.documentElement.scrollWidth]")]
    search = [("press", "/"), ("type", "script"), ("text", "#found li"), ("press", "Enter"), ("click", ".ego")]
    return (*steps, *look, *search, ("text", "#region option"), ("evaluate", STATE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of a graph without nodes, of one that is cut, and of large ones."""
    folder = tmp_path_factory.mktemp("visits")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.export.pagedata.CORE", 20)
        patch.setattr("kg.export.pagedata.HELD", 29)
        write_page(*sample(), folder / "core.html", title="核心")
    write_page(nx.MultiDiGraph(), {}, folder / "empty.html", title="空图")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.export.page._PLAIN", 0)
        write_page(*hostile(), folder / "packed.html", title="</title><script>window.hacked=1</script>")
    with pytest.MonkeyPatch.context() as patch:
        # how well the nodes are placed is not what is measured
        patch.setattr("kg.export.layout._SPRUNG", 300)
        for size in (300, 2000):
            write_page(*sample(size), folder / f"{size}.html", title="大图")
    return folder


@pytest.fixture(scope="module", params=BROWSERS)
def seen(
    page: Path, hostile_page: Path, folder: Path, request: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """What the browser, started once, saw on each visit."""
    outside = sorted(embedded(folder / "core.html", "rest")["nodes"])[0]
    shots = pytestconfig.cache.mkdir("screenshots") / request.param
    visits = {
        "edge": Visit(
            page,
            (
                ("text", "#shown"),
                ("clickEdge", SUPPORTS),
                ("text", "#panel blockquote"),
                ("text", "#panel blockquote mark.head"),
                ("text", "#panel blockquote mark.trigger"),
                ("text", "#panel .evidence .facts"),
                ("press", "Escape"),
                ("visible", "#panel"),
                ("selectEdge", NEGATED),
                ("text", "#panel .chip.negated"),
                ("accessibility",),
            ),
        ),
        "node": Visit(
            page,
            (
                ("hoverNode", "n001"),
                ("clickNode", "n001"),
                ("text", "#panel h2"),
                ("text", "#panel .facts"),
                ("evaluate", "[...document.querySelectorAll('#panel summary')].map((e) => e.textContent)"),
                ("evaluate", "document.querySelectorAll('#panel .more').forEach((e) => e.click())"),
                ("text", "#panel .part:last-of-type .row"),
                ("text", "#panel .timeline time"),
                ("accessibility",),
                ("shot", str(shots / "node-1440x900.png")),
                ("click", "#panel .timeline .row"),
                ("text", "#panel blockquote"),
            ),
        ),
        "filters": Visit(
            page,
            (
                ("click", "#statuses label:has([value=negated])"),
                ("text", "#shown"),
                ("click", "#reset"),
                ("choose", ("#region", "青石")),
                ("text", "#shown"),
                ("choose", ("#region", "")),
                ("slide", ("#least", 3)),
                ("text", "#shown"),
                ("click", "#reset"),
                ("slide", ("#year", 2024)),
                ("text", "#shown"),
                ("click", "#only"),
                ("slide", ("#year", 2026)),
                ("text", "#shown"),
                ("click", "#reset"),
                ("click", "#play"),
                ("text", "#yearTold"),
                ("wait", 1200),
                ("text", "#yearTold"),
                ("click", "#play"),
                ("click", "#reset"),
                ("text", "#shown"),
                ("click", "#language"),
                ("text", "#shown"),
                ("accessibility",),
                ("evaluate", "document.querySelectorAll('#kinds input').forEach((box) => box.click())"),
                ("text", "#nothing p"),
                ("accessibility",),
                ("click", "#nothing button"),
                ("text", "#shown"),
                ("visible", "#nothing"),
            ),
        ),
        "search": Visit(
            page,
            (
                ("press", "/"),
                ("focused",),
                ("type", "青石人民"),
                ("text", "#found li"),
                ("press", "Enter"),
                ("text", "#panel h2"),
                ("press", "Escape"),
                ("press", "/"),
                ("type", "yxsykdx"),
                ("text", "#found li"),
                ("press", "ArrowDown"),
                ("press", "Enter"),
                ("text", "#panel h2"),
                ("wait", 300),
                ("evaluate", HASH),
            ),
        ),
        "keys": Visit(
            page,
            (
                ("evaluate", "document.getElementById('graph').focus()"),
                ("press", "ArrowRight"),
                ("text", "#panel h2"),
                ("press", "ArrowRight"),
                ("text", "#panel h2"),
                ("press", "Enter"),
                ("focused",),
                ("press", "Escape"),
                ("visible", "#panel"),
                ("focused",),
                ("press", "?"),
                ("visible", "#keys"),
                ("accessibility",),
                ("press", "Escape"),
                ("press", " "),
                ("text", "#yearTold"),
                ("press", " "),
                ("evaluate", "window.kgPage.network.getScale()"),
                ("press", "+"),
                ("evaluate", "window.kgPage.network.getScale()"),
            ),
        ),
        "shared": Visit(
            page,
            (
                ("text", "#panel h2"),
                ("text", "#shown"),
                ("evaluate", HASH),
                ("click", "#share"),
                ("text", "#note"),
                ("evaluate", "[document.documentElement.lang, document.getElementById('region').value]"),
            ),
            hash=SHARED,
        ),
        "shared wrongly": Visit(
            page,
            (("text", "#shown"), ("visible", "#panel")),
            hash="#node=__proto__&edge=<img>&around=constructor&group=99&until=x&documents=1e9&region=<b>&no-kind=,",
        ),
        "core": Visit(
            folder / "core.html",
            (
                ("text", "#shown"),
                ("press", "/"),
                ("type", embedded(folder / "core.html", "rest")["nodes"][outside]["name"]),
                ("press", "Enter"),
                ("wait", 300),
                ("text", "#panel h2"),
                ("text", "#shown"),
                ("evaluate", HASH),
                ("press", "Escape"),
                ("press", "Escape"),
                ("wait", 300),
                ("evaluate", "window.kgPage.network.body.data.nodes.length"),
                ("evaluate", HASH),
            ),
        ),
        "phone": Visit(
            page,
            (
                ("evaluate", "document.documentElement.scrollWidth"),
                ("visible", "#filters"),
                ("click", "#menu"),
                ("visible", "#filters"),
                ("press", "Escape"),
                ("shot", str(shots / "graph-390x844.png")),
                ("selectNode", "n000"),
                ("visible", "#panel"),
                ("evaluate", "document.documentElement.scrollWidth"),
                ("accessibility",),
                ("shot", str(shots / "node-390x844.png")),
            ),
            width=390,
            height=844,
        ),
        "hostile": Visit(hostile_page, hostile_steps(hostile_page)),
        "packed": Visit(folder / "packed.html", hostile_steps(hostile_page)),
        "empty": Visit(
            folder / "empty.html",
            (("text", "#shown"), ("text", "#nothing"), ("press", "ArrowRight"), ("press", " ")),
        ),
        "300": Visit(
            folder / "300.html",
            (("wait", 300), ("evaluate", LABELS), ("shot", str(shots / "graph-1440x900.png"))),
            alone=True,
        ),
        "2000": Visit(folder / "2000.html", (("wait", 300), ("evaluate", LABELS)), alone=True),
    }
    return dict(zip(visits, browse(folder, *visits.values(), browser=request.param), strict=True))


def counts(shown: list[str]) -> tuple[int, int]:
    """Nodes and edges that a page says it shows."""
    nodes, edges = re.findall(r"(\d+) (?:/|of) \d+", shown[0])[:2]
    return int(nodes), int(edges)


def test_no_visit_sees_an_error_or_a_request(seen: dict[str, Any]) -> None:
    """Nothing but the file itself is asked for, whatever is done on the page."""
    for name, visit in seen.items():
        assert visit["errors"] == [], name
        # Firefox does not report that it opens a file
        assert len(visit["requests"]) <= 1 and all(url.startswith("file:") for url in visit["requests"]), name


def test_the_page_opens(seen: dict[str, Any]) -> None:
    """All nodes and edges are drawn, and soon."""
    graph, _ = sample()
    visit = seen["edge"]
    assert (visit["nodes"], visit["edges"]) == (graph.number_of_nodes(), graph.number_of_edges())
    assert visit["steps"][0] == [f"显示 30 / 30 个节点 · {visit['edges']} / {visit['edges']} 条关系"]
    assert seen["2000"]["nodes"] == 2000
    # milliseconds; where more runs than there are cores, everything takes so much longer
    crowd = max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert seen["300"]["painted"] < 1000 * crowd and seen["2000"]["painted"] < 3000 * crowd


def test_labels_do_not_overlap(seen: dict[str, Any]) -> None:
    """At the first view some dozen names can be read, and none covers another."""
    for size in ("300", "2000"):
        labels, overlapping = seen[size]["steps"][1]
        assert labels >= 20 and overlapping == 0, size


def test_a_click_on_an_edge_shows_its_sentences(seen: dict[str, Any]) -> None:
    """Every sentence behind the edge, with head, trigger and tail marked, and a negated edge says so."""
    _, _, quotes, heads, triggers, details, _, shown, _, negated, faults = seen["edge"]["steps"]
    assert len(quotes) == 2 and all("提供支援" in quote for quote in quotes)
    assert heads == ["青石县人民医院"] * 2 and triggers == ["提供支援"] * 2
    assert "sample.rule" in details[0] and "news/c" in details[0] and "90%" in details[0] and "2026-05-27" in details[0]
    assert shown is False
    assert negated and set(negated) == {"未成或终止"}
    assert faults == []


def test_a_click_on_a_node_shows_its_card(seen: dict[str, Any]) -> None:
    """Name, alias, partners, agreements, timeline, relations; from there to the sentences; the tooltip is text."""
    graph, _ = sample()
    tooltip, _, heading, about, parts, _, relations, times, faults, _, _, quotes = seen["node"]["steps"]
    assert tooltip.startswith("云溪市医科大学\n院校")
    assert heading == ["云溪市医科大学"] and "云溪医科" in about[0]
    partner_count = partners(graph, load_schema())["n001"]
    signed = sum(data["relation"] == "signs" for *_, data in graph.out_edges("n001", data=True))
    assert parts[0] == f"合作方{partner_count}" and (f"签署的协议{signed}" in parts) == bool(signed)
    assert len(relations) == graph.degree("n001")
    assert any("受援于" in row and "青石县人民医院" in row for row in relations)
    dates = [d["first"] for *_, d in [*graph.in_edges("n001", data=True), *graph.out_edges("n001", data=True)]]
    assert len(times) == sum(date is not None for date in dates)
    assert [time[:4] for time in times] == sorted((time[:4] for time in times), reverse=True)
    assert quotes and faults == []


def test_filters(seen: dict[str, Any]) -> None:
    """By status, region, documents and year; the years play; where nothing is left a button brings everything back."""
    steps, everything = seen["filters"]["steps"], (30, seen["filters"]["edges"])
    graph, _ = sample()
    edges = [data for *_, data in graph.edges(data=True)]
    assert counts(steps[1])[1] == sum(data["status"] != "negated" for data in edges)
    near = {n for n, data in graph.nodes(data=True) if data["region"] == "青石"}
    near |= {b for a, b in graph.edges() if a in near and b.startswith("t")}
    assert counts(steps[4])[1] == sum(a in near or b in near for a, b in graph.edges())
    assert counts(steps[7])[1] == sum(data["weight"] >= 3 for data in edges)
    undated = sum(data["first"] is None for data in edges)
    assert counts(steps[10])[1] == sum((data["first"] or "9")[:4] <= "2024" for data in edges)
    assert f"{undated} 条时间未述" in steps[10][0]
    assert counts(steps[13])[1] == sum((data["first"] or "9")[:4] == "2026" for data in edges)
    assert (steps[16], steps[18]) == (["截至 2024 年"], ["截至 2025 年"])
    assert counts(steps[21]) == everything and counts(steps[23]) == everything
    assert steps[23][0].startswith("Showing 30 of 30 nodes") and steps[24] == []
    assert steps[26] == ["No node passes the filters"] and steps[27] == []
    assert counts(steps[29]) == everything and steps[30] is False


def test_search_by_alias_and_by_sound(seen: dict[str, Any]) -> None:
    """A short form and the initials of the pinyin both lead to the node, and the address says where one is."""
    steps = seen["search"]["steps"]
    assert steps[1] == "search"
    assert "青石县人民医院" in steps[3][0] and steps[5] == ["青石县人民医院"]
    assert "云溪市医科大学" in steps[9][0] and steps[12] == ["云溪市医科大学"]
    assert parse_qs(steps[14][1:]) == {"node": ["n001"]}


def test_keys_do_what_the_mouse_does(seen: dict[str, Any]) -> None:
    """Arrows walk, Enter goes into the card, Escape out of it and back; help, years and zoom have keys."""
    steps = seen["keys"]["steps"]
    assert steps[2] == ["青石县人民医院"] and steps[4] != steps[2] and len(steps[4]) == 1
    assert (steps[6], steps[8], steps[9]) == ("told", False, "graph")
    assert steps[11] is True and steps[12] == []
    assert steps[15] == ["截至 2024 年"]
    assert steps[19] > steps[17] * 1.3


def test_a_view_is_shared_by_its_address(seen: dict[str, Any]) -> None:
    """The fragment brings back what was chosen and filtered; one that makes no sense does no harm."""
    heading, shown, address, _, note, state = seen["shared"]["steps"]
    graph, _ = sample()
    near = {n for n, data in graph.nodes(data=True) if data["region"] == "云溪"}
    near |= {b for a, b in graph.edges() if a in near and b.startswith("t")}
    kept = [
        data
        for a, b, data in graph.edges(data=True)
        if (a in near or b in near) and data["weight"] >= 2 and data["status"] != "negated"
        if (data["first"] or "9")[:4] <= "2025"
    ]
    assert heading == ["云溪市医科大学"] and counts(shown)[1] == len(kept)
    assert parse_qs(address[1:]) == parse_qs(SHARED[1:])
    assert state == ["en", "云溪"] and note[0].startswith(("Link copied", "The link"))
    assert counts(seen["shared wrongly"]["steps"][0])[0] == 30 and seen["shared wrongly"]["steps"][1] is False


def test_what_is_not_drawn_is_found(seen: dict[str, Any]) -> None:
    """The page says what it leaves out; a search shows the neighbourhood of what lies outside."""
    first, _, _, _, _, heading, ego, address, _, _, _, back, home = seen["core"]["steps"]
    graph, _ = sample()
    assert first[0].startswith("显示 20 / 30 个节点") and "画出关系最多的 20 个" in first[0]
    assert "另有 1 个关系最少的节点未收入本页" in first[0]
    (node,) = (key for key, data in graph.nodes(data=True) if data["label"] == heading[0])
    assert f"“{heading[0]}”的关系网" in ego[0]
    assert counts(ego)[0] > len({*graph.successors(node), *graph.predecessors(node)} - {node}) - 2
    assert parse_qs(address[1:]) == {"node": [node], "around": [node]}
    assert back == 20 and home == ""


def test_it_fits_a_phone(seen: dict[str, Any]) -> None:
    """At 390 pixels nothing sticks out, the filters open on demand, and a touch shows the panel."""
    steps = seen["phone"]["steps"]
    assert (steps[0], steps[1], steps[3], steps[7], steps[8], steps[9]) == (390, False, True, True, 390, [])


def test_nothing_of_a_document_runs(seen: dict[str, Any]) -> None:
    """Hostile names, titles and sentences are shown as text wherever they are shown."""
    steps = seen["hostile"]["steps"]
    assert steps[-9] == ["undefined", 0] and steps[-1] == ["undefined", 0]
    assert steps[-8] == ["</title><script>window.hacked=1</script>", 1440]
    assert any("<script>" in row for row in steps[-5])
    assert any("<img" in region for region in steps[-2])


def test_large_data_are_packed(folder: Path, hostile_page: Path, seen: dict[str, Any]) -> None:
    """What is long stands in the file compressed; the page does with it what it does with plain data."""
    parts = dict(
        re.findall(
            '<script type="application/zlib" id="(data|rest)">(.*?)</script>',
            (folder / "packed.html").read_text("utf-8"),
        )
    )
    for name, packed in parts.items():
        assert json.loads(zlib.decompress(base64.b64decode(packed))) == embedded(hostile_page, name)
    assert len(parts) == 2 and seen["packed"]["steps"] == seen["hostile"]["steps"]


def test_an_empty_graph_is_a_page(seen: dict[str, Any]) -> None:
    """A graph without nodes opens, and keys do nothing on it."""
    assert seen["empty"]["steps"][0] == ["显示 0 / 0 个节点 · 0 / 0 条关系"]
    assert seen["empty"]["steps"][1][0].startswith("图中没有节点")
