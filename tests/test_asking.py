"""More questions: search, cards, paths, evidence, time, numbers; by function, as one object, on the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import asdict
from io import StringIO
from pathlib import Path

import networkx as nx
import pytest
from made import document, entity, ledger_of, said
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.errors import KgError
from kg.graph import Graph
from kg.merge import merge
from kg.query import AmbiguousName, UnknownName

TIANTAN = entity("首都医科大学附属北京天坛医院=北京天坛医院=天坛医院", kind="hospital", region="北京市")
OLD, NEW = entity("青禾市卫生和计划生育委员会"), entity("青禾市卫生健康委员会")
QINGHE, BAISHUI, YUNLING = entity("青禾市中心医院"), entity("白水县人民医院"), entity("云岭县中医院")
PACT = entity("青禾医联体合作协议", "instrument")
FAR = entity("南溪疗养院"), entity("东坡疗养院")
TEXTS = (
    document(
        "a.txt",
        said(TIANTAN, "signs", PACT, date="2024-05-20", fields=("卒中救治",)),
        said(QINGHE, "signs", PACT, date="2024-05-20"),
        said(QINGHE, "supports", BAISHUI, "ongoing", date="2025"),
        date="2024-05-21",
    ),
    document("b.txt", said(BAISHUI, "visits", YUNLING, "planned", date="2026-03", confidence=0.5)),
    document("c.txt", said(QINGHE, "supports", BAISHUI, date="2026-01-02"), said(OLD, "visits", QINGHE, date="2016")),
    document("d.txt", said(NEW, "visits", QINGHE, date="2020"), said(FAR[0], "visits", FAR[1])),
    document("e.txt", said(YUNLING, "cooperates_with", NEW, "negated")),
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Five documents, asked through the object."""
    folder = tmp_path_factory.mktemp("graph")
    ledger_of(folder / "kg.sqlite", *TEXTS)
    return kg.open(folder)


