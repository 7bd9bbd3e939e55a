"""The command line as its users meet it: output and exit codes; real processes only where only they can tell."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from made import document, entity, ledger_of, said

from kg.cli import main
from kg.pipeline import Pipeline

ROOT = Path(__file__).parent.parent
PACT = """2026年5月20日，北京天坛医院与保定市第一中心医院签署医联体合作协议。
双方将在人才培养、远程会诊、科研协作等方面开展合作。
"""
AID = "北京儿童医院对口支援保定市儿童医院，派驻12名专家。北京天坛医院与密云区医院建立合作关系。\n"
COMMANDS = (
    *("build", "neighbors", "search", "show", "path", "evidence", "timeline", "stats", "diff"),
    *("review", "history", "split", "rename", "alias add", "alias remove", "claim reject", "claim restore"),
    *("extract", "explain", "eval", "rules check", "rules coverage"),
)
HEAVY = {"spacy", "networkx", "pandas", "numpy", "pyvis", "rich", "yaml", "sqlite3", "ahocorasick", "rapidfuzz"}


@dataclass(frozen=True)
class Result:
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module", autouse=True)
def _rules_are_loaded_once() -> Iterator[None]:
    """For all commands of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipeline, "load", cache(Pipeline.load))
        yield


def kg(*arguments: object, stdin: str = "") -> Result:
    """Run a command in this process, in the root of the checkout; none ever shows a traceback."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(ROOT)
        patch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        patch.setattr(sys, "stdin", StringIO(stdin))
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    assert "Traceback" not in err.getvalue()
    return Result(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two news texts."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "pact.txt").write_text(PACT, encoding="utf-8")
    (folder / "aid.txt").write_text(AID, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the two texts."""
    out = tmp_path_factory.mktemp("built")
    result = kg("build", texts, "-o", out)
    assert (result.returncode, result.stderr) == (0, "")
    return out


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of hand-made claims."""
    folder = tmp_path_factory.mktemp("graph")
    names = ("北京市丰台区卫生健康委员会=区卫健委", "北京市密云区卫生健康委员会=区卫健委")
    fengtai, miyun = map(entity, names)
    pact = entity("康养合作备忘录", "instrument")
    signed = said(fengtai, "signs", pact, date="2026-05-20", fields=("人才培养", "远程会诊"))
    ledger_of(folder / "kg.sqlite", document("a.txt", signed, said(miyun, "supports", fengtai, "planned")))
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_text_has_an_example(command: str) -> None:
    """One can copy it from there."""
    result = kg(*command.split(), "--help")
    assert result.returncode == 0
    assert f"Example: kg {command} " in " ".join(result.stdout.split())


def test_help_lists_all_commands_and_loads_nothing_heavy() -> None:
    """Asking for help must not cost the time of loading the segmenter."""
    program = "import sys; sys.argv = ['kg', '--help']\nimport atexit, kg.cli\n" + (
        f"atexit.register(lambda: print('loaded:', *sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr))\n"
        "kg.cli.main()"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert (result.returncode, result.stderr.strip()) == (0, "loaded:")
    assert all(command.split()[0] in result.stdout for command in COMMANDS)


def test_version() -> None:
    """The version is that of the package."""
    from kg import __version__

    assert kg("--version").stdout == f"kg {__version__}\n"


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["nonsense"], 2),
        (["build", "-o", "nowhere"], 2),
        (["neighbors"], 2),
        (["build", "nowhere.txt"], 1),
        (["build", "README.md", "--rules", "nowhere"], 2),
        (["extract", "nowhere", "--format", "xml"], 2),
        (["neighbors", "天坛医院", "--graph", "nowhere"], 1),
        (["neighbors", "天坛医院", "--depth", "0"], 2),
        (["eval", "docs"], 1),
    ],
)
def test_mistakes_are_named_on_stderr(arguments: list[str], code: int) -> None:
    """1 for what could not be done, 2 for what could not be understood; stdout stays empty."""
    result = kg(*arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert result.stderr.strip()


def test_build_says_what_it_found_and_where_it_lies(texts: Path, tmp_path: Path) -> None:
    """Counts first, then the files, and nothing on stderr in a pipe."""
    result = kg("build", texts, "-o", tmp_path / "out")
    counts, *files = result.stdout.splitlines()
    assert counts.startswith("2 documents, ")
    assert {Path(file).name for file in files} == {
        *("kg.sqlite", "graph.html", "graph.graphml", "claims.csv", "nodes.csv", "edges.csv")
    }
    assert sorted(map(str, (tmp_path / "out").iterdir())) == sorted(files)
    assert result.stderr == ""


def test_the_same_texts_give_the_same_bytes(texts: Path, built: Path, tmp_path: Path) -> None:
    """In another order, in another folder."""
    for name in ("pact.txt", "aid.txt"):
        (tmp_path / name).write_bytes((texts / name).read_bytes())
    assert kg("build", tmp_path / "pact.txt", tmp_path / "aid.txt", "-o", tmp_path / "out").returncode == 0
    for path in built.iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_bad_file_does_not_stop_the_others(texts: Path, tmp_path: Path) -> None:
    """It is named, the graph of the others is written, and the exit code tells."""
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    result = kg("build", texts, tmp_path / "bad.txt", tmp_path / "empty.txt", "-o", tmp_path / "out")
    assert result.returncode == 1
    assert result.stdout.startswith("2 documents, ")
    assert "bad.txt: " in result.stderr and "empty.txt: " in result.stderr
    assert (tmp_path / "out" / "kg.sqlite").exists()


def test_what_was_built_can_be_asked(built: Path) -> None:
    """From a sentence to its answer, with file and date."""
    answer = json.loads(kg("neighbors", "天坛医院", "--graph", built, "--relation", "signs", "--json").stdout)
    (row,) = answer["neighbors"]
    assert row["partner"]["label"] == "医联体合作协议"
    assert row["first"] == "2026-05-20"
    (other,) = row["others"]
    assert other.endswith("保定市第一中心医院")
    (proof,) = row["evidence"]
    assert proof["file"] == "pact.txt"
    assert PACT[proof["start"] : proof["end"]] == proof["sentence"]


def test_neighbors_in_words(graph: Path) -> None:
    """Name, relation, status, date, fields, then file and sentence."""
    lines = kg("neighbors", "丰台区", "--graph", graph).stdout.splitlines()
    assert lines == [
        "北京市丰台区卫生健康委员会（区卫健委）",
        "  签署 康养合作备忘录  [done; 2026-05-20; 人才培养、远程会诊]",
        "      a.txt: 北京市丰台区卫生健康委员会signs康养合作备忘录。",
        "  受援于 北京市密云区卫生健康委员会  [planned]",
        "      a.txt: 北京市密云区卫生健康委员会supports北京市丰台区卫生健康委员会。",
    ]


def test_an_ambiguous_name_lists_candidates(graph: Path) -> None:
    """Exit code 2: the question has to be put otherwise."""
    result = kg("neighbors", "区卫健委", "--graph", graph)
    assert (result.returncode, result.stdout) == (2, "")
    assert "北京市丰台区卫生健康委员会" in result.stderr and "北京市密云区卫生健康委员会" in result.stderr


def test_an_unknown_name_suggests_others(graph: Path) -> None:
    """Exit code 1: the graph knows nothing of it."""
    result = kg("neighbors", "丰台区卫生健康委会", "--graph", graph / "kg.sqlite")
    assert (result.returncode, result.stdout) == (1, "")
    assert "北京市丰台区卫生健康委员会" in result.stderr


def test_extract_writes_one_annotation_a_document(texts: Path, tmp_path: Path) -> None:
    """STEM.json for STEM.txt, with evidence that is in the text."""
    assert kg("extract", texts, "-o", tmp_path).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aid.json", "pact.json"]
    annotation = json.loads((tmp_path / "pact.json").read_text(encoding="utf-8"))
    assert annotation["text_file"] == "pact.txt"
    assert {triple["rel"] for triple in annotation["triples"]} >= {"signs"}
    assert all(triple["evidence"] in PACT for triple in annotation["triples"])


def test_extract_prints_claims(texts: Path) -> None:
    """JSON Lines and CSV hold the same claims."""
    rows = [json.loads(line) for line in kg("extract", texts, "-f", "jsonl").stdout.splitlines()]
    table = list(csv.DictReader(StringIO(kg("extract", texts, "-f", "csv", "-o", "-").stdout)))
    assert [row["id"] for row in rows] == [row["id"] for row in table]
    assert {"signs", "cooperates_with"} <= {row["relation"] for row in table}


def test_documents_of_one_stem_are_two_files(tmp_path: Path) -> None:
    """The second is called by its whole id."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pact.txt").write_text(PACT, encoding="utf-8")
    assert kg("extract", tmp_path / "one", tmp_path / "two", "-o", tmp_path / "out").returncode == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["pact.json", "two_pact.txt.json"]


