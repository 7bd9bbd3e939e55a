"""Every format of ``kg export``, read back by what is meant to read it."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pyarrow.parquet
import pytest
import rdflib
from graphs import hostile, sample
from matplotlib import font_manager, get_data_path
from places import SEEDS
from typer.testing import CliRunner

from kg.build import build
from kg.cli import app
from kg.errors import KgError
from kg.export import fonts, optional
from kg.export.clean import clean, unique_ids
from kg.export.formats import FORMATS, format_named
from kg.export.stored import Stored, load_stored
from kg.export.tables import tables
from kg.schema import load_schema

GRAPHS = {"sample": sample, "hostile": hostile}
PICTURES = ("svg", "png")


@pytest.fixture(params=GRAPHS)
def stored(request: Any) -> Stored:
    graph, evidence = GRAPHS[request.param]()
    return Stored(graph, evidence, load_schema())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of three seeds."""
    out = tmp_path_factory.mktemp("built")
    build([SEEDS / "n06.txt", SEEDS / "n12.txt", SEEDS / "n16.txt"], out)
    return out


def written(stored: Stored, name: str, folder: Path) -> list[Path]:
    return format_named(name).write(stored, folder / FORMATS[name].target)


def kg(*words: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, [*words])
    return result.exit_code, result.stdout.splitlines()


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in PICTURES])
def test_same_bytes_again_and_nothing_left_behind(stored: Stored, name: str, tmp_path: Path) -> None:
    """Every format is written whole under its name, twice the same."""
    first, again = (written(stored, name, tmp_path / folder) for folder in ("a", "b"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert sorted(p for p in (tmp_path / "a").rglob("*") if p.is_file()) == sorted(first)


def test_excel_cells_are_those_of_the_tables(stored: Stored, tmp_path: Path) -> None:
    """As openpyxl reads them: equal values, no formula, no link."""
    book = openpyxl.load_workbook(written(stored, "xlsx", tmp_path)[0])
    for name, columns, rows in tables(stored.graph, stored.evidence, stored.schema):
        cells = [list(row) for row in book[name].iter_rows()]
        assert tuple(cell.value for cell in cells[0]) == columns
        for row, expected in zip(cells[1:], rows, strict=True):
            for cell, value in zip(row, expected, strict=True):
                # cells have line feeds only
                wanted = clean(value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
                assert (cell.value or None) == (wanted or None)
                assert cell.data_type != "f" and cell.hyperlink is None


def test_json_comes_back_as_the_graph(stored: Stored, tmp_path: Path) -> None:
    """networkx reads the same nodes, edges and attributes, lists for tuples; the evidence is there too."""
    data = json.loads(written(stored, "json", tmp_path)[0].read_text("utf-8"))
    read = nx.node_link_graph(data, edges="edges")
    plain = json.loads(json.dumps(nx.node_link_data(stored.graph, edges="edges")))
    assert nx.utils.graphs_equal(read, nx.node_link_graph(plain, edges="edges"))
    assert {row["claim"] for row in data["claims"]} == set(stored.evidence)


def test_cytoscape_elements(stored: Stored, tmp_path: Path) -> None:
    """Edges join nodes that are there, and every node has a place."""
    elements = json.loads(written(stored, "cytoscape", tmp_path)[0].read_text("utf-8"))["elements"]
    ids = {node["data"]["id"] for node in elements["nodes"]}
    assert (len(ids), len(elements["edges"])) == (len(stored.graph), stored.graph.number_of_edges())
    assert all({edge["data"]["source"], edge["data"]["target"]} <= ids for edge in elements["edges"])
    assert all(set(node["position"]) == {"x", "y"} for node in elements["nodes"])


def test_linked_data_counts_come_back_by_sparql(stored: Stored, tmp_path: Path) -> None:
    """Turtle and JSON-LD are the same triples; nodes, statements, parallel edges, claims and documents are counted."""
    turtle = rdflib.Graph().parse(written(stored, "turtle", tmp_path)[0], format="turtle")
    linked = rdflib.Graph().parse(written(stored, "jsonld", tmp_path)[0], format="json-ld")
    assert set(turtle) == set(linked)

    def count(pattern: str) -> int:
        (row,) = turtle.query(f"SELECT (COUNT(DISTINCT *) AS ?n) WHERE {{ {pattern} }}")
        return int(row[0])  # type: ignore[index]

    graph = stored.graph
    assert count("?s a rdf:Statement; rdf:subject ?h; rdf:predicate ?p; rdf:object ?t; kg:status ?x") == len(
        graph.edges
    )
    assert count("?n kg:type ?type") == len(graph)
    assert count("?c a schema:Claim; kg:supports ?s; prov:wasDerivedFrom ?d. ?d a schema:Article") == len(
        stored.evidence
    )
    done = {(a, b, d["relation"]) for a, b, d in graph.edges(data=True) if d["status"] != "negated"}
    assert count("?h ?p ?t. ?h kg:type ?x. ?t kg:type ?y") == len(done)
    names = {str(name) for _, name in turtle.subject_objects(rdflib.URIRef("https://schema.org/name"))}
    assert {clean(data["label"]) for _, data in graph.nodes(data=True)} <= names


def test_neo4j_files_are_as_its_importer_wants_them(stored: Stored, tmp_path: Path) -> None:
    """Headers with types, ids that are unique, relationships between nodes that are there, a script that balances."""
    nodes, edges, script = written(stored, "neo4j", tmp_path)
    with nodes.open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    with edges.open(encoding="utf-8", newline="") as file:
        ties = list(csv.DictReader(file))
    assert {":START_ID", ":END_ID", ":TYPE"} <= set(ties[0]) and {"id:ID", ":LABEL"} <= set(people[0])
    kinds = "ID|LABEL|TYPE|START_ID|END_ID|int|double|string(\\[\\])?"
    assert all(re.fullmatch(f"[a-z]*(:({kinds}))?", column) for column in [*people[0], *ties[0]])
    ids = [row["id:ID"] for row in people]
    assert len(set(ids)) == len(ids) == len(stored.graph)
    assert Counter((row[":START_ID"], row[":END_ID"]) for row in ties) == Counter(
        (unique_ids(stored.graph)[a], unique_ids(stored.graph)[b]) for a, b in stored.graph.edges()
    )
    assert all("\n" not in cell for row in [*people, *ties] for cell in row.values())
    text = script.read_text("utf-8")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert all(line.endswith(";") for line in bare.splitlines()) and bare.count("{") == bare.count("}")
    assert bare.count("UNWIND") == len({d["type"] for _, d in stored.graph.nodes(data=True)}) + len(
        {d["relation"] for *_, d in stored.graph.edges(data=True)}
    )


def test_parquet_comes_back_typed(stored: Stored, tmp_path: Path) -> None:
    """Rows, lists and numbers are as in the graph; marks cut out of the quote what they mark."""
    nodes, edges, claims = (pyarrow.parquet.read_table(p).to_pylist() for p in written(stored, "parquet", tmp_path))
    assert (len(nodes), len(edges), len(claims)) == (len(stored.graph), len(stored.graph.edges), len(stored.evidence))
    assert {row["id"]: tuple(row["names"]) for row in nodes} == {
        n: d["names"] for n, d in stored.graph.nodes(data=True)
    }
    assert sum(row["weight"] for row in edges) == sum(d["weight"] for *_, d in stored.graph.edges(data=True))
    for row in claims:
        marks = stored.evidence[row["claim"]].tail_marks
        assert (row["tail_start"], row["tail_end"]) == marks


def test_diagrams_name_every_node_and_edge(stored: Stored, tmp_path: Path) -> None:
    """One line for each, labels in quotes that nothing in them ends."""
    mermaid = written(stored, "mermaid", tmp_path)[0].read_text("utf-8").splitlines()
    dot = written(stored, "dot", tmp_path)[0].read_text("utf-8").splitlines()
    count = (len(stored.graph), len(stored.graph.edges))
    assert (sum("style n" in line for line in mermaid), sum('|"' in line for line in mermaid)) == count
    assert (sum("shape=" in line for line in dot), sum("penwidth=" in line for line in dot)) == count
    assert all(line.count('"') in (0, 2) for line in mermaid)
    bare = [re.sub(r'"(?:[^"\\]|\\.)*"', "", line) for line in dot]
    assert not any('"' in line or "<" in line for line in bare)


def test_large_graphs_are_no_diagrams(tmp_path: Path) -> None:
    """The message says what to do instead."""
    graph, evidence = sample(200)
    with pytest.raises(KgError, match="--around"):
        written(Stored(graph, evidence, load_schema()), "mermaid", tmp_path)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_drawn_with_chinese_glyphs(name: str, tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    """Twice the same bytes, and no glyph that the font lacks."""
    graph, evidence = sample()
    stored = Stored(graph, evidence, load_schema())
    hashes = {sha256(written(stored, name, tmp_path / f)[0].read_bytes()).hexdigest() for f in "ab"}
    assert len(hashes) == 1
    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]
    if name == "svg":
        text = (tmp_path / "a" / "graph.svg").read_text("utf-8")
        assert "<text" not in text and "<script" not in text and text.count("<path") > 100


def test_pictures_need_no_font_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no font at all, the same picture comes out: Noto Sans SC came with a package."""
    graph, evidence = sample()
    stored = Stored(graph, evidence, load_schema())
    (usual,) = written(stored, "png", tmp_path / "usual")
    own = [font for font in font_manager.fontManager.ttflist if Path(font.fname).is_relative_to(get_data_path())]
    assert own and not any(font.name in fonts._FAMILIES for font in own)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    (bare,) = written(stored, "png", tmp_path / "bare")
    assert bare.read_bytes() == usual.read_bytes()


def test_a_missing_package_or_font_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    with pytest.raises(KgError, match=r"^nothere is needed here: pip install 'kg-cooperation\[excel\]'$"):
        optional.need("nothere.module", "excel")
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    monkeypatch.setattr(fonts, "_FAMILIES", ())
    with pytest.raises(KgError, match="no font with Chinese"):
        fonts.chinese_font()


def test_a_ledger_gives_back_what_was_built(built: Path) -> None:
    """As many nodes, edges and claims as the GraphML and the tables of the same build."""
    stored = load_stored(built / "kg.sqlite")
    read = nx.read_graphml(built / "graph.graphml", force_multigraph=True)
    assert set(read) == set(stored.graph) and len(read.edges) == len(stored.graph.edges)
    for head, tail, data in stored.graph.edges(data=True):
        assert read.edges[head, tail, data["id"]]["claims"].split(";") == list(data["claims"])
    for row in stored.evidence.values():
        for start, end in (row.head_marks, row.tail_marks, row.trigger_marks):
            assert 0 <= start < end <= len(row.quote)


def test_the_command_line_exports(built: Path, tmp_path: Path) -> None:
    """A whole graph beside the ledger, a part where one says; faults are told."""
    assert kg("export", "json", "--graph", str(built)) == (0, [str(built / "graph.json")])
    node = max(nx.read_graphml(built / "graph.graphml", force_multigraph=True).degree(), key=lambda item: item[1])[0]
    target = tmp_path / "part.json"
    assert kg("export", "json", "--graph", str(built), "--around", node, "-o", str(target))[0] == 0
    part, everything = (json.loads(p.read_text("utf-8")) for p in (target, built / "graph.json"))
    assert 1 < len(part["nodes"]) < len(everything["nodes"])
    assert kg("export", "json", "--graph", str(built), "--around", "没有这个名字")[0] == 1
    assert isinstance(CliRunner().invoke(app, ["export", "nothing", "--graph", str(built)]).exception, KgError)