def ask(graph: Graph, *words: str, code: int = 0) -> str:
    """What a command prints in a pipe."""
    result = CliRunner().invoke(app, [*words, "--graph", str(graph.ledger)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def test_search_ranks_whole_names_then_beginnings_then_parts(graph: Graph) -> None:
    """What is not there gives the most similar; nothing gives nothing."""
    assert graph.search("青禾")[0].node.label == "青禾市中心医院"
    assert {hit.node.label for hit in graph.search("青禾")} == {QINGHE.name, OLD.name, NEW.name, PACT.name}
    assert [(hit.node.label, hit.name) for hit in graph.search("天坛医院")] == [(TIANTAN.name, "天坛医院")]
    assert graph.search("天谈医院")[0].node.label == TIANTAN.name
    assert graph.search("。") == ()
    assert len(graph.search("医院", limit=2)) == 2


def test_the_card_of_a_node(graph: Graph) -> None:
    """Names, first and last seen, counts by relation, its latest relations."""
    card = graph.show("青禾市中心医院")
    assert (card.first, card.last, card.claims, card.node.documents) == ("2016", "2026-01-02", 5, 3)
    assert [(t.relation, t.direction, t.edges, t.documents) for t in card.relations] == [
        ("visits", "in", 2, 2),
        ("signs", "out", 1, 1),
        ("supports", "out", 1, 2),
    ]
    assert [row.last for row in card.latest] == ["2026-01-02", "2024-05-20", "2020", "2016"]


def test_a_renamed_institution_knows_its_successor(graph: Graph) -> None:
    """Two nodes that are linked."""
    assert (graph.show(OLD.name).later, graph.show(NEW.name).formerly) == ((NEW.name,), (OLD.name,))


def test_a_path_leads_over_agreements_and_against_directions(graph: Graph) -> None:
    """Each step with its sentence."""
    steps = graph.path("天坛医院", YUNLING.name)
    assert steps is not None
    assert [(s.node.label, s.label_zh, s.partner.label) for s in steps] == [
        (TIANTAN.name, "签署", PACT.name),
        (PACT.name, "签署方", QINGHE.name),
        (QINGHE.name, "支援", BAISHUI.name),
        (BAISHUI.name, "访问", YUNLING.name),
    ]
    assert all(step.proof for step in steps)
    assert graph.path("天坛医院", "天坛医院") == ()
    assert graph.path("天坛医院", YUNLING.name, longest=3) is None
    assert graph.path("天坛医院", FAR[0].name) is None
    assert graph.path("天坛医院", YUNLING.name, min_confidence=0.6) is None


def test_what_is_negated_is_no_way_unless_it_is_asked_for(graph: Graph) -> None:
    """云岭 and the commission are connected by a denial only, and by others."""
    steps = graph.path(YUNLING.name, NEW.name)
    assert steps is not None and len(steps) == 3
    denied = graph.path(YUNLING.name, NEW.name, status="negated")
    assert denied is not None and len(denied) == 1


def test_a_path_is_as_short_as_networkx_finds_it(graph: Graph) -> None:
    """Between all pairs of nodes."""
    plain = nx.Graph((a, b) for a, b, d in graph.to_networkx().edges(data=True) if d["status"] != "negated")
    lengths = dict(nx.all_pairs_shortest_path_length(plain))
    for one in sorted(plain):
        for other in sorted(plain):
            steps = graph.path(one, other, longest=9)
            assert (None if steps is None else len(steps)) == lengths[one].get(other)


def test_evidence_is_direct_or_by_what_both_take_part_in(graph: Graph) -> None:
    """Two sentences of an agreement, two of an edge."""
    by_pact = graph.evidence("天坛医院", QINGHE.name)
    assert [(row.via, row.proof.document, row.statement.tail) for row in by_pact] == [
        (PACT.name, "a.txt", PACT.name)
    ] * 2
    direct = graph.evidence(BAISHUI.name, QINGHE.name)
    assert [(row.via, row.proof.document, row.proof.date) for row in direct] == [
        ("", "a.txt", "2025"),
        ("", "c.txt", "2026-01-02"),
    ]
    assert graph.evidence("天坛医院", BAISHUI.name) == ()


@pytest.mark.parametrize(
    "since, until, years",
    [
        (None, None, ["2016", "2020", "2024-05-20", "2024-05-20", "2025", "2026-03"]),
        ("2024", None, ["2024-05-20", "2024-05-20", "2025", "2026-03"]),
        (None, "2024-05", ["2016", "2020", "2024-05-20", "2024-05-20"]),
        ("2025-06-01", "2025-12-31", ["2025"]),
        ("2026-01-02", "2026-01-02", ["2025"]),
        ("2027", None, []),
    ],
)
def test_the_timeline_takes_dates_of_any_precision(
    graph: Graph, since: str | None, until: str | None, years: list[str]
) -> None:
    """An edge is in a period that any of its time is in: support from 2025 to January 2026 is."""
    assert [row.first for row in graph.timeline(since=since, until=until)] == years


def test_the_timeline_of_one_node_and_its_end(graph: Graph) -> None:
    """Only what it takes part in; only the last."""
    assert [row.first for row in graph.timeline(BAISHUI.name)] == ["2025", "2026-03"]
    assert [row.first for row in graph.timeline(limit=2)] == ["2025", "2026-03"]


def test_filters_hold_for_neighbors_too(graph: Graph) -> None:
    """Period and certainty; a wrong date is an error."""
    assert [row.relation for row in graph.neighbors(BAISHUI.name, since="2026-02").neighbors] == ["visits"]
    assert [row.relation for row in graph.neighbors(BAISHUI.name, min_confidence=0.6).neighbors] == ["supports"]
    with pytest.raises(KgError, match="no date"):
        graph.timeline(since="last year")
    with pytest.raises(KgError, match="signs"):
        graph.stats(relation="signz")


def test_the_graph_in_numbers(graph: Graph) -> None:
    """Counts, hubs, components, and communities where asked for."""
    numbers = graph.stats(top=2)
    assert (numbers.documents, numbers.nodes, numbers.edges, numbers.claims) == (5, 9, 8, 9)
    assert numbers.relations == {"visits": 4, "signs": 2, "cooperates_with": 1, "supports": 1}
    assert numbers.years == {"2016": 1, "2020": 1, "2024": 2, "2025": 1, "2026": 1}
    assert (numbers.types, numbers.kinds) == ({"institution": 8, "instrument": 1}, {"hospital": 1})
    assert (numbers.components, numbers.communities) == ((7, 2), None)
    assert (numbers.hubs[0].label, numbers.hubs[0].degree) == (QINGHE.name, 4)
    deep = graph.stats(deep=True)
    assert deep.hubs[0].pagerank and deep.communities and sum(part.nodes for part in deep.communities) == 9
    assert graph.stats(relation="signs").nodes == 3


def test_the_object_gives_the_graph_back(graph: Graph) -> None:
    """As merged, and as tables."""
    merged, read = merge(TEXTS), graph.to_networkx()
    assert {node: {**data, "names": set(data["names"])} for node, data in read.nodes(data=True)} == {
        node: {**data, "names": set(data["names"])} for node, data in merged.nodes(data=True)
    }
    assert sorted(read.edges(keys=True, data=True), key=str) == sorted(merged.edges(keys=True, data=True), key=str)
    tables = graph.to_pandas()
    assert [len(table) for table in tables] == [9, 8, 9]
    assert tables.edges["fields"].map(len).sum() == 1


def test_opening_is_light_and_says_what_is_missing(tmp_path: Path) -> None:
    """`import kg` and `kg.open` load neither networkx nor pandas nor spaCy."""
    with pytest.raises(KgError, match="no graph here"):
        kg.open(tmp_path)
    program = "import sys, kg; print(*{'networkx', 'pandas', 'spacy', 'typer', 'sqlite3', 'yaml'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == ""


QUESTIONS: list[tuple[str, ...]] = [
    ("search", "青禾"),
    ("search", "visits", "--sentences"),
    ("neighbors", "天坛医院"),
    ("show", "天坛医院"),
    ("path", "天坛医院", "白水县人民医院"),
    ("evidence", "白水县人民医院", "青禾市中心医院"),
    ("timeline",),
    ("stats",),
]


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_every_question_answers_in_words_as_json_and_as_csv(graph: Graph, words: tuple[str, ...]) -> None:
    """In a pipe without frames and colours."""
    assert json.loads(ask(graph, *words, "--json"))
    header, *rows = list(csv.reader(StringIO(ask(graph, *words, "--csv"))))
    assert rows and all(len(row) == len(header) for row in rows)
    text = ask(graph, *words)
    assert text.strip() and not set("┃│━─\x1b") & set(text)


def test_answers_of_the_command_line_are_those_of_the_object(graph: Graph) -> None:
    """With filters."""
    rows = json.loads(ask(graph, "timeline", "--since", "2024", "--json"))
    assert rows == [asdict(row) for row in graph.timeline(since="2024")]
    assert ask(graph, "path", "天坛医院", "南溪疗养院", code=1) == "no way\n"
    ask(graph, "show", "卫生", code=2)
    ask(graph, "show", "没有此名", code=1)
    for error, name in ((AmbiguousName, "卫生"), (UnknownName, "没有此名")):
        with pytest.raises(error):
            graph.show(name)


def test_decisions_from_the_command_line(graph: Graph, tmp_path: Path) -> None:
    """Each is a line of the file, and each can be taken back."""
    path = tmp_path / "judgements.csv"

    def say(*words: str, code: int = 0) -> list[str]:
        ask(graph, *words, "--judgements", str(path), code=code)
        return [",".join(row[:5]) for row in csv.reader(path.open(encoding="utf-8"))][1:] if path.exists() else []

    assert say("alias", "add", "天坛医院", "天坛总院") == [f"alias,{TIANTAN.name},,天坛总院,"]
    assert say("alias", "remove", "天坛医院", "天坛总院") == []
    assert say("alias", "remove", "天坛医院", "北京天坛医院") == [f"no-alias,{TIANTAN.name},,北京天坛医院,"]
    assert len(say("rename", "白水县人民医院", "白水总院")) == 2
    assert len(say("rename", "白水县人民医院", "白水总院", "--undo")) == 1
    assert say("split", "青禾市中心医院", "--document", "c.txt")[1] == "split,青禾市中心医院,c.txt,,"
    assert len(say("split", "青禾市中心医院", "青禾市卫生健康委员会")) == 3
    assert say("claim", "reject", "b.txt:0", "--reason", "只是计划")[3].startswith("reject,b.txt:0,,")
    result = CliRunner().invoke(app, ["claim", "restore", "b.txt:0", "--judgements", str(path)])
    assert result.exit_code == 0 and len(path.read_text(encoding="utf-8").splitlines()) == 4
    assert "no-alias" in ask(graph, "history", "天坛医院", "--judgements", str(path))


def test_review_in_a_terminal_and_as_a_table(tmp_path: Path) -> None:
    """Undo takes the last answer back; a table comes back filled in; what is no verdict is refused."""
    guests = map(entity, ("云岭医院", "青禾市云岭医院", "白水市云岭医院"))
    texts = [document(f"{place}.txt", said(guest, "visits", QINGHE)) for place, guest in enumerate(guests)]
    path, table = tmp_path / "judgements.csv", tmp_path / "pairs.csv"
    words = ["review", "--graph", str(ledger_of(tmp_path / "kg.sqlite", *texts)), "--judgements", str(path)]
    result = CliRunner().invoke(app, words, input="d\nz\ns\nk\nq\n")
    assert (result.exit_code, [row.split(",")[0] for row in path.read_text(encoding="utf-8").splitlines()]) == (
        0,
        ["verdict", "same"],
    )
    path.unlink()
    assert CliRunner().invoke(app, [*words, "--csv", str(table)]).exit_code == 0
    rows = list(csv.DictReader(table.open(encoding="utf-8-sig")))
    rows[0]["verdict"] = "不同"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows([rows[0], {**rows[0], "verdict": "perhaps"}])
    assert CliRunner().invoke(app, ["review", "--read", str(table), "--judgements", str(path)]).exit_code == 1
