"""The wheel, installed where nothing of the checkout is at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest
from places import EXPORTS, ROOT, SEEDS

TEXTS = ("n01.txt", "n02.txt")
PARTS = ("kg", "rules", "pyproject.toml", "README.md", "LICENSE")


def run(*command: object, cwd: Path) -> str:
    """What a command prints; it must not fail, and sees no module path but its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8"
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the checkout stays as it is."""
    pytest.importorskip("build")
    pytest.importorskip("hatchling")
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with the wheel and the libraries it needs, but not the checkout."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder.parent)
    (packages,) = folder.glob("lib/python*/site-packages")
    # a folder named in a .pth is searched, but the .pth files inside it, that of the checkout too, are not
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def test_the_wheel_holds_what_runs_and_nothing_else(wheel: Path) -> None:
    """Rules, templates and the segmenter's model are in; tests and seeds are not."""
    names = ZipFile(wheel).namelist()
    for name in ("rules/schema.yml", "rules/relations/signs.yml", "export/template.html", "py.typed"):
        assert f"kg/{name}" in names
    for name in ("features.msgpack", "weights.npz"):
        assert f"kg/models/segmenter/{name}" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"kg", "kg_cooperation"}
    assert not [name for name in names if "__pycache__" in name]


def test_an_installed_kg_builds_a_graph_from_any_folder(python: Path, tmp_path: Path) -> None:
    """Its rules are its own, not those of a checkout that happens to be near."""
    news = tmp_path / "news"
    news.mkdir()
    for name in TEXTS:
        shutil.copy(SEEDS / name, news)
    rules = run(python, "-c", "from kg.rulefiles import default_rules; print(default_rules())", cwd=tmp_path)
    assert Path(rules.strip()).is_relative_to(python.parent.parent)
    printed = run(python.with_name("kg"), "build", "news", "-o", "graph", cwd=tmp_path)
    assert printed.startswith("2 documents, ")
    assert {path.name for path in (tmp_path / "graph").iterdir()} == {*EXPORTS, "kg.sqlite"}


def test_spacy_finds_the_components(python: Path, tmp_path: Path) -> None:
    """By the names that `nlp.add_pipe` takes, without an import."""
    program = "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('kg_mentions'); print(nlp.pipe_names)"
    assert run(python, "-c", program, cwd=tmp_path).strip() == "['kg_mentions']"
