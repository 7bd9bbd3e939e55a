"""Annotated documents: the format that the scorer reads, written and read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made import document, entity, said

from kg.annotation import Annotation, annotate, as_extraction, document_stem, load_annotation
from kg.errors import KgError

ZHONG, XIAN = entity("青禾市中医院=市中医院", id="e1"), entity("白水县人民医院", id="e2")
PACT = entity("医联体合作协议", "instrument", id="e3")


def test_the_format_is_that_of_the_guidelines() -> None:
    """One document to the letter: what is empty is left out, names are all there."""
    text = document(
        "news/h001.txt",
        said(ZHONG, "signs", PACT, date="2026-05-20", fields=("远程会诊",)),
        said(ZHONG, "supports", XIAN, "planned"),
        also=(entity("云岭大学", id="e9"),),
    )
    assert json.loads(annotate(text).to_json()) == {
        "id": "h001",
        "source": "news/h001.txt",
        "text_file": "h001.txt",
        "entities": [
            {"id": "e1", "type": "institution", "names": ["青禾市中医院", "市中医院"]},
            {"id": "e3", "type": "instrument", "names": ["医联体合作协议"]},
            {"id": "e2", "type": "institution", "names": ["白水县人民医院"]},
        ],
        "triples": [
            {
                "head": "e1",
                "rel": "signs",
                "tail": "e3",
                "status": "done",
                "date": "2026-05-20",
                "fields": ["远程会诊"],
                "evidence": "青禾市中医院signs医联体合作协议。",
            },
            {
                "head": "e1",
                "rel": "supports",
                "tail": "e2",
                "status": "planned",
                "evidence": "青禾市中医院supports白水县人民医院。",
            },
        ],
    }


def test_what_is_said_twice_is_one_triple() -> None:
    """The strongest status with its date and evidence; fields of both; a denial is told apart."""
    text = document(
        "a.txt",
        said(ZHONG, "cooperates_with", XIAN, "planned", date="2027", fields=("培训",)),
        said(XIAN, "cooperates_with", ZHONG, "ongoing", date="2026", fields=("义诊", "培训")),
        said(XIAN, "cooperates_with", ZHONG, "negated"),
    )
    one, denial = annotate(text).triples
    assert (one.head, one.tail, one.status, one.date, one.fields) == ("e1", "e2", "ongoing", "2026", ("培训", "义诊"))
    assert one.evidence == "白水县人民医院cooperates_with青禾市中医院。"
    assert denial.status == "negated"


def test_an_annotation_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Writing and reading are inverse."""
    annotation = annotate(document("a.txt", said(ZHONG, "signs", PACT, fields=("远程会诊",))))
    (tmp_path / "a.json").write_text(annotation.to_json(), encoding="utf-8")
    assert load_annotation(tmp_path / "a.json") == annotation


def test_an_annotation_can_stand_for_an_extraction() -> None:
    """Its claims cut their evidence out of the text, and the marks the names out of the evidence."""
    text = document("a.txt", said(XIAN, "supports", ZHONG), said(ZHONG, "signs", PACT, date="2026"))
    source = text.source.text
    back = as_extraction(annotate(text), source)
    assert annotate(back).triples == annotate(text).triples
    for claim in back.claims:
        assert source[claim.start : claim.end] == claim.quote
        assert source[slice(*claim.head_span)] == text.entities[claim.head].name
        assert source[slice(*claim.tail_span)] == text.entities[claim.tail].name


@pytest.mark.parametrize(
    "content, message",
    [
        ("{", r"bad.json:1: "),
        ("[]", "not an annotated document"),
        ('{"id": "a", "entities": [], "triples": []}', "text_file"),
        (
            Annotation("a", "", "a.txt", (), annotate(document("a.txt", said(ZHONG, "signs", PACT))).triples).to_json(),
            "the entity e1, which is not there",
        ),
    ],
)
def test_a_faulty_file_is_named_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    """The error says which file, and what is wrong with it."""
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    with pytest.raises(KgError, match=message) as error:
        load_annotation(tmp_path / "bad.json")
    assert "bad.json" in str(error.value) and "\n" not in str(error.value)


def test_a_missing_file_is_an_error_too(tmp_path: Path) -> None:
    """The error names it."""
    with pytest.raises(KgError, match=r"none.json"):
        load_annotation(tmp_path / "none.json")


@pytest.mark.parametrize(
    "id, stem", [("a.txt", "a"), ("x/y.b.md", "y.b"), ("r.jsonl#3", "r-3"), ("r.jsonl#a/b", "r-a_b")]
)
def test_file_names_of_documents(id: str, stem: str) -> None:
    """Records of a JSON Lines file are told apart by their id."""
    assert document_stem(id) == stem
