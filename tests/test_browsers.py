"""The page as headless Chromium and Firefox show it."""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import networkx as nx
import pytest
from external import BROWSERS, browse
from graphs import embedded, hostile, sample
from visits import SHARED, visits

from kg.export.looks import partners
from kg.export.page import write_page
from kg.schema import load_schema


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
    shots = pytestconfig.cache.mkdir("screenshots") / request.param
    made = visits(page, hostile_page, folder, shots)
    return dict(zip(made, browse(folder, *made.values(), browser=request.param), strict=True))


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
