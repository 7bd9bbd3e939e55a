"""The sample documents, from files to exports: same bytes, true offsets, figures."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from itertools import islice
from pathlib import Path

import pytest
from places import EXPORTS, SEEDS, SHARED, faults, needs_shared, sources

from kg.build import build
from kg.evaluate import evaluate
from kg.pipeline import Pipeline

_SAMPLE, _STEP = 500, 37


def test_there_are_seeds_with_annotations() -> None:
    """Every text has its annotation, and the other way round."""
    texts, annotations = ({path.stem for path in SEEDS.glob(pattern)} for pattern in ("*.txt", "*.json"))
    assert texts == annotations
    assert len(texts) >= 16


def test_the_seeds_are_scored(pipeline: Pipeline) -> None:
    """`kg eval seeds/` has figures for entities and triples."""
    scores = evaluate(SEEDS, pipeline)
    assert scores.documents == len(list(SEEDS.glob("*.json")))
    assert scores.entities.hit > 0 and scores.triples.hit > 0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("seeds") / "out"
    build([SEEDS], out)
    return out


def test_any_order_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Files named one by one, in another order, from another folder."""
    folder = tmp_path / "elsewhere"
    shutil.copytree(SEEDS, folder)
    paths = sorted(folder.glob("*.txt"))
    random.Random(3).shuffle(paths)
    build(paths, tmp_path / "out")
    for name in EXPORTS:
        assert (built / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


def test_claims_of_the_seeds_cut_their_quotes_out(pipeline: Pipeline) -> None:
    """Every quote stands in the file at its offsets, with both ends and the trigger inside."""
    _check(SEEDS, pipeline)


@needs_shared
def test_claims_of_real_pages_cut_their_quotes_out(pipeline: Pipeline) -> None:
    """The same on pages with broken lines and doubled captions."""
    _check(SHARED / "seeds", pipeline)


@needs_shared
def test_claims_of_the_corpus_cut_their_quotes_out(pipeline: Pipeline, tmp_path: Path) -> None:
    """The same on news items of several years."""
    with gzip.open(SHARED / "corpus" / "cctv-news.jsonl.gz", "rt", encoding="utf-8") as lines:
        sample = list(islice(lines, 0, _SAMPLE * _STEP, _STEP))
    assert len(sample) == _SAMPLE
    (tmp_path / "news.jsonl").write_text("".join(sample), encoding="utf-8")
    texts = [json.loads(line)["text"] for line in sample]
    read = sources(tmp_path / "news.jsonl")
    assert [source.text for source in read] == texts
    extractions = [pipeline.extract(source) for source in read]
    assert sum(len(extraction.claims) for extraction in extractions) > _SAMPLE // 10
    found = [f for extraction, text in zip(extractions, texts, strict=True) for f in faults(extraction, text)]
    assert not found, "\n".join(found)


def _check(folder: Path, pipeline: Pipeline) -> None:
    claims, found = 0, []
    for source in sources(folder):
        extraction = pipeline.extract(source)
        claims += len(extraction.claims)
        found += faults(extraction, (folder / source.id).read_bytes().decode("utf-8-sig"))
    assert claims
    assert not found, "\n".join(found)
