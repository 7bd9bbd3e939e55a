"""Building again: only what is new is read, nothing is lost, and the same documents give the same bytes."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import document, entity, said

from kg import build as building
from kg.build import FILES, BuildReport, build
from kg.diff import compare
from kg.errors import KgError
from kg.locking import only_one
from kg.staging import STAGE
from kg.types import Extraction, Source

fork = multiprocessing.get_context("fork")


class Lines:
    """Reads texts of lines like `甲医院 supports 乙医院`; counts, and takes its time where it is told to."""

    def __init__(self, pause: float = 0) -> None:
        self.read: list[str] = []
        self.pause = pause

    def extract(self, source: Source) -> Extraction:
        time.sleep(self.pause)
        self.read.append(source.id)
        words = (line.split() for line in source.text.splitlines())
        made = document(source.id, *(said(entity(a), relation, entity(b)) for a, relation, b in words))
        return Extraction(source, f"题目{source.id}", None, made.entities, made.claims)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """In the place of the pipeline, and of the digest of its rules."""
    reader = Lines()
    _use(reader, monkeypatch.setattr)
    return reader


def _use(reader: Lines, put: Callable[..., object]) -> None:
    put("kg.pipeline.Pipeline.load", lambda *_, **__: reader)
    put(building, "fingerprint", lambda _: "rules")


def _write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def _bytes(out: Path) -> dict[str, str]:
    return {name: sha256((out / name).read_bytes()).hexdigest() for name in FILES}


def _counts(report: BuildReport) -> tuple[int, int, int, int]:
    reading = report.reading
    return len(reading.new), len(reading.changed), len(reading.same), len(report.removed)


def test_only_new_and_changed_texts_are_read(lines: Lines, tmp_path: Path) -> None:
    """By their content; a second build with nothing new makes nothing."""
    news, out = (
        _write(tmp_path / "news", a="白水医院 supports 青禾医院", b="云岭医院 visits 白水医院"),
        tmp_path / "out",
    )
    assert _counts(build([news], out)) == (2, 0, 0, 0)
    lines.read.clear()
    again = build([news], out)
    assert (lines.read, _counts(again), again.made_anew) == ([], (0, 0, 2, 0), False)
    _write(news, b="云岭医院 visits 青禾医院", c="南溪医院 visits 青禾医院")
    report = build([news], out)
    assert (sorted(lines.read), _counts(report)) == (["b.txt", "c.txt"], (1, 1, 1, 0))
    assert report.changes is not None
    assert [report.changes.count("edge", change) for change in ("added", "gone", "changed")] == [2, 1, 0]
    build([news], tmp_path / "fresh")
    assert _bytes(out) == _bytes(tmp_path / "fresh")


def test_deleted_documents_stay_until_they_are_pruned(lines: Lines, tmp_path: Path) -> None:
    """Without --prune a build adds; with it, what is not among the paths goes."""
    news, out = (
        _write(tmp_path / "news", a="白水医院 supports 青禾医院", b="云岭医院 visits 白水医院"),
        tmp_path / "out",
    )
    build([news], out)
    (news / "b.txt").unlink()
    assert build([news], out).documents == 2
    report = build([news], out, prune=True)
    assert (report.documents, report.removed) == (1, ("b.txt",))
    build([news], tmp_path / "fresh")
    assert _bytes(out) == _bytes(tmp_path / "fresh")


def test_changed_rules_read_everything_again(lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the report says so; a document that is not at hand keeps its old reading, and its old digest of rules."""
    news, out = (
        _write(tmp_path / "news", a="白水医院 supports 青禾医院", b="云岭医院 visits 白水医院"),
        tmp_path / "out",
    )
    build([news], out)
    monkeypatch.setattr(building, "fingerprint", lambda _: "new rules")
    report = build([news / "a.txt"], out)
    assert (report.reading.other_rules, report.reading.extracted, report.documents) == (True, 1, 2)
    lines.read.clear()
    build([news], out)
    assert lines.read == ["b.txt"]


