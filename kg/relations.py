"""Apply the relation rules to the view of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import ahocorasick

from kg.clauses import BREAKS, Group, View
from kg.mentions import Mention
from kg.rules import Rule, RuleSet
from kg.schema import Schema

_SEVERAL = re.compile(r"^[双两三四五]|[两三四五](?:地|省|市|县|区|国)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A relation that a rule found in a sentence, before names become entities.

    Offsets count the sentence. ``variant`` tells instruments apart that share their words: 甲分别与乙、丙签订协议
    are two.
    """

    rule: Rule
    head: Mention
    relation: str
    tail: Mention
    trigger: tuple[int, int]
    at: int
    inherited: bool
    variant: int = 0


class Matcher:
    """A rule set with an automaton over its triggers, so that only rules whose trigger is there are tried."""

    def __init__(self, rules: RuleSet) -> None:
        self.schema: Schema = rules.schema
        self._by_list: dict[str, list[Rule]] = {}
        for rule in rules.rules:
            self._by_list.setdefault(rule.trigger, []).append(rule)
        self._automaton: Any = ahocorasick.Automaton()
        lists: dict[str, set[str]] = {}
        for name, words in rules.triggers.items():
            for word in words:
                lists.setdefault(word, set()).add(name)
        for word, names in lists.items():
            self._automaton.add_word(word, frozenset(names))
        self._automaton.make_automaton()

    def lists_in(self, text: str) -> set[str]:
        """Names of the trigger lists of which a word stands in the text."""
        present: set[str] = set()
        for _, names in self._automaton.iter(text):
            present |= names
        return present

    def triggered(self, text: str) -> list[Rule]:
        """The rules whose trigger stands in a masked sentence, in a fixed order."""
        return [rule for name in sorted(self.lists_in(text)) for rule in self._by_list.get(name, ())]

    def candidates(self, view: View) -> Iterator[Candidate]:
        """Every relation that a rule finds."""
        for rule in self.triggered(view.text):
            for match in rule.pattern.finditer(view.text):
                if not self._ruled_out(rule, match, view):
                    yield from self._emit(rule, match, view)

    @staticmethod
    def _ruled_out(rule: Rule, match: re.Match[str], view: View) -> bool:
        """Whether the clause of the trigger holds what the rule excludes."""
        start, end = clause_bounds(view.text, match.start("trigger"))
        return bool(rule.unless) and re.search(rule.unless, view.text[start:end]) is not None

    def _emit(self, rule: Rule, match: re.Match[str], view: View) -> Iterator[Candidate]:
        start, end = match.span("trigger")
        trigger = (view.origin[start], view.origin[end - 1] + 1)
        slots = {k: match.start(k) for k, v in match.groupdict().items() if v is not None and k != "trigger"}
        apart = "分别" in view.text[min(slots.values()) : max(start, *slots.values())]
        for head, relation, tail in rule.emit:
            if head not in slots or tail not in slots or self._too_far(rule, view, slots[head], start):
                continue
            first, second = view.groups[slots[head]], view.groups[slots[tail]]
            crowd = self._crowd(rule, view, slots, relation, tail)
            numbers = self._apart(view, slots, head) if apart and second.members[0].type == "instrument" else []
            if relation == "organizes":
                second = replace(second, members=tuple(replace(m, type="event") for m in second.members))
            for one, other, variant in numbers or _ends(first, second, slots[head] == slots[tail], apart):
                if crowd >= rule.least and self._fits(rule, one, relation, other):
                    yield Candidate(rule, one, relation, other, trigger, start, first.inherited, variant)

    @staticmethod
    def _apart(view: View, slots: dict[str, int], head: str) -> list[tuple[Mention, Mention, int]]:
        """甲分别与乙、丙签订协议: an agreement for each of 乙 and 丙, 甲 in both; as many hosts have one each."""
        partners = view.groups[slots["b"]].members if "b" in slots else ()
        if len(partners) < 2 or not {"a", "c"} <= slots.keys():
            return []
        things, hosts = view.groups[slots["c"]].members, view.groups[slots["a"]].members
        numbered = list(enumerate(partners))
        each = [(m, n) for n, m in enumerate(hosts)] if len(hosts) == len(partners) else None
        heads = [(m, n) for n, m in numbered] if head == "b" else each or [(m, n) for m in hosts for n, _ in numbered]
        return [(m, t, n) for m, n in heads for t in things]

    @staticmethod
    def _too_far(rule: Rule, view: View, slot: int, trigger: int) -> bool:
        return view.groups[slot].inherited and abs(trigger - slot) > rule.inherit

    @staticmethod
    def _crowd(rule: Rule, view: View, slots: dict[str, int], relation: str, tail: str) -> int:
        """How many heads the rule gives a tail, counted groups (等七部门) as one."""
        heads = {slots[h] for h, r, t in rule.emit if r == relation and t == tail and h in slots}
        return sum(sum(map(_bodies, view.groups[h].members)) + view.groups[h].more for h in heads)

    def _fits(self, rule: Rule, head: Mention, relation: str, tail: Mention) -> bool:
        if head.counted or tail.counted or not self.schema.allows(head.type, relation, tail.type):
            return False
        return not rule.tail or re.search(rule.tail, tail.text) is not None


def _bodies(mention: Mention) -> int:
    """How many bodies a name stands for, at least: two for a bloc, for 双方 and for 三地民政部门."""
    bloc = mention.entry is not None and mention.entry.level == "bloc"
    return 2 if bloc or _SEVERAL.search(mention.text) else 1


def _ends(first: Group, second: Group, same: bool, apart: bool) -> Iterator[tuple[Mention, Mention, int]]:
    if (
        not same
        and apart
        and 1 < len(first.members) == len(second.members)
        and second.members[0].type in ("institution", "region")
    ):
        yield from ((a, b, 0) for a, b in zip(first.members, second.members, strict=True))
        return
    if same:
        for left, right in first.pairs:
            yield from ((a, b, 0) for a, b in product(left, right) if "compound" not in (a.shape, b.shape))
        yield from ((m, m, 0) for m in first.members if m.shape in ("compound", "anaphor"))
        return
    pairs = first.pairs
    if apart and len(pairs) > 1 and len(pairs) * 2 == len(first.members):
        for number, (left, right) in enumerate(pairs):
            yield from ((m, t, number) for m in (*left, *right) for t in second.members)
        return
    yield from ((a, b, 0) for a, b in product(first.members, second.members))


def clause_bounds(text: str, at: int) -> tuple[int, int]:
    """Start and end of the clause of a masked sentence that holds position ``at``."""
    start = max((text.rfind(c, 0, at) for c in BREAKS), default=-1) + 1
    ends = [e for e in (text.find(c, at) for c in BREAKS) if e >= 0]
    return start, min(ends, default=len(text))
