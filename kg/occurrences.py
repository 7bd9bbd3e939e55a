"""Entities of documents, and the groups of them that become nodes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from kg.types import Entity

Key: TypeAlias = tuple[str, str]
Group: TypeAlias = "list[Occurrence]"
Conflict: TypeAlias = "Callable[[Group], bool]"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An entity of a document."""

    document: str
    entity: Entity

    @property
    def key(self) -> Key:
        return self.document, self.entity.id


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an occurrence was put to others: ``how`` (a name, a short form, a judgement), and ``via`` which."""

    how: str
    via: str


class Clusters:
    """Occurrences in groups; a join that a conflict forbids is not made.

    A conflict is between occurrences of one document, or about one that is ``touched`` by a decision.
    """

    def __init__(self, occurrences: Iterable[Occurrence], conflict: Conflict, touched: frozenset[Key]) -> None:
        self._group: dict[Key, Group] = {o.key: [o] for o in occurrences}
        self._conflict = conflict
        self._touched = touched
        self.reasons: dict[Key, Reason] = {}

    def join(self, occurrences: Iterable[Occurrence], reason: Reason, *, by_force: bool = False) -> None:
        """Make one group of those of the occurrences, without those that conflict with most of the others."""
        members = [o for o in occurrences if o.key in self._group]
        groups = list({id(group): group for o in members for group in [self._group[o.key]]}.values())
        if not by_force:
            groups = self._peaceful(groups)
        if len(groups) < 2:
            return
        joined = [o for group in groups for o in group]
        self._group.update((o.key, joined) for o in joined)
        inside = {o.key for o in joined}
        for o in members:
            if o.key in inside:
                self.reasons.setdefault(o.key, reason)

    def _peaceful(self, groups: list[Group]) -> list[Group]:
        """Without the groups that conflict with most, until none does; of two that exclude one another, neither."""
        if len(groups) < 2 or not self._conflict([o for group in groups for o in group]):
            return groups
        conflicts = [pair for pair in self._suspicious(groups) if self._conflict(groups[pair[0]] + groups[pair[1]])]
        left = set(range(len(groups)))
        while conflicts:
            count = Counter(place for pair in conflicts for place in pair)
            left -= {place for place, number in count.items() if number == max(count.values())}
            conflicts = [pair for pair in conflicts if left.issuperset(pair)]
        rest = [groups[place] for place in sorted(left)]
        return rest if not self._conflict([o for group in rest for o in group]) else []

    def _suspicious(self, groups: list[Group]) -> list[tuple[int, int]]:
        """The pairs that can conflict at all."""
        homes: dict[str, set[int]] = defaultdict(set)
        touched = set()
        for place, group in enumerate(groups):
            for o in group:
                homes[o.document].add(place)
                if o.key in self._touched:
                    touched.add(place)
        pairs = {pair for places in homes.values() for pair in combinations(sorted(places), 2)}
        pairs |= {(min(one, other), max(one, other)) for one in touched for other in range(len(groups)) if one != other}
        return sorted(pairs)

    def groups(self) -> list[Group]:
        """The groups, each in the order of documents, by their first occurrence."""
        unique = {id(group): group for group in self._group.values()}.values()
        ordered = (sorted(group, key=lambda o: o.key) for group in unique)
        return sorted(ordered, key=lambda group: group[0].key)