def test_an_unreadable_text_keeps_its_last_reading(lines: Lines, tmp_path: Path) -> None:
    """It is reported each time, and pruning does not take it out: its file is there."""
    news, out = (
        _write(tmp_path / "news", a="白水医院 supports 青禾医院", b="云岭医院 visits 白水医院"),
        tmp_path / "out",
    )
    build([news], out)
    (news / "b.txt").write_bytes(bytes(range(256)) * 4)
    for prune in (False, True):
        report = build([news], out, prune=prune)
        assert (report.documents, len(report.problems), report.removed) == (2, 1, ())


def test_without_paths_the_graph_is_merged_anew(lines: Lines, tmp_path: Path) -> None:
    """From the ledger, by new judgements, and nothing is pruned."""
    news, out = (
        _write(tmp_path / "news", a="白水医院 supports 青禾医院", b="云岭医院 visits 白水医院"),
        tmp_path / "out",
    )
    build([news], out)
    decided = tmp_path / "judgements.csv"
    decided.write_text("verdict,name,other\nsame,青禾医院,云岭医院\n", encoding="utf-8")
    report = build([], out, judgements=decided, prune=True)
    assert (report.documents, report.institutions, report.removed) == (2, 2, ())
    build([], out)
    build([news], tmp_path / "fresh")
    assert _bytes(out) == _bytes(tmp_path / "fresh")


def test_a_lost_export_is_made_again(lines: Lines, tmp_path: Path) -> None:
    """Though no text changed."""
    news, out = _write(tmp_path / "news", a="白水医院 supports 青禾医院"), tmp_path / "out"
    build([news], out)
    before = _bytes(out)
    (out / "graph.html").unlink()
    build([news], out)
    assert _bytes(out) == before


def test_a_ledger_of_another_version_is_built_anew(lines: Lines, tmp_path: Path) -> None:
    """What is no ledger at all is replaced too: the texts are the truth of a build."""
    news, out = _write(tmp_path / "news", a="白水医院 supports 青禾医院"), tmp_path / "out"
    _write(out)
    (out / "kg.sqlite").write_text("不是账本" * 500, encoding="utf-8")
    assert _counts(build([news], out)) == (1, 0, 0, 0)


def test_what_cannot_be_built_is_one_line(lines: Lines, tmp_path: Path) -> None:
    """No paths and no graph; judgements that contradict one another."""
    with pytest.raises(KgError, match="no graph here"):
        build([], tmp_path / "nowhere")
    news = _write(tmp_path / "news", a="白水医院 supports 青禾医院")
    decided = tmp_path / "judgements.csv"
    decided.write_text("verdict,name,other\nsame,甲院,乙院\nsame,乙院,丙院\ndifferent,丙院,甲院\n", encoding="utf-8")
    with pytest.raises(KgError, match="line 4 keeps 丙院 and 甲院 apart, and lines 2、3 make them one"):
        build([news], tmp_path / "out", judgements=decided)
    assert not (tmp_path / "out").exists()


def test_diff_tells_what_was_and_what_is(lines: Lines, tmp_path: Path) -> None:
    """One more document that says the same changes the weight of an edge."""
    news, out = _write(tmp_path / "news", a="白水医院 supports 青禾医院"), tmp_path / "out"
    build([news], out)
    build([_write(news, b="白水医院 supports 青禾医院")], out)
    changes = compare(out / "kg.previous.sqlite", out / "kg.sqlite").changes
    assert [(row.what, row.change) for row in changes] == [("node", "changed")] * 2 + [("edge", "changed")]
    assert changes[2].details == ("weight: 1 → 2", "confidence: 0.8 → 0.96")


