"""Scores: what counts as right, and that the figures are those of the project's scorer."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kg.annotation import AnnotatedEntity, Annotation, Triple, as_extraction, load_annotation
from kg.cli.evaluate import _to_dict
from kg.errors import KgError
from kg.evaluate import Scores, compare, evaluate
from kg.types import Extraction, Source

SCORER = Path(__file__).parent.parent.parent / "shared" / "gold" / "score.py"
SEEDS = Path(__file__).parent.parent / "seeds"


def annotation(entities: Iterable[AnnotatedEntity], *triples: Triple) -> Annotation:
    """An annotated document of no text."""
    return Annotation("a", "", "a.txt", tuple(entities), triples)


def party(id: str, *names: str, optional: bool = False) -> AnnotatedEntity:
    return AnnotatedEntity(id, "institution", names, optional)


def pact(id: str, *names: str) -> AnnotatedEntity:
    return AnnotatedEntity(id, "instrument", names)


A, B = party("a", "青禾市中医院", "市中医院"), party("b", "白水县人民医院")
GOLD = annotation([A, B, pact("p", "合作协议")], Triple("a", "signs", "p", "done", "2026"), Triple("b", "signs", "p"))


def _score(predicted: Annotation | None, gold: Annotation = GOLD) -> tuple[tuple[int, int, int], ...]:
    scores = compare([(gold, predicted)])
    return tuple((s.hit, s.predicted, s.gold) for s in (scores.entities, scores.links, scores.triples))


def test_the_same_document_is_all_right() -> None:
    """Two signatures and the cooperation that follows from them."""
    assert _score(GOLD) == ((3, 3, 3), (3, 3, 3), (3, 3, 3))


def test_no_document_is_all_missed() -> None:
    """A document that was not predicted counts in the recall."""
    assert _score(None) == ((0, 0, 3), (0, 0, 3), (0, 0, 3))


def test_parties_need_a_name_to_the_letter_and_things_do_not() -> None:
    """市中医院 is a name of the party, 市中医 is none; an agreement may differ a little in extent."""
    alias = annotation([party("x", "市中医院"), pact("p", "医联合作协议")], Triple("x", "signs", "p"))
    assert _score(alias)[2] == (1, 1, 3)
    wrong = annotation([party("x", "市中医"), pact("p", "合作协议")], Triple("x", "signs", "p"))
    assert _score(wrong)[2] == (0, 1, 3)


def test_a_denial_does_not_count_as_a_statement() -> None:
    """Negated or not has to be right."""
    denied = annotation(GOLD.entities, Triple("a", "signs", "p", "negated"))
    assert _score(denied)[2] == (0, 1, 3)


def test_cooperation_is_right_in_either_direction() -> None:
    """The ends of a symmetric relation have no order."""
    gold = annotation([A, B], Triple("a", "cooperates_with", "b"))
    turned = annotation([replace(B, id="1"), replace(A, id="2")], Triple("1", "cooperates_with", "2"))
    assert _score(turned, gold)[2] == (1, 1, 1)


def test_what_is_optional_is_neither_asked_for_nor_held_against() -> None:
    """An optional triple, and one that touches an optional entity."""
    many = party("c", "15家社区中心", optional=True)
    triples = Triple("a", "supports", "b", optional=True), Triple("a", "supports", "c")
    gold = annotation([A, B, many], *triples)
    assert _score(gold, gold) == ((0, 0, 0),) * 3
    assert _score(None, gold) == ((0, 0, 0),) * 3


def test_more_than_five_who_share_a_thing_are_no_pairs() -> None:
    """A founding list of six is six triples."""
    parties = [party(str(number), f"第{number}人民医院") for number in range(6)]
    six = annotation([*parties, pact("p", "合作协议")], *(Triple(p.id, "signs", "p") for p in parties))
    assert _score(six, six)[2] == (6, 6, 6)


def test_details_are_measured_on_what_was_found() -> None:
    """Status, date where the annotation has one, and fields."""
    gold = annotation([A, B], Triple("a", "visits", "b", "done", "2026", ("培训", "义诊")))
    found = annotation([A, B], Triple("a", "visits", "b", "planned", "2026", ("培训", "科研")))
    scores = compare([(gold, found)])
    assert (scores.status_accuracy, scores.date_accuracy, scores.fields.f1) == (0.0, 1.0, 0.5)
    assert compare([(gold, None)]).status_accuracy is None


def test_a_folder_without_annotations_is_an_error(tmp_path: Path) -> None:
    """The error names the folder."""
    with pytest.raises(KgError, match=str(tmp_path)):
        evaluate(tmp_path, _Damaged(tmp_path))


@pytest.mark.skipif(not SCORER.exists(), reason="the project's scorer lies beside the checkout, not in it")
def test_the_figures_are_those_of_the_scorer(tmp_path: Path) -> None:
    """Annotations damaged by chance give the same figures here and there, to the last digit."""
    pipeline = _Damaged(SEEDS)
    for path in sorted(SEEDS.glob("*.json")):
        damaged = pipeline.annotation(load_annotation(path).text_file)
        (tmp_path / path.name).write_text(damaged.to_json(), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(SEEDS), str(tmp_path), "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    loaded = [(load_annotation(path), load_annotation(tmp_path / path.name)) for path in sorted(SEEDS.glob("*.json"))]
    assert _figures(compare(loaded)) == expected
    assert 0.2 < expected["triples"]["f1"] < 0.9


def test_documents_of_a_folder_are_extracted_and_compared() -> None:
    """Evaluating a folder is comparing what the pipeline reads from its texts."""
    scores = evaluate(SEEDS, _Damaged(SEEDS))
    assert scores.documents == len(list(SEEDS.glob("*.json")))
    assert 0.2 < scores.triples.f1 < 0.9


class _Damaged:
    """Extracts what the annotation of a text says, with chance errors of each kind."""

    def __init__(self, folder: Path) -> None:
        self._by_text = {load_annotation(path).text_file: load_annotation(path) for path in folder.glob("*.json")}

    def extract(self, source: Source) -> Extraction:
        return as_extraction(self.annotation(source.id), source.text)

    def annotation(self, text_file: str) -> Annotation:
        gold, chance = self._by_text[text_file], random.Random(text_file)
        triples = [self._damage(triple, chance) for triple in gold.triples if chance.random() < 0.8]
        entities = (replace(e, names=_cut(e.names, chance), optional=False) for e in gold.entities)
        return replace(gold, entities=tuple(entities), triples=tuple(triples))

    def _damage(self, triple: Triple, chance: random.Random) -> Triple:
        if chance.random() < 0.1:
            return replace(triple, status="negated", optional=False)
        if chance.random() < 0.1:
            return replace(triple, head=triple.tail, tail=triple.head, optional=False)
        status = triple.status if chance.random() < 0.8 else "planned"
        return replace(triple, status=status, fields=triple.fields[:2], optional=False)


def _cut(names: tuple[str, ...], chance: random.Random) -> tuple[str, ...]:
    return names if chance.random() < 0.8 else tuple(name[:-1] for name in names if len(name) > 1) or names


def _figures(scores: Scores) -> dict[str, object]:
    figures = _to_dict(scores)
    del figures["documents"]
    return figures
