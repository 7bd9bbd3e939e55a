"""Who is who across documents, conservatively: what is in doubt stays apart.

An occurrence is an entity of one document, a bearer an occurrence with the region that a name has there.
Parties are linked by names, things by names and by who takes part in them. No link is made that would make
one of two that a document keeps apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from kg.names import Names, compatible, fold
from kg.types import Claim, Entity

Key: TypeAlias = tuple[str, str]
Group: TypeAlias = "list[Occurrence]"
Conflict: TypeAlias = "Callable[[Group], bool]"
Bearer: TypeAlias = "tuple[Occurrence, str]"

_UNITS = frozenset("省市区县州盟旗镇乡")
_SPECIFIC_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An entity of a document."""

    document: str
    entity: Entity

    @property
    def key(self) -> Key:
        return self.document, self.entity.id


class Clusters:
    """Occurrences in groups; a join that a conflict forbids is not made."""

    def __init__(self, occurrences: Iterable[Occurrence], conflict: Conflict) -> None:
        self._group: dict[Key, Group] = {o.key: [o] for o in occurrences}
        self._conflict = conflict

    def join(self, occurrences: Iterable[Occurrence]) -> None:
        groups = {id(group): group for o in occurrences for group in [self._group[o.key]]}
        if len(groups) < 2:
            return
        joined = [o for group in groups.values() for o in group]
        if not self._conflict(joined):
            self._group.update((o.key, joined) for o in joined)

    def groups(self) -> list[Group]:
        """The groups, each in the order of documents, by their first occurrence."""
        unique = {id(group): group for group in self._group.values()}.values()
        return sorted((sorted(group, key=_place) for group in unique), key=lambda group: group[0].key)


def link_parties(occurrences: list[Occurrence], claims: Iterable[Claim], names: Names) -> list[Group]:
    """Groups of institutions, and of regions, that are the same in all documents.

    Equal full names link (of equal or unknown region where the name does not say it); a short form links to
    the full name that it is elsewhere; two short forms link only where they say where they belong.
    """
    apart = {(c.document, frozenset((c.head, c.tail))) for c in claims}
    clusters = Clusters(occurrences, lambda group: _kept_apart(group, apart, names))
    full, short = _by_full_name(occurrences, names), _by_short_form(occurrences, names)
    for bucket in _in_order(full):
        clusters.join(bucket)
    for bucket in _in_order(_short_links(full, short, names)):
        clusters.join(bucket)
    return clusters.groups()


def link_things(
    occurrences: list[Occurrence], parties: dict[Key, set[int]], dates: dict[Key, set[str]], names: Names
) -> list[Group]:
    """Groups of instruments, initiatives, events and documents that are the same in all documents.

    ``parties`` holds the groups of parties that take part in each occurrence, ``dates`` the days told of it.
    """
    contested = _contested(occurrences, names)
    buckets: dict[tuple[object, ...], Group] = defaultdict(list)
    for o in occurrences:
        for name in o.entity.names if not o.entity.counted else ():
            if (o.entity.type, names.key(name)) not in contested:
                for token in _tokens(o.entity.type, name, parties[o.key], dates[o.key], names):
                    buckets[o.entity.type, names.key(name), *token].append(o)
    clusters = Clusters(occurrences, lambda group: len({o.document for o in group}) < len(group))
    for bucket in _in_order(buckets):
        clusters.join(bucket)
    return clusters.groups()


def _tokens(type: str, name: str, parties: set[int], dates: set[str], names: Names) -> Iterator[tuple[object, ...]]:
    """What another occurrence of the name has to share for being the same thing."""
    pairs = list(combinations(sorted(parties), 2))
    titled = re.fullmatch("《.+》", name) is not None
    if len(names.proper(name)) < 2:
        yield from ((*pair, day) for pair in pairs for day in sorted(dates) if type == "instrument")
    elif type in ("initiative", "event") and len(fold(name)) >= _SPECIFIC_LENGTH:
        yield ()
    elif type == "instrument" and not titled:
        yield from pairs
    else:
        yield from ((party,) for party in sorted(parties))


