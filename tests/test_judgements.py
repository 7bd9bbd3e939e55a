"""What people decide: it wins over the machine, holds by way of third names, and can be taken back."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest
from made import document, entity, labels, ledger_of, said

from kg.candidates import candidates, to_rows
from kg.errors import KgError
from kg.history import history
from kg.judgements import (
    COLUMNS,
    Judgement,
    contradictions,
    decide,
    load_judgements,
    read_filled_in,
    save_judgements,
    take_back,
)
from kg.ledger import Ledger
from kg.merge import merge, merge_all
from kg.types import Entity, Extraction

HOST = entity("白水县人民医院")


def _visits(*guests: Entity) -> list[Extraction]:
    return [document(f"{place}.txt", said(guest, "visits", HOST)) for place, guest in enumerate(guests)]


def _guests(texts: list[Extraction], *judgements: Judgement) -> list[str]:
    return [label for label in labels(merge(texts, judgements=judgements)) if label != HOST.name]


def test_same_makes_one_of_what_names_keep_apart() -> None:
    """Also by way of a third name, that no document has."""
    texts = _visits(entity("云岭康养中心"), entity("青禾疗养院"))
    rows = Judgement("same", "云岭康养中心", other="云岭院"), Judgement("same", "云岭院", other="青禾疗养院")
    assert len(_guests(texts)) == 2
    assert len(_guests(texts, *rows)) == 2, "the third name is of nobody here"
    assert _guests(texts, Judgement("same", "云岭康养中心", other="青禾疗养院")) == ["云岭康养中心"]


def test_same_is_transitive() -> None:
    """Three names, two decisions."""
    texts = _visits(entity("云岭康养中心"), entity("青禾疗养院"), entity("南溪养护院"))
    rows = Judgement("same", "云岭康养中心", other="青禾疗养院"), Judgement("same", "青禾疗养院", other="南溪养护院")
    assert _guests(texts, *rows) == ["云岭康养中心"]


def test_different_keeps_apart_what_names_make_one() -> None:
    """Also where a third occurrence would join them."""
    full, short = entity("青禾市云岭医院=云岭医院"), entity("云岭医院")
    texts = _visits(full, short, full)
    assert _guests(texts) == ["青禾市云岭医院"]
    assert _guests(texts, Judgement("different", "青禾市云岭医院", other="云岭医院")) == ["云岭医院", "青禾市云岭医院"]


def test_what_is_the_same_as_one_is_different_from_the_other() -> None:
    """A = B and B ≠ C keep A and C apart, though their names are alike."""
    texts = _visits(entity("云岭医院"), entity("青禾疗养院"), entity("青禾市云岭医院=云岭医院"))
    rows = (
        Judgement("same", "云岭医院", other="青禾疗养院"),
        Judgement("different", "青禾疗养院", other="青禾市云岭医院"),
    )
    assert _guests(texts, *rows) == ["青禾市云岭医院", "青禾疗养院"]


def test_unsure_changes_nothing() -> None:
    """It only says that somebody looked."""
    texts = _visits(entity("云岭医院"), entity("青禾市云岭医院=云岭医院"))
    assert _guests(texts, Judgement("unsure", "云岭医院", other="青禾市云岭医院")) == _guests(texts)


def test_a_judgement_may_mean_what_one_document_calls_so() -> None:
    """人民医院 of one text is known, that of another is not."""
    texts = _visits(entity("人民医院"), entity("人民医院"), entity("青禾市人民医院"))
    row = Judgement("same", "人民医院", "0.txt", "青禾市人民医院")
    assert _guests(texts, row) == ["人民医院", "青禾市人民医院"]


def test_aliases_are_added_and_removed() -> None:
    """A removed one joins nothing, and is not shown; an added one is found by search."""
    texts = _visits(entity("青禾市云岭医院=云岭医院"), entity("云岭医院"))
    graph = merge(texts, judgements=[Judgement("no-alias", "青禾市云岭医院", other="云岭医院")])
    assert _names(graph, "青禾市云岭医院") == ("青禾市云岭医院",)
    assert graph.number_of_nodes() == 3
    graph = merge(texts, judgements=[Judgement("alias", "青禾市云岭医院", other="老山院")])
    assert _names(graph, "青禾市云岭医院") == ("青禾市云岭医院", "云岭医院", "老山院")


def test_split_takes_documents_apart() -> None:
    """One document's, or each for itself."""
    texts = _visits(*[entity("云岭医院")] * 3)
    assert _guests(texts) == ["云岭医院"]
    assert _guests(texts, Judgement("split", "云岭医院", "1.txt")) == ["云岭医院"] * 2
    assert _guests(texts, Judgement("split", "云岭医院", "*")) == ["云岭医院"] * 3


def test_rename_changes_the_label_and_not_the_id() -> None:
    """The old label stays a name."""
    texts = _visits(entity("云岭医院"))
    before, after = merge(texts), merge(texts, judgements=[Judgement("rename", "云岭医院", other="云岭总院")])
    assert sorted(before) == sorted(after)
    assert _names(after, "云岭总院") == ("云岭总院", "云岭医院")


def test_a_rejected_claim_is_not_in_the_graph() -> None:
    """And with the last of its claims a node goes."""
    texts = _visits(entity("云岭医院"), entity("青禾疗养院"))
    assert _guests(texts, Judgement("reject", "0.txt:0")) == ["青禾疗养院"]


