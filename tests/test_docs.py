"""The documentation says what there is: help texts, options, rule keys, links, examples that give what they show."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
from places import ROOT

from kg.clauses import MARKS
from kg.rulefiles import default_rules, load_yaml
from kg.rules import Rule

READMES = ("README.md", "README.zh.md")
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
KEYED = ("names", "status", "fields", "abbreviations", "merge", "schema")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """docs/write_cli.py."""
    spec = importlib.util.spec_from_file_location("write_cli", ROOT / "docs" / "write_cli.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_command_is_documented_as_it_is(writer: ModuleType) -> None:
    """`make docs` writes the page anew."""
    assert text_of("docs/cli.md") == writer.render(), "run make docs"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """To files that are there."""
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text_of(page))
    missing = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_the_pages_exist(page: str, writer: ModuleType) -> None:
    """With the options that they are shown with."""
    known = {" ".join(words): writer.help_text(words) for words in writer.commands()}
    for words in _shown(page):
        name = next(" ".join(words[:n]) for n in (2, 1, 0) if " ".join(words[:n]) in known)
        assert name, f"no such command: {' '.join(words)}"
        options = [word for word in words if re.fullmatch("--?[a-z][a-z-]*", word)]
        assert not [option for option in options if not re.search(rf"{option}\b", known[name])], words


def _shown(page: str) -> Iterator[list[str]]:
    for block in blocks(page, "sh") + blocks(page, "console"):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True) if "kg " in line else []
            if words and words[0] == "kg":
                yield words[1:]


def test_the_figures_of_the_readmes_are_measured() -> None:
    """What they show of `kg eval seeds` is what it prints."""
    printed = _kg("eval", "seeds", cwd=ROOT).splitlines()
    for readme in READMES:
        (shown,) = (block for block in blocks(readme, "text") if block.startswith("40 documents"))
        assert set(shown.splitlines()) <= set(printed), readme


@pytest.mark.parametrize("readme", READMES)
def test_the_session_of_the_readme_is_what_happens(readme: str, tmp_path: Path) -> None:
    """Every command prints what is shown; of the build, its first line."""
    (session,) = blocks(readme, "console")
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        words = shlex.split(command)
        if words[0] == "cat":
            (tmp_path / words[1]).write_text(shown, encoding="utf-8")
            continue
        printed = _kg(*words[1:], cwd=tmp_path)
        assert printed[: len(shown)] == shown
        assert printed == shown or words[1] == "build"


@pytest.mark.parametrize("readme", READMES)
def test_the_python_of_the_readme_runs(readme: str, tmp_path: Path) -> None:
    """On the text of the session."""
    (session,), (program,) = blocks(readme, "console"), blocks(readme, "python")
    (tmp_path / "news.txt").write_text(session.splitlines()[1], encoding="utf-8")
    lines = _python("-c", program, cwd=tmp_path).splitlines()
    assert lines == ["1 2 2", "签署 医联体合作协议 2026-05-20 news.txt"]


def test_the_python_of_the_gephi_page_runs(tmp_path: Path) -> None:
    """Two hospitals that share an agreement are a pair."""
    (session,), (program,) = blocks("README.md", "console"), blocks("docs/gephi.md", "python")
    (tmp_path / "news.txt").write_text(session.splitlines()[1], encoding="utf-8")
    _kg("build", "news.txt", "-o", "out", cwd=tmp_path)
    assert _python("-c", program, cwd=tmp_path) == "2 1\n"


def test_the_rule_page_names_every_key() -> None:
    """Of rules, slot classes, word lists and the files themselves."""
    text, folder = text_of("docs/rules.md"), default_rules()
    internal = {"pattern", "trigger", "where"}
    names = {f.name for f in fields(Rule)} - internal | set(MARKS)
    names |= {key for file in KEYED for key in load_yaml(folder / f"{file}.yml")}
    names |= {key for row in load_yaml(folder / "anaphora.yml") for key in row}
    names |= {key for path in folder.glob("gazetteer/*.yml") for key in _keys_of(load_yaml(path))}
    names |= {path.name for path in folder.glob("*.yml")}
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_the_architecture_names_every_module() -> None:
    """Those of the package itself; folders stand for what is in them."""
    modules = [path.name for path in (ROOT / "kg").glob("*.py") if path.name not in ("__init__.py", "errors.py")]
    assert sorted(name for name in modules if f"`kg/{name}`" not in text_of("docs/architecture.md")) == []


def test_the_grammar_explains_itself() -> None:
    """A comment stands above every key, or above the block of keys it is in, and the page names none that is gone."""
    path = default_rules() / "grammar.yml"
    bare = re.findall(r"(?:\A|\n)\n([a-z_]+):", path.read_text(encoding="utf-8"))
    assert bare == []
    section = text_of("docs/rules.md").partition("## grammar.yml")[2].partition("\n## ")[0]
    assert set(re.findall("`([a-z_]+)`", section)) <= set(load_yaml(path))


def _keys_of(data: object) -> Iterator[str]:
    rows = data if isinstance(data, list) else [data]
    for row in rows:
        yield from row


def _kg(*words: str, cwd: Path) -> str:
    return _python("-m", "kg.cli", *words, cwd=cwd)


def _python(*words: str, cwd: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    result = subprocess.run([sys.executable, *words], cwd=cwd, env=environment, capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    return result.stdout
