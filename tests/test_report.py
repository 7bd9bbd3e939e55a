"""The report: what it counts, and that nothing of a document becomes markup in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest
from graphs import hostile, sample
from places import SEEDS
from typer.testing import CliRunner

from kg.build import build
from kg.cli import app
from kg.export.looks import partners
from kg.export.report import write_report
from kg.export.stored import Stored
from kg.export.summary import summarize
from kg.schema import load_schema

SCHEMA = load_schema()


@pytest.fixture
def stored() -> Stored:
    graph, evidence = sample()
    return Stored(graph, evidence, SCHEMA)


class Tags(HTMLParser):
    """The elements of a page, and the attributes that they have."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_figures_are_those_of_the_graph(stored: Stored) -> None:
    """Partners as the page counts them, every agreement with all who sign it, every dated relation in its year."""
    summary = summarize(stored)
    graph, counts = stored.graph, partners(stored.graph, SCHEMA)
    assert summary.partners[0].partners == max(counts[n] for n in graph if n.startswith("n"))
    signed = [n for n, d in graph.nodes(data=True) if d["type"] == "instrument" and graph.in_degree(n)]
    assert len(summary.agreements) == len(signed)
    by_name = {agreement.name: agreement for agreement in summary.agreements}
    for node in signed:
        parties = {graph.nodes[head]["label"] for head, _ in graph.in_edges(node)}
        assert set(by_name[graph.nodes[node]["label"]].parties) == parties
    dated = [data["first"] for *_, data in graph.edges(data=True) if data["first"]]
    assert sum(sum(count.values()) for count in summary.years.values()) == len(dated)
    assert summary.undated == graph.number_of_edges() - len(dated)
    assert sum(summary.matrix.values()) == sum(counts[n] for n in graph if n.startswith("n")) // 2


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        ("2025", None, {2025, 2026}),
        (None, "2024", {2024}),
        ("2025-11", "2025-11", {2025}),
        ("2026-05-21", None, set()),
        ("2030", None, set()),
    ],
)
def test_a_period(stored: Stored, since: str | None, until: str | None, years: set[int]) -> None:
    """Dates of any precision; what is undated is in no period."""
    summary = summarize(stored, since=since, until=until)
    assert {year for year, count in summary.years.items() if count} == years
    assert all(agreement.date and int(agreement.date[:4]) in years for agreement in summary.agreements)


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_nothing_of_a_document_is_markup(suffix: str, tmp_path: Path) -> None:
    """Hostile names, regions and documents are text in both formats; an empty graph is a report too."""
    graph, evidence = hostile()
    for head in list(graph)[:3]:
        graph.nodes[head]["type"] = "instrument"
        for _, _, data in graph.in_edges(head, data=True):
            data["relation"] = "signs"
    path = tmp_path / f"report.{suffix}"
    write_report(Stored(graph, evidence, SCHEMA), path, title="</title><script>window.hacked=1</script>")
    text = path.read_text("utf-8")
    if suffix == "html":
        tags = Tags()
        tags.feed(text)
        assert not tags.names & {"script", "img", "a", "iframe", "link", "form"}
        assert not {name for name in tags.attributes if name.startswith("on") or name in ("href", "src")}
        assert "default-src 'none'" in text
    else:
        assert not re.search(r"(?<!\\)<", text) and "\u202e" not in text
    write_report(Stored(nx.MultiDiGraph(), {}, SCHEMA), path, title="空")
    assert "空" in path.read_text("utf-8")


def test_the_command_line_reports(tmp_path: Path) -> None:
    """Beside the graph unless one says otherwise, the same bytes each time, with the sentence of each agreement."""
    build([SEEDS / "n16.txt", SEEDS / "n22.txt"], tmp_path / "out")
    run = CliRunner().invoke
    for _ in range(2):
        result = run(app, ["report", "--graph", str(tmp_path / "out"), "--since", "2025"])
        assert (result.exit_code, result.stdout.strip()) == (0, str(tmp_path / "out" / "report.html"))
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert (
        run(app, ["report", "--graph", str(tmp_path / "out"), "-o", str(tmp_path / "r.md"), "--top", "3"]).exit_code
        == 0
    )
    text = (tmp_path / "r.md").read_text("utf-8")
    assert text.startswith("# 机构合作报告") and "> " in text and "n22.txt" in text and "<svg" in page
    partners = text.split("\n## ")[1]
    assert len(re.findall(r"^\| .* \| \d+ \| \d+ \| \d+ \|$", partners, re.MULTILINE)) == 3
