"""Everything that the name grammar looks up, in one automaton (Aho and Corasick 1975)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.rulefiles import default_rules, load_yaml

_HAN = "[\u4e00-\u9fff]"


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

    # sets of ``rules/grammar.yml`` under their own keys
    bracketed: frozenset[str]
    nominal: frozenset[str]
    party_organs: frozenset[str]
    needs_owner: frozenset[str]
    listed_only: frozenset[str]
    never_place: frozenset[str]
    verbal_kinds: frozenset[str]
    bodies_corporate: frozenset[str]
    not_posts: frozenset[str]
    verbal_events: frozenset[str]
    own_posts: frozenset[str]
    never_things: frozenset[str]
    papers: frozenset[str]
    not_shared: frozenset[str]
    kinds_of_country: frozenset[str]
    before_regions: frozenset[str]
    shows: frozenset[str]
    before_quotes: frozenset[str]

    def __init__(self, rules: Path | None = None) -> None:
        folder = rules or default_rules()
        self.gazetteer: Gazetteer = load_gazetteer(folder)
        names, grammar = load_yaml(folder / "names.yml"), load_yaml(folder / "grammar.yml")
        triggers = load_yaml(folder / "triggers.yml")
        self.titles = _one_of(names["titles"])
        self.stop_chars = frozenset("".join(names["stop_chars"]))
        self.surnames = tuple(_longest_first(names["surnames"]))
        self._read_lists(grammar)
        self._read_verbs(grammar, triggers)
        self._read_things(grammar)
        self._read_parties(grammar)
        self._followers = {
            end: re.compile(p) for end, p in {**names["not_followed_by"], **grammar["not_followed_by"]}.items()
        }
        self._preceders: dict[str, str] = grammar["not_preceded_by"]
        stops = {name: words for name, words in triggers.items() if name not in grammar["no_stops"]}
        self._automaton = self._build(names, stops)

    def _read_lists(self, grammar: dict[str, Any]) -> None:
        for key in Lexicon.__annotations__:
            setattr(self, key, frozenset(grammar[key]))
        self.governing: tuple[str, ...] = tuple(grammar["governing"])
        self.national: tuple[str, ...] = tuple(grammar["national"])
        self.memberships: tuple[str, ...] = tuple(grammar["memberships"])
        self.federations: tuple[str, ...] = tuple(grammar["federations"])
        self.bodies: tuple[str, ...] = tuple(grammar["bodies"])
        self.people: tuple[str, ...] = tuple(grammar["people"])
        self.quoted_ends: tuple[str, ...] = tuple(grammar["quoted_ends"])
        self.company_endings: tuple[str, ...] = tuple(grammar["company_endings"])
        self.clause_starts = frozenset(["", *grammar["clause_starts"]])

    def _read_verbs(self, grammar: dict[str, Any], triggers: dict[str, list[str]]) -> None:
        self.leading_verbs = _one_of([w for name in grammar["leading_verbs"] for w in triggers[name] if len(w) > 1])
        self.verbs = frozenset(w for words in triggers.values() for w in words)
        full_verbs = {w for name in grammar["full_verbs"] for w in triggers[name]}
        self.full_verbs = frozenset(full_verbs) - frozenset(grammar["nominal"])
        self.nominal |= {w for name in grammar["nominal_lists"] for w in triggers[name]}
        signing = _one_of([w for w in triggers["sign"] if len(w) > 1]).pattern
        self.signed = re.compile(f"(?:{signing})了?")
        self.signing = re.compile(f"(?:{signing})(?:了|的|关于)?$")

    def _read_things(self, grammar: dict[str, Any]) -> None:
        self.superlatives = _one_of(grammar["superlatives"])
        self.determiners = _one_of(grammar["determiners"])
        self.cut_measures = re.compile("|".join(grammar["cut_measures"]))
        self.signed_titles = _one_of(grammar["signed_titles"])
        self.quoted_heads = _one_of(grammar["quoted_heads"])
        self.generic = re.compile(f"(?:{_one_of(grammar['generic']).pattern})*")
        self._measures = "|".join(map(re.escape, _longest_first(grammar["measures"])))

    def _read_parties(self, grammar: dict[str, Any]) -> None:
        self.staff = _one_of(grammar["staff"])
        self.region_leaders = re.compile(grammar["region_leaders"])
        self.places_together = re.compile(grammar["places_together"])
        self.of_enterprises = re.compile(grammar["of_enterprises"])
        self.acting = re.compile(grammar["acting"])
        self.membership = re.compile("|".join(grammar["membership"]))
        self.no_brand = _one_of(grammar["no_brands"])
        disciplines = _one_of(grammar["disciplines"]).pattern
        schools = _one_of(grammar["schools"]).pattern
        self.disciplines = re.compile(f"(?:{disciplines})$")
        self.school = re.compile(f"(?:{disciplines}){_HAN}{{0,6}}?(?:{schools})")
        self.transliteration = frozenset(grammar["transliteration"])
        foreign = f"[{grammar['transliteration']}]{{2}}"
        self.hyphens = re.compile(f"(?<={foreign})[-－](?={foreign})")
        endings = _one_of(grammar["company_endings"]).pattern
        self.brand = re.compile(f"(?P<own>{_HAN}{{1,6}}?)(?:{endings}){{1,2}}")
        self.sources = re.compile(f"(?:{_one_of(grammar['sources']).pattern})[：:]\\s*({_HAN}{{4,24}})")
        papers = "|".join(grammar["local_papers"])
        self.local_papers = re.compile(f"(?<!{_HAN})({_HAN}{{2,5}}?)市?(?:{papers})(?!{_HAN})")

    def is_head(self, name: str) -> bool:
        """Whether a name is nothing but a head: 儿童医院, 民政局."""
        return any(h.tag == "suffix" and h.end - h.start == len(name) for h in self.scan(name))

    def counted(self, number: str) -> re.Pattern[str]:
        """A number with its measure words, in front of what it counts."""
        return re.compile(rf"{number}(?:{self._measures})+(?=[^0-9])")

    def may_end(self, text: str, start: int, end: int) -> bool:
        """Whether a name or a head may end at ``end``: 市 does not before 场, nor 部 before 门 or behind 东."""
        word = text[start:end]
        for size in (3, 2, 1):
            pattern = self._followers.get(word[-size:])
            if pattern is not None:
                if pattern.match(text, end):
                    return False
                break
        return not (start and text[start - 1] in self._preceders.get(word, ""))

    def scan(self, text: str) -> list[Hit]:
        """All listed words in a text, nested ones too."""
        found = []
        for last, rows in self._automaton.iter(text):
            for length, tag, value in rows:
                found.append(Hit(last + 1 - length, last + 1, tag, value))
        return found

    def _build(self, names: dict[str, Any], triggers: dict[str, list[str]]) -> Any:
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
        for word in {w for words in triggers.values() for w in words if len(w) > 1}:
            if not any(tag in ("stop", "protected", "suffix") for _, tag, _ in table.get(word, ())):
                add(word, "stop", word)
        automaton = ahocorasick.Automaton()
        for word, rows in table.items():
            automaton.add_word(word, tuple(rows))
        automaton.make_automaton()
        return automaton


def leftmost_longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the leftmost, and of those the longest."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
    return chosen


def _longest_first(words: list[str]) -> list[str]:
    return sorted(words, key=lambda w: (-len(w), w))


def _one_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _longest_first(words))))