def test_a_closed_pipe_is_quiet(texts: Path) -> None:
    """`kg extract … | head -1` ends without a word."""
    command = [sys.executable, "-m", "kg.cli", "extract", *[str(texts)] * 1, "-f", "jsonl"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


def test_explain_takes_a_sentence_a_file_or_stdin(texts: Path) -> None:
    """All three give the same explanation."""
    by_sentence = kg("explain", AID)
    assert by_sentence.returncode == 0
    assert "北京儿童医院" in by_sentence.stdout
    assert kg("explain", texts / "aid.txt").stdout == by_sentence.stdout == kg("explain", "-", stdin=AID).stdout


def test_rules_check_passes_for_the_rules_of_the_package() -> None:
    """Every example holds."""
    assert kg("rules", "check").returncode == 0


def test_rules_of_ones_own_are_checked_and_named(tmp_path: Path) -> None:
    """A folder without rules is an error that names the missing file."""
    result = kg("rules", "check", "--rules", tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert str(tmp_path) in result.stderr


def test_rules_coverage_counts_claims_by_rule(texts: Path) -> None:
    """Rules that found nothing are in the list too."""
    rows = [line.split() for line in kg("rules", "coverage", texts).stdout.splitlines()]
    counts = {rule: int(number) for number, rule in rows}
    assert min(counts.values()) == 0 < max(counts.values())


def test_eval_prints_figures(texts: Path, tmp_path: Path) -> None:
    """What the rules find in a text is all right against itself, as a table and as JSON."""
    assert kg("extract", texts, "-o", tmp_path).returncode == 0
    for path in texts.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    figures = json.loads(kg("eval", tmp_path, "--json").stdout)
    assert (figures["documents"], figures["triples"]["f1"]) == (2, 1)
    assert kg("eval", tmp_path).stdout.splitlines()[3].startswith("triples          P 1.000  R 1.000  F1 1.000")


def test_what_was_left_out_is_told_with_the_reason(tmp_path: Path) -> None:
    """A wish is no claim; `--dropped` says so. A higher threshold leaves more out."""
    text = tmp_path / "甲.txt"
    text.write_text("北京大学愿与清华大学加强合作。北京大学与清华大学签署合作协议。", encoding="utf-8")
    left = [json.loads(line) for line in kg("extract", text, "--dropped").stdout.splitlines()]
    assert {"document", "head", "relation", "tail", "rule", "reason", "quote"} == set(left[0])
    assert any(row["reason"] == "a wish of one side" for row in left)
    all_left = kg("extract", text, "--dropped", "--min-confidence", 1).stdout
    assert "signs" in all_left and kg("extract", text, "-f", "jsonl", "--min-confidence", 1).stdout == ""
