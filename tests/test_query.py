"""Queries: whom a name stands for, and who is connected to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from made import document, entity, ledger_of, said

from kg.errors import KgError
from kg.query import AmbiguousName, UnknownName, neighbors

TIANTAN = entity("首都医科大学附属北京天坛医院=北京天坛医院=天坛医院")
FENGTAI = entity("北京市丰台区卫生健康委员会=丰台区卫健委=区卫生健康委")
MIYUN = entity("北京市密云区卫生健康委员会=密云区卫健委=区卫生健康委")
PACT, OTHER_PACT = (entity("合作协议", "instrument", id=id) for id in ("p1", "p2"))
ALLIANCE = entity("天坛神经专科联盟", "initiative")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents, from which one hospital reaches all parties in two steps."""
    return ledger_of(
        tmp_path_factory.mktemp("graph") / "kg.sqlite",
        document(
            "a.txt",
            said(TIANTAN, "signs", PACT, date="2026-05-20", fields=("卒中救治", "人才培养")),
            said(FENGTAI, "signs", PACT, date="2026-05-20"),
            date="2026-05-21",
        ),
        document("b.jsonl#7", said(MIYUN, "visits", TIANTAN, "planned"), said(MIYUN, "cooperates_with", TIANTAN)),
        document("c.txt", said(entity("天坛医院"), "leads", ALLIANCE), said(MIYUN, "signs", OTHER_PACT)),
        document("d.txt", said(MIYUN, "cooperates_with", entity("天坛医院"), "ongoing")),
    )


@pytest.mark.parametrize("name", ["天坛医院", "北京 天坛医院", "首都医科大学附属北京天坛医院", "坛医", "天坛"])
def test_a_name_an_alias_or_a_part_finds_the_node(ledger: Path, name: str) -> None:
    """天坛 is also part of the alliance's name, but parties go before things."""
    assert neighbors(ledger, name).node.label == TIANTAN.name


def test_the_id_of_a_node_finds_it(ledger: Path) -> None:
    """What the list of candidates prints can be asked for."""
    with pytest.raises(AmbiguousName) as error:
        neighbors(ledger, "合作协议")
    for candidate in error.value.candidates:
        assert neighbors(ledger, candidate.id).node == candidate


def test_an_ambiguous_name_gives_its_candidates(ledger: Path) -> None:
    """区卫生健康委 is what two districts call theirs."""
    with pytest.raises(AmbiguousName) as error:
        neighbors(ledger, "区卫生健康委")
    assert [node.label for node in error.value.candidates] == [MIYUN.name, FENGTAI.name]


def test_an_unknown_name_gives_the_nearest(ledger: Path) -> None:
    """A misspelt name is answered with the right one; nonsense with nothing."""
    with pytest.raises(UnknownName) as error:
        neighbors(ledger, "天谈医院")
    assert error.value.suggestions[0] == TIANTAN.name
    for nonsense in ("xyz", "。。", ""):
        with pytest.raises(UnknownName) as error:
            neighbors(ledger, nonsense)
        assert error.value.suggestions == ()


def test_a_row_says_what_since_when_with_whom_and_on_what_evidence(ledger: Path) -> None:
    """One row of the answer in full."""
    answer = neighbors(ledger, "天坛医院", relation="signs")
    (row,) = answer.neighbors
    assert answer.names == (TIANTAN.name, "北京天坛医院", "天坛医院")
    assert (row.partner.label, row.direction, row.label_zh, row.status) == ("合作协议", "out", "签署", "done")
    assert (row.first, row.last, row.fields) == ("2026-05-20", "2026-05-20", ("卒中救治", "人才培养"))
    assert row.others == (FENGTAI.name,)
    (proof,) = row.evidence
    assert (proof.claim, proof.file, proof.published) == ("a.txt:0", "a.txt", "2026-05-21")
    assert proof.sentence == f"{TIANTAN.name}signs合作协议。"


def test_relations_are_named_from_the_side_that_was_asked(ledger: Path) -> None:
    """The visited is visited by, and cooperation has no sides."""
    rows = {row.relation: row for row in neighbors(ledger, "天坛医院").neighbors}
    assert (rows["visits"].direction, rows["visits"].label_zh) == ("in", "到访者")
    assert {rows["cooperates_with"].label_en} == {"cooperates with"}
    assert rows["cooperates_with"].documents == 2


def test_best_attested_relations_come_first(ledger: Path) -> None:
    """More documents, higher up."""
    assert [row.documents for row in neighbors(ledger, "天坛医院").neighbors] == [2, 1, 1, 1]


def test_the_evidence_of_a_record_names_its_file(ledger: Path) -> None:
    """The document says which record, the file which file."""
    (row,) = neighbors(ledger, "天坛医院", relation="visits").neighbors
    assert (row.evidence[0].document, row.evidence[0].file) == ("b.jsonl#7", "b.jsonl")


def test_filters_keep_relation_and_status(ledger: Path) -> None:
    """Only relations of the wanted type and status are followed."""
    assert [row.relation for row in neighbors(ledger, "天坛医院", status="planned").neighbors] == ["visits"]
    assert neighbors(ledger, "天坛医院", relation="leads", status="planned").neighbors == ()


def test_a_filter_that_does_not_exist_is_an_error(ledger: Path) -> None:
    """The message lists what there is."""
    with pytest.raises(KgError, match="signs"):
        neighbors(ledger, "天坛医院", relation="signz")
    with pytest.raises(KgError, match="negated"):
        neighbors(ledger, "天坛医院", status="finished")


def test_depth_reaches_further_and_tells_each_relation_once(ledger: Path) -> None:
    """Two steps lead over the agreement to its other signatory, and over the guest to her agreement."""
    rows = neighbors(ledger, "天坛医院", depth=2).neighbors
    assert [(row.node.label, row.relation, row.partner.label) for row in rows if row.distance == 2] == [
        ("合作协议", "signs", FENGTAI.name),
        (MIYUN.name, "signs", "合作协议"),
    ]
    assert len(neighbors(ledger, "天坛医院", depth=9).neighbors) == len(rows) == 6


def test_nothing_heavy_is_imported(ledger: Path) -> None:
    """A query needs SQLite and no graph library, no segmenter, no data frames."""
    program = (
        "import sys; from pathlib import Path; from kg.query import neighbors;"
        f"neighbors(Path({str(ledger)!r}), '天坛医院');"
        "sys.exit(', '.join({'networkx', 'spacy', 'pandas', 'numpy', 'ahocorasick'} & set(sys.modules)) or None)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
