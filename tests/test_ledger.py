"""The ledger keeps what documents say, one document at a time, in a file that stands alone."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from made import document, entity, ledger_of, said

from kg.errors import KgError
from kg.ledger import VERSION, Document, Ledger, open_ledger
from kg.merge import merge

ZHONG, XIAN = entity("青禾市中医院=市中医院", kind="hospital", region="青禾市"), entity("白水县人民医院")
PACT = entity("医联体合作协议", "instrument")
FIRST = document(
    "a.txt",
    said(ZHONG, "signs", PACT, date="2026-05-20", fields=("远程会诊", "人才培养")),
    said(ZHONG, "supports", XIAN, "ongoing"),
    date="2026-05-21",
)
SECOND = document("b.txt", said(XIAN, "visits", ZHONG))


def test_documents_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Entities and claims survive the file; of the source its text and place are not kept."""
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        ledger.replace(FIRST, "f1")
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        (back,) = ledger.extractions()
        assert ledger.documents() == [Document("a.txt", "sha of a.txt", "f1", "题目a.txt", "2026-05-21")]
    assert (back.entities, back.claims, back.title, back.date) == (
        FIRST.entities,
        FIRST.claims,
        FIRST.title,
        FIRST.date,
    )
    assert back.source.text == ""


def test_replacing_a_document_changes_no_other(tmp_path: Path) -> None:
    """A document read again has only its new claims, and the others keep theirs."""
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        ledger.replace(FIRST, "f1")
        ledger.replace(SECOND, "f1")
        ledger.replace(replace(FIRST, claims=FIRST.claims[:1]), "f2")
        assert [len(x.claims) for x in ledger.extractions()] == [1, 1]
        assert [d.fingerprint for d in ledger.documents()] == ["f2", "f1"]


def test_removing_a_document_takes_its_claims_out(tmp_path: Path) -> None:
    """What a removed document said is gone, and with it its entities."""
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        ledger.replace(FIRST, "f1")
        ledger.replace(SECOND, "f1")
        ledger.remove("a.txt")
        assert [x.source.id for x in ledger.extractions()] == ["b.txt"]
    database = sqlite3.connect(tmp_path / "kg.sqlite")
    assert database.execute("SELECT DISTINCT document FROM entities").fetchall() == [("b.txt",)]


def test_a_failed_replacement_leaves_the_document_as_it_was(tmp_path: Path) -> None:
    """A claim id that another document has is refused, and nothing of the old rows is lost."""
    stolen = replace(SECOND, claims=(*SECOND.claims, replace(FIRST.claims[0], document="b.txt")))
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        ledger.replace(FIRST, "f1")
        ledger.replace(SECOND, "f1")
        with pytest.raises(sqlite3.IntegrityError):
            ledger.replace(stolen, "f2")
        assert list(ledger.extractions())[1].claims == SECOND.claims


def test_an_error_inside_the_block_undoes_all_of_it(tmp_path: Path) -> None:
    """The block is one transaction."""
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        ledger.replace(FIRST, "f1")
    with pytest.raises(RuntimeError), Ledger(tmp_path / "kg.sqlite") as ledger:
        ledger.replace(SECOND, "f1")
        raise RuntimeError
    with Ledger(tmp_path / "kg.sqlite") as ledger:
        assert [d.id for d in ledger.documents()] == ["a.txt"]


def test_equal_content_gives_equal_bytes_and_one_file(tmp_path: Path) -> None:
    """Two ledgers written alike are the same file, with no journal beside it."""
    one, other = (ledger_of(tmp_path / name / "kg.sqlite", FIRST, SECOND) for name in _folders(tmp_path))
    assert one.read_bytes() == other.read_bytes()
    assert [path.name for path in one.parent.iterdir()] == ["kg.sqlite"]


def test_the_projection_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """A new graph leaves nothing of the one before."""
    path = ledger_of(tmp_path / "kg.sqlite", FIRST, SECOND)
    with Ledger(path) as ledger:
        ledger.store_projection(merge([SECOND]))
    database = open_ledger(path)
    assert database.execute("SELECT count(*) FROM nodes").fetchone()[0] == 2
    assert [tuple(row) for row in database.execute("SELECT claim FROM edge_claims")] == [("b.txt:0",)]


def test_queries_cannot_write(tmp_path: Path) -> None:
    """A ledger opened for reading refuses to be changed."""
    database = open_ledger(ledger_of(tmp_path / "kg.sqlite", FIRST))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("DELETE FROM claims")


def test_what_is_no_ledger_is_named_in_one_line(tmp_path: Path) -> None:
    """A missing file, another kind of file and another version are errors that a user understands."""
    (tmp_path / "text").write_text("不是数据库，只是一段文字。" * 50, encoding="utf-8")
    other = sqlite3.connect(tmp_path / "other")
    other.execute(f"PRAGMA user_version = {VERSION + 1}")
    other.close()
    for name, message in {"missing": "no graph here", "text": "not a ledger", "other": "version"}.items():
        with pytest.raises(KgError, match=message):
            open_ledger(tmp_path / name)


def _folders(path: Path) -> list[str]:
    for name in ("one", "other"):
        (path / name).mkdir()
    return ["one", "other"]
