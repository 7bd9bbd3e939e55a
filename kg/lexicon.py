"""Everything that the name grammar looks up, in one automaton (Aho and Corasick 1975)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick

from kg.gazetteer import Entry, Gazetteer, load_gazetteer
from kg.rulefiles import default_rules, load_yaml


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence of a listed word. ``tag`` is name, suffix, stop, protected, title or person."""

    start: int
    end: int
    tag: str
    value: Any


@dataclass(frozen=True, slots=True)
class Suffix:
    """The head of a name, which decides its type."""

    text: str
    type: str
    kind: str


class Lexicon:
    """The gazetteer and the word lists of ``rules/``, ready for scanning. Immutable once made."""

    def __init__(self, rules: Path | None = None) -> None:
        folder = rules or default_rules()
        self.gazetteer: Gazetteer = load_gazetteer(folder)
        names, grammar = load_yaml(folder / "names.yml"), load_yaml(folder / "grammar.yml")
        self.followers: dict[str, str] = {k: str(v) for k, v in grammar["followers"].items()}
        self.staff = _one_of(grammar["staff"])
        self.people: tuple[str, ...] = tuple(grammar["people"])
        self.determiners = re.compile(f"(?:{_one_of(grammar['determiners']).pattern})")
        self.bracketed = frozenset(grammar["bracketed"])
        self.measures = "|".join(map(re.escape, _longest_first(grammar["measures"])))
        self.list_tail = re.compile(grammar["list_tail"])
        self.region_leaders = re.compile(grammar["region_leaders"])
        self.stop_chars = frozenset("".join(names["stop_chars"]))
        self.surnames = tuple(_longest_first(names["surnames"]))
        self.titles = _one_of(names["titles"])
        self._automaton = self._build(names)

    def scan(self, text: str) -> list[Hit]:
        """All listed words in a text, nested ones too."""
        found = []
        for last, rows in self._automaton.iter(text):
            for length, tag, value in rows:
                found.append(Hit(last + 1 - length, last + 1, tag, value))
        return found

    def _build(self, names: dict[str, Any]) -> Any:
        table: dict[str, list[tuple[int, str, Any]]] = {}

        def add(word: str, tag: str, value: Any) -> None:
            table.setdefault(word, []).append((len(word), tag, value))

        for name, entries in self.gazetteer.strong.items():
            add(name, "name", entries)
        for kind, words in names["suffixes"].items():
            for word in words:
                add(word, "suffix", Suffix(word, "institution", kind))
        for word in names["region_suffixes"]:
            add(word, "suffix", Suffix(word, "region", "region"))
        for type_, words in names["things"].items():
            for word in words:
                add(word, "suffix", Suffix(word, type_, type_))
        for tag, key in (
            ("stop", "stop_words"),
            ("protected", "protected"),
            ("protected", "joined"),
            ("title", "titles"),
        ):
            for word in names[key]:
                add(word, tag, word)
        automaton = ahocorasick.Automaton()
        for word, rows in table.items():
            automaton.add_word(word, tuple(rows))
        automaton.make_automaton()
        return automaton


def entry_of(value: tuple[Entry, ...]) -> Entry:
    """The entry that a name stands for where nothing else decides: the first, in the order of the files."""
    return value[0]


def _longest_first(words: list[str]) -> list[str]:
    return sorted(words, key=lambda w: (-len(w), w))


def _one_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _longest_first(words))))
