"""Entities of documents, and the groups of them that become nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
    """Occurrences in groups; a join that a conflict forbids is not made."""

    def __init__(self, occurrences: Iterable[Occurrence], conflict: Conflict) -> None:
        self._group: dict[Key, Group] = {o.key: [o] for o in occurrences}
        self._conflict = conflict
        self.reasons: dict[Key, Reason] = {}

    def join(self, occurrences: Iterable[Occurrence], reason: Reason, *, by_force: bool = False) -> None:
        """Make one group of those of the occurrences, unless that is forbidden (and not forced)."""
        members = [o for o in occurrences if o.key in self._group]
        groups = {id(group): group for o in members for group in [self._group[o.key]]}
        if len(groups) < 2:
            return
        joined = [o for group in groups.values() for o in group]
        if by_force or not self._conflict(joined):
            self._group.update((o.key, joined) for o in joined)
            for o in members:
                self.reasons.setdefault(o.key, reason)

    def groups(self) -> list[Group]:
        """The groups, each in the order of documents, by their first occurrence."""
        unique = {id(group): group for group in self._group.values()}.values()
        ordered = (sorted(group, key=lambda o: o.key) for group in unique)
        return sorted(ordered, key=lambda group: group[0].key)
