"""Decisions of people, as the linking of occurrences sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.judgements import ALIAS, DIFFERENT, EACH, NO_ALIAS, RENAME, SAME, SPLIT, Judgement
from kg.names import fold
from kg.occurrences import Group, Key, Occurrence


class Verdicts:
    """Which occurrences are one, and which must not be, by the decisions of people."""

    def __init__(self, judgements: Sequence[Judgement], occurrences: Iterable[Occurrence]) -> None:
        self._first: dict[str, Group] = defaultdict(list)
        self._any: dict[str, Group] = defaultdict(list)
        if judgements:
            for o in occurrences:
                self._first[fold(o.entity.name)].append(o)
                for name in dict.fromkeys(map(fold, o.entity.names)):
                    self._any[name].append(o)
        self.joins = [self._join(row) for row in judgements if row.verdict in (SAME, ALIAS)]
        self.one: dict[Key, int] = self._number()
        self._sides: dict[Key, set[tuple[int, int]]] = defaultdict(set)
        self._alone: dict[Key, str] = {}
        for number, row in enumerate(judgements):
            self._keep_apart(number, row)
        self.touched = frozenset({*self._sides, *self._alone})

    def forbid(self, group: Group) -> bool:
        """Whether somebody decided that not all of the group are the same."""
        seen: set[tuple[int, int]] = set()
        for o in group if self._sides else ():
            seen |= self._sides.get(o.key, set())
        if any((number, 1 - side) in seen for number, side in seen):
            return True
        return bool(self._alone) and self._mixes(group)

    def forced(self, one: Key, other: Key) -> bool:
        """Whether somebody decided that the two are the same."""
        return one in self.one and self.one[one] == self.one.get(other)

    def _mixes(self, group: Group) -> bool:
        """Whether one that stands alone is grouped with others that no decision joined to it."""
        homes = {self._alone.get(o.key, "") for o in group}
        if len(homes) < 2:
            return False
        linked = {self.one.get(o.key, -1 - place) for place, o in enumerate(group)}
        return len(linked) > 1

    def _join(self, row: Judgement) -> tuple[Judgement, Group]:
        return row, self.meant(row.name, row.document) + self.meant(row.other, row.other_document)

    def meant(self, name: str, document: str) -> Group:
        """The occurrences that a decision speaks of: those with this as their full name, else with it as any."""
        key = fold(name)
        for table in (self._first, self._any):
            found = [o for o in table.get(key, ()) if document in ("", EACH, o.document)]
            if found:
                return found
        return []

    def _number(self) -> dict[Key, int]:
        number: dict[Key, int] = {}
        for place, (_, group) in enumerate(self.joins):
            merged = {number[o.key] for o in group if o.key in number}
            number.update((key, place) for key, old in list(number.items()) if old in merged)
            number.update((o.key, place) for o in group)
        return number

    def _keep_apart(self, number: int, row: Judgement) -> None:
        if row.verdict in (DIFFERENT, NO_ALIAS):
            for side, (name, document) in enumerate([(row.name, row.document), (row.other, row.other_document)]):
                for o in self.meant(name, document):
                    self._sides[o.key].add((number, side))
        elif row.verdict == SPLIT:
            for o in self.meant(row.name, row.document):
                self._alone[o.key] = f"{number} {o.document if row.document == EACH else ''}"


def new_label(judgements: Iterable[Judgement], label: str, group: Group) -> str:
    """The name that somebody gave to the group, or ``label``."""
    return next((row.other for row in judgements if row.verdict == RENAME and _speaks_of(row, label, group)), label)


def other_names(judgements: Iterable[Judgement], label: str, group: Group) -> tuple[list[str], set[str]]:
    """Names that somebody gave to the group, and names that somebody took from it (folded)."""
    about = [row for row in judgements if row.verdict in (ALIAS, NO_ALIAS) and _speaks_of(row, label, group)]
    given = [row.other for row in about if row.verdict == ALIAS]
    return given, {fold(row.other) for row in about if row.verdict == NO_ALIAS}


def _speaks_of(row: Judgement, label: str, group: Group) -> bool:
    key = fold(row.name)
    bearers = [o for o in group if fold(o.entity.name) == key or fold(label) == key]
    return any(row.document in ("", o.document) for o in bearers)
