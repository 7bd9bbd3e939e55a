"""Who is who across documents, conservatively: what is in doubt stays apart.

An occurrence is an entity of one document, a bearer an occurrence with the region that a name has there.
Parties are linked by names, things by names and by who takes part in them. No link is made that would make
one of two that a document keeps apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TypeAlias

from kg.names import Names, compatible, fold
from kg.occurrences import Clusters, Group, Key, Occurrence, Reason
from kg.types import Claim, Entity
from kg.verdicts import Verdicts

Bearer: TypeAlias = "tuple[Occurrence, str]"

_UNITS = frozenset("省市区县州盟旗镇乡")
_SPECIFIC_LENGTH = 6


def link_parties(occurrences: list[Occurrence], claims: Iterable[Claim], names: Names, verdicts: Verdicts) -> Clusters:
    """Institutions, and regions, that are the same in all documents.

    What people decided comes first. Equal full names link (of equal or unknown region where the name does not
    say it); a short form links to the full name that it is elsewhere; two short forms link only where they say
    where they belong.
    """
    apart = {(c.document, frozenset((c.head, c.tail))) for c in claims}

    def conflict(group: Group) -> bool:
        return verdicts.forbid(group) or _kept_apart(group, apart, names, verdicts)

    clusters = Clusters(occurrences, conflict, verdicts.touched)
    _join_as_decided(clusters, verdicts)
    full, short = _by_full_name(occurrences, names), _by_short_form(occurrences, names)
    for key, bucket in _in_order(full):
        clusters.join(bucket, Reason("full name", str(key[1])))
    for key, bucket in _in_order(_short_links(full, short, names)):
        clusters.join(bucket, Reason("short form", str(key[1])))
    return clusters


def link_things(
    occurrences: list[Occurrence],
    parties: dict[Key, set[int]],
    dates: dict[Key, set[str]],
    names: Names,
    verdicts: Verdicts,
) -> Clusters:
    """Instruments, initiatives, events and documents that are the same in all documents.

    ``parties`` holds the groups of parties that take part in each occurrence, ``dates`` the days told of it.
    """
    contested = _contested(occurrences, names)
    buckets: dict[tuple[object, ...], Group] = defaultdict(list)
    for o in occurrences:
        for name in o.entity.names if not o.entity.counted else ():
            if (o.entity.type, names.key(name)) not in contested:
                for token in _tokens(o.entity.type, name, parties[o.key], dates[o.key], names):
                    buckets[o.entity.type, names.key(name), *token].append(o)
    clusters = Clusters(
        occurrences, lambda group: verdicts.forbid(group) or _two_of_one_text(group, verdicts), verdicts.touched
    )
    _join_as_decided(clusters, verdicts)
    for key, bucket in _in_order(buckets):
        clusters.join(bucket, Reason("name and parties", str(key[1])))
    return clusters


def _join_as_decided(clusters: Clusters, verdicts: Verdicts) -> None:
    for row, group in verdicts.joins:
        for type in sorted({o.entity.type for o in group}):
            reason = Reason(f"judged {row.verdict}", " ".join(filter(None, (row.name, "=", row.other, row.by, row.on))))
            clusters.join([o for o in group if o.entity.type == type], reason, by_force=True)


def _two_of_one_text(group: Group, verdicts: Verdicts) -> bool:
    if len({o.document for o in group}) == len(group):
        return False
    pairs = combinations(group, 2)
    return any(a.document == b.document and not verdicts.forced(a.key, b.key) for a, b in pairs)


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
            buckets[o.entity.type, names.located(name, region)].append((o, ""))
    return {(*key, place): group for key, bucket in buckets.items() for place, group in _by_region(bucket).items()}


def _by_short_form(occurrences: Iterable[Occurrence], names: Names) -> dict[tuple[str, str], list[Bearer]]:
    occurrences = list(occurrences)
    contested = _contested(occurrences, names)
    buckets: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for o in occurrences:
        full = o.entity.name
        others = (n for n in o.entity.names[1:] if not names.distinguished(full, n) and not names.borrowed(full, n))
        given = [(name, o.entity.region) for name in others]
        implied = [(form, o.entity.region or place) for form, place in names.implied(full)]
        for name, region in [] if o.entity.counted else given + implied:
            key = (o.entity.type, names.key(name))
            if key not in contested and names.is_specific(name):
                buckets[key].append((o, "" if names.is_full(name) else region))
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


def _kept_apart(group: Group, apart: set[tuple[str, frozenset[str]]], names: Names, verdicts: Verdicts) -> bool:
    by_document: dict[str, Group] = defaultdict(list)
    for o in group:
        by_document[o.document].append(o)
    return any(
        (document, frozenset((a.entity.id, b.entity.id))) in apart or not _may_be_one(a.entity, b.entity, names)
        for document, those in by_document.items()
        for a, b in combinations(those, 2)
        if not verdicts.forced(a.key, b.key)
    )


def _may_be_one(one: Entity, other: Entity, names: Names) -> bool:
    """Whether the reading of a document may have missed that the one name is a short form of the other."""
    short, long = sorted((names.key(one.name), names.key(other.name)), key=len)
    return long.endswith(short) or (long.startswith(short) and long[len(short) :] in _UNITS)


def _in_order(
    buckets: dict[tuple[str, ...], Group] | dict[tuple[object, ...], Group],
) -> list[tuple[tuple[object, ...], Group]]:
    """The links that most documents support come first, so that no order of documents decides."""
    weighed = [(-len({o.document for o in group}), str(key), key, group) for key, group in buckets.items()]
    return [(key, group) for _, _, key, group in sorted(weighed, key=lambda row: row[:2])]