def test_former_and_later_are_linked_and_not_merged() -> None:
    """By the ending; 卫计委 became 卫健委."""
    texts = _visits(entity("青禾市卫生和计划生育委员会"), entity("青禾市卫生健康委员会"))
    merged = merge_all(texts)
    label = {node: data["label"] for node, data in merged.graph.nodes(data=True)}
    pairs = [(label[old], label[new]) for old, new in merged.successions]
    assert pairs == [("青禾市卫生和计划生育委员会", "青禾市卫生健康委员会")]


def test_contradictions_are_named() -> None:
    """Directly, by way of third names, and where one means a name in one document only."""
    same = [Judgement("same", "甲医院", other="乙医院"), Judgement("same", "乙医院", other="丙医院")]
    for row in (
        Judgement("different", "丙医院", other="甲医院"),
        Judgement("no-alias", "甲医院", other="乙医院"),
        Judgement("different", "甲医院", "a.txt", "丙医院"),
    ):
        assert len(list(contradictions([*same, row]))) == 1
    assert not list(contradictions([same[0], Judgement("different", "甲医院", other="丙医院")]))
    with pytest.raises(KgError, match="line 4"):
        merge([], judgements=[*same, Judgement("different", "丙医院", other="甲医院")])


def test_decisions_are_lines_of_a_file(tmp_path: Path) -> None:
    """A new one on the same pair takes the place of the old one; a contradiction is not written."""
    path = tmp_path / "judgements.csv"
    first = Judgement("same", "甲医院", other="乙医院", reason="同一法人", by="李", on="2026-05-20")
    decide(path, first)
    decide(path, Judgement("same", "乙医院", other="丙医院"))
    with pytest.raises(KgError, match="apart"):
        decide(path, Judgement("different", "甲医院", other="丙医院"))
    decide(path, Judgement("unsure", "乙医院", other="甲医院"))
    assert [row.verdict for row in load_judgements(path)] == ["same", "unsure"]
    assert take_back(path, first) and not take_back(path, first)
    assert path.read_text(encoding="utf-8").splitlines() == [",".join(COLUMNS), "same,乙医院,,丙医院,,,,"]


@pytest.mark.parametrize(
    "text, message",
    [
        ("甲,乙\n", ":1: the first line"),
        ("verdict,name,other\nmaybe,甲,乙\n", ":2: 'maybe' is none of same"),
        ("verdict,name,other\nsame,甲,\n", ":2: a name is missing"),
    ],
)
def test_what_is_no_judgement_is_named(tmp_path: Path, text: str, message: str) -> None:
    """With file and line."""
    (tmp_path / "j.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match=message):
        load_judgements(tmp_path / "j.csv")


def test_the_table_for_a_colleague_comes_back(tmp_path: Path) -> None:
    """From a spreadsheet: in Chinese, in its encoding, with blank lines among the verdicts."""
    texts = _visits(entity("云岭医院"), entity("青禾市云岭医院"), entity("白水市云岭医院"))
    ledger = ledger_of(tmp_path / "kg.sqlite", *texts)
    pairs = candidates(ledger)
    assert {frozenset((pair.one.name, pair.other.name)) for pair in pairs} >= {
        frozenset(("云岭医院", "青禾市云岭医院")),
        frozenset(("云岭医院", "白水市云岭医院")),
    }
    rows = list(to_rows(pairs))
    rows[0]["verdict"] = "相同"
    with (tmp_path / "pairs.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (filled_in,) = read_filled_in(tmp_path / "pairs.csv")
    assert (filled_in.verdict, filled_in.subject) == ("same", pairs[0].judged("same").subject)
    assert pairs[0].judged("same").subject not in [p.judged("same").subject for p in candidates(ledger, [filled_in])]


def test_history_says_what_made_the_node(tmp_path: Path) -> None:
    """Names by which documents joined, and decisions with who and when."""
    texts = _visits(entity("青禾市云岭医院=云岭医院"), entity("云岭医院"), entity("老山院"))
    row = Judgement("same", "青禾市云岭医院", other="老山院", by="李", on="2026-05-20", reason="旧名")
    merged = merge_all(texts, judgements=[row])
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        for text in texts:
            ledger.replace(text, "rules")
        ledger.store_projection(merged.graph, merged.members, merged.successions)
    events = history(tmp_path / "kg.sqlite", "老山院", [row])
    assert [(event.how, event.name) for event in events] == [
        ("same", "青禾市云岭医院"),
        ("judged same", "老山院"),
        ("judged same", "青禾市云岭医院"),
        ("short form", "云岭医院"),
    ]
    assert (events[0].on, events[0].by, events[0].reason) == ("2026-05-20", "李", "旧名")


def test_saved_judgements_read_back(tmp_path: Path) -> None:
    """With commas, quotes and line breaks inside."""
    rows = (Judgement("same", "甲,院", other='乙"院', reason="一\n二"), Judgement("split", "丙院", "*"))
    save_judgements(tmp_path / "j.csv", rows)
    assert load_judgements(tmp_path / "j.csv") == rows


def _names(graph: nx.MultiDiGraph, label: str) -> tuple[str, ...]:
    (names,) = (data["names"] for _, data in graph.nodes(data=True) if data["label"] == label)
    assert isinstance(names, tuple)
    return names