TOWNS = ("白水", "青禾", "云岭", "南溪", "东坡")
TEXTS = {
    f"{number:02}": "\n".join(
        f"{TOWNS[number % 5]}县人民医院 {relation} {TOWNS[(number * 3 + 1) % 5]}县中医院"
        for relation in ("supports", "visits", "cooperates_with")[: 1 + number % 3]
    )
    for number in range(8)
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The texts, and what one build makes of them."""
    folder = tmp_path_factory.mktemp("texts")
    with pytest.MonkeyPatch.context() as patch:
        _use(Lines(), patch.setattr)
        build([_write(folder / "news", **TEXTS)], folder / "out")
    return folder / "news", _bytes(folder / "out")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(sorted(TEXTS)), cut=st.integers(0, len(TEXTS)), stale=st.sets(st.sampled_from(sorted(TEXTS)))
)
def test_however_documents_come_the_bytes_are_the_same(
    undisturbed: tuple[Path, dict[str, str]],
    lines: Lines,
    tmp_path_factory: pytest.TempPathFactory,
    order: list[str],
    cut: int,
    stale: set[str],
) -> None:
    """In any order, in any two builds, and where some texts were others before."""
    news, expected = undisturbed
    folder = tmp_path_factory.mktemp("split")
    old = _write(folder / "old", **dict.fromkeys(stale, "东坡县中医院 visits 白水县人民医院"))
    if stale:
        build([old], folder / "out")
    for part in (order[:cut], order[cut:]):
        if part:
            build([news / f"{name}.txt" for name in part], folder / "out")
    assert _bytes(folder / "out") == expected


def _build_slowly(news: Path, out: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _use(Lines(pause=0.004), patch.setattr)
        patch.setattr("kg.incremental._SECONDS_BETWEEN_CHECKPOINTS", 0.01)
        build([news], out)
    os._exit(0)


def test_a_killed_build_leaves_the_last_graph_and_the_next_completes(
    undisturbed: tuple[Path, dict[str, str]], lines: Lines, tmp_path: Path
) -> None:
    """Twenty kills at random moments, each followed by a build whose bytes are those of an undisturbed one."""
    news, expected = undisturbed
    chance = random.Random(7)
    old = _write(tmp_path / "old", **{"00": "东坡县中医院 visits 白水县人民医院"})
    build([old], tmp_path / "before")
    killed = 0
    for number in range(20):
        out = Path(shutil.copytree(tmp_path / "before", tmp_path / f"out{number}"))
        process = fork.Process(target=_build_slowly, args=(news, out))
        process.start()
        time.sleep(chance.uniform(0.01, 0.14))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        killed += process.exitcode != 0
        assert _bytes(out)["kg.sqlite"] in (_bytes(tmp_path / "before")["kg.sqlite"], expected["kg.sqlite"])
        build([news], out)
        assert _bytes(out) == expected
        assert not (out / STAGE).exists()
    assert killed >= 10


def test_a_killed_build_is_gone_on_with(
    undisturbed: tuple[Path, dict[str, str]], lines: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had read is not read again."""
    news, expected = undisturbed
    with monkeypatch.context() as patch:
        patch.setattr("kg.merge.merge_all", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build([news], tmp_path / "out")
    lines.read.clear()
    build([news], tmp_path / "out")
    assert (lines.read, _bytes(tmp_path / "out")) == ([], expected)


def test_the_second_of_two_builds_waits_and_says_so(
    undisturbed: tuple[Path, dict[str, str]], lines: Lines, tmp_path: Path
) -> None:
    """Both texts are in the graph at the end."""
    news, expected = undisturbed
    names = sorted(news.iterdir())
    waited: list[bool] = []
    child = fork.Process(target=_build_some, args=(names[:4], tmp_path / "out"))
    child.start()
    while not (tmp_path / "out" / STAGE).exists():
        time.sleep(0.002)
    build(names[4:], tmp_path / "out", waiting=lambda: waited.append(True))
    child.join()
    assert (waited, _bytes(tmp_path / "out")) == ([True], expected)


def _build_some(paths: list[Path], out: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _use(Lines(pause=0.05), patch.setattr)
        build(paths, out)
    os._exit(0)


def test_a_lock_leaves_nothing_behind(tmp_path: Path) -> None:
    """And a folder that cannot be made is an error in one line."""
    with only_one(tmp_path / "out"):
        assert len(list((tmp_path / "out").iterdir())) == 1
    assert list((tmp_path / "out").iterdir()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KgError, match="file"), only_one(tmp_path / "file"):
        pass
