"""The fields of cooperation that a text lists: 聚焦A、B、C三大领域, 围绕…, 在A、B等方面."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

_ENDS = "；。！？\n"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A way of listing fields; ``least``: how many there must be; ``relations``: of which claims, all if none."""

    search: re.Pattern[str]
    least: int
    relations: frozenset[str]


class FieldReader:
    """Finds lists of fields; ``rules`` is the content of ``rules/fields.yml``."""

    def __init__(self, rules: dict[str, Any]) -> None:
        parts = {name: f"(?:{source})" for name, source in rules["parts"].items()}
        self._patterns = [_pattern(row, parts) for row in rules["patterns"]]
        self._where = {relation: tuple(places) for relation, places in rules["relations"].items()}
        self._goes_on = re.compile(rules["goes_on"])
        self._separators = re.compile(rules["separators"])
        self._leading = re.compile(rules["leading"])
        self._trailing = re.compile(rules["trailing"])
        self._never = re.compile(rules["never"])
        self._alone = re.compile(rules["never_alone"])
        self._size = range(rules["shortest"], rules["longest"] + 1)

    def read(
        self,
        relation: str,
        sentence: str,
        trigger: tuple[int, int],
        following: str = "",
        names: Set[str] = frozenset(),
    ) -> tuple[str, ...]:
        """Fields of a claim of ``relation`` whose trigger stands at ``trigger`` of ``sentence``; ``names`` are none.

        ``following`` is the next sentence, which is read where it plainly goes on. ``relations`` of the rules says
        where a relation has its fields; nothing is read across a semicolon, and no list that holds the trigger.
        """
        start = max((sentence.rfind(c, 0, trigger[0]) for c in _ENDS), default=-1) + 1
        end = min((e for e in (sentence.find(c, trigger[1]) for c in _ENDS) if e >= 0), default=len(sentence))
        first, last = sentence.rfind("，", start, trigger[0]) + 1 or start, sentence.find("，", trigger[1], end)
        places = {"after": (trigger[0], end), "before": (start, trigger[1])}
        places["clause"] = (first, last if last >= 0 else end)
        for place in self._where.get(relation, ()):
            if place == "next":
                found = [f for f, _ in self._lists(relation, following)] if self._goes_on.match(following) else []
            else:
                a, b = places[place]
                lists = self._lists(relation, sentence[a:b])
                found = [f for f, (s, e) in lists if not (s + a <= trigger[0] and trigger[1] <= e + a)]
            found = [fields for fields in found if names.isdisjoint(fields)]
            if found:
                return found[-1 if place == "before" else 0]
        return ()

    def _lists(self, relation: str, text: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
        """Lists of fields with the span of each, those of the first pattern that finds one."""
        for pattern in self._patterns:
            if pattern.relations and relation not in pattern.relations:
                continue
            found = [(self._split(m[1]), m.span(1)) for m in pattern.search.finditer(text)]
            if kept := [(f, s) for f, s in found if len(f) >= pattern.least]:
                yield from kept
                return

    def _split(self, listed: str) -> tuple[str, ...]:
        parts = [self._trailing.sub("", p.strip()) for p in self._separators.split(listed)]
        parts = [p for p in [self._leading.sub("", parts[0]), *parts[1:]] if p]
        if not all(len(p) in self._size and not self._never.search(p) for p in parts):
            return ()
        return () if len(parts) == 1 and self._alone.search(parts[0]) else tuple(dict.fromkeys(parts))


def _pattern(row: dict[str, Any], parts: dict[str, str]) -> _Pattern:
    source = row["match"]
    for name, part in parts.items():
        source = source.replace(f"{{{name}}}", part)
    return _Pattern(re.compile(source), row.get("least", 1), frozenset(row.get("relations", ())))