def _by_full_name(occurrences: Iterable[Occurrence], names: Names) -> dict[tuple[str, ...], Group]:
    buckets: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for o in occurrences:
        name, region = o.entity.name, o.entity.region
        if o.entity.counted:
            continue
        if names.is_full(name):
            buckets[o.entity.type, names.key(name)].append((o, ""))
        elif names.is_specific(name):
            buckets[o.entity.type, names.key(name)].append((o, region))
        elif region and names.belongs(name, region):
            buckets[o.entity.type, f"{region} {names.key(name)}"].append((o, ""))
    return {(*key, place): group for key, bucket in buckets.items() for place, group in _by_region(bucket).items()}


def _by_short_form(occurrences: Iterable[Occurrence], names: Names) -> dict[tuple[str, str], list[Bearer]]:
    occurrences = list(occurrences)
    contested = _contested(occurrences, names)
    buckets: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for o in occurrences:
        given = [(name, o.entity.region) for name in o.entity.names[1:]]
        implied = [(form, o.entity.region or place) for form, place in names.implied(o.entity.name)]
        for name, region in [] if o.entity.counted else given + implied:
            key = (o.entity.type, names.key(name))
            if key not in contested and names.is_specific(name):
                buckets[key].append((o, region))
    return buckets


def _short_links(
    full: dict[tuple[str, ...], Group], short: dict[tuple[str, str], list[Bearer]], names: Names
) -> dict[tuple[str, ...], Group]:
    owners: dict[tuple[str, ...], list[Bearer]] = defaultdict(list)
    for (type, name, _), group in full.items():
        owners[type, name].extend((o, o.entity.region) for o in group)
    links: dict[tuple[str, ...], Group] = {}
    for (type, name), bucket in short.items():
        if owners[type, name] or names.is_full(name):
            for region, group in _by_region(owners[type, name] + bucket).items():
                links[type, name, region] = group
    return links


def _by_region(bucket: list[Bearer]) -> dict[str, Group]:
    """One group where no two regions contradict one another, else one for each region and for none."""
    regions = {region for _, region in bucket}
    if all(compatible(one, other) for one, other in combinations(sorted(regions), 2)):
        return {"": [o for o, _ in bucket]}
    return {region: [o for o, place in bucket if place == region] for region in sorted(regions)}


def _contested(occurrences: Iterable[Occurrence], names: Names) -> set[tuple[str, str]]:
    """Names that some document uses of two: of two parties with full names of their own, or of two things."""
    users: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for o in occurrences:
        is_thing = o.entity.type not in ("institution", "region")
        for key in {names.key(name) for name in o.entity.names}:
            users[o.document, o.entity.type, key].add(o.entity.id if is_thing else names.key(o.entity.name))
    return {(type, key) for (_, type, key), owners in users.items() if len(owners) > 1}


def _kept_apart(group: Group, apart: set[tuple[str, frozenset[str]]], names: Names) -> bool:
    by_document: dict[str, list[Entity]] = defaultdict(list)
    for o in group:
        by_document[o.document].append(o.entity)
    return any(
        (document, frozenset((one.id, other.id))) in apart or not _may_be_one(one, other, names)
        for document, entities in by_document.items()
        for one, other in combinations(entities, 2)
    )


def _may_be_one(one: Entity, other: Entity, names: Names) -> bool:
    """Whether the reading of a document may have missed that the one name is a short form of the other."""
    short, long = sorted((names.key(one.name), names.key(other.name)), key=len)
    return long.endswith(short) or (long.startswith(short) and long[len(short) :] in _UNITS)


def _in_order(buckets: dict[tuple[str, ...], Group] | dict[tuple[object, ...], Group]) -> list[Group]:
    """The links that most documents support come first, so that no order of documents decides."""
    weight = Counter({key: len({o.document for o in group}) for key, group in buckets.items()})
    return [buckets[key] for key in sorted(buckets, key=lambda key: (-weight[key], str(key)))]  # type: ignore[index]


def _place(occurrence: Occurrence) -> Key:
    return occurrence.key
