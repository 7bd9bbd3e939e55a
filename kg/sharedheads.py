"""Counted lists, whose members share what follows the number: 晋阳、簇锦两个社区卫生服务中心, 惠安、石狮两县."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.gazetteer import Entry
from kg.mention import Mention
from kg.scan import Scan

_NUMBERS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNT = re.compile(
    r"(?P<more>等)?(?P<number>[两二三四五六七八九十]|[0-9]{1,2})(?:(?P<measure>个|家|所|座|处|地)(?P<kind>[镇乡村]|街道|社区)?"
    r"(?(kind)的)|(?P<unit>[省市县区旗镇乡]|街道)(?:（[市县区旗]）)?)(?:[省市区县乡镇]级)?"
)
_LEVELS = "省市县区旗"
_JOINTS = "、和与及"
_MEMBER = 10  # characters that the proper part of a listed name has at most


@dataclass(frozen=True, slots=True)
class _List:
    members: tuple[tuple[int, int], ...]
    count: re.Match[str]


def counted_lists(scan: Scan, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with the members of counted lists named in full in ``full`` where they were no names before."""
    made = mentions
    for found in _lists(scan):
        members = list(_members(scan, found, mentions))
        if len(members) == len(found.members):
            start, end = members[0].start, members[-1].end
            made = [m for m in made if m.end <= start or m.start >= end] + members
    return sorted(made, key=lambda m: m.start)


def _lists(scan: Scan) -> Iterator[_List]:
    for count in _COUNT.finditer(scan.text):
        members = tuple(_before(scan, count.start()))
        number = int(count["number"]) if count["number"].isdigit() else _NUMBERS[count["number"]]
        if (members and len(members) == number) or (count["more"] and 2 <= len(members) < number):
            yield _List(members, count)


def _before(scan: Scan, end: int) -> list[tuple[int, int]]:
    """The members of the list that ends at ``end``, from left to right; empty where there is no list."""
    members: list[tuple[int, int]] = []
    while True:
        start = end
        while start and scan.text[start - 1] not in _JOINTS and not scan.barriers.party[start - 1]:
            start -= 1
        if not 1 < end - start <= _MEMBER:
            return []
        members.insert(0, (start, end))
        if not start or scan.text[start - 1] not in (_JOINTS if len(members) == 1 else "、"):
            return members if len(members) > 1 else []
        end = start - 1


def _members(scan: Scan, found: _List, mentions: list[Mention]) -> Iterator[Mention]:
    """The members as mentions; fewer than there are where one is a name already or where nothing is shared."""
    head = _head(scan, found.count)
    taken = {m.end for m in mentions if m.type == "institution" or m.shape == "person"}
    for start, end in found.members:
        last = end == found.members[-1][1]
        region = _region(scan, scan.text[start:end], found.count)
        stop = (head[1] if head else found.count.end()) if last else end
        text = scan.text[start:stop]
        if head is None and region is not None and found.count["unit"]:
            yield Mention(start, stop, scan.text[start:end], "region", "region", region, shape="listed")
        elif head is not None and end not in taken and not any(s.end == end for s in scan.suffixes if s.start > start):
            place = (
                _official(region)
                if region
                else scan.text[start:end] + (found.count["kind"] or found.count["unit"] or "")
            )
            yield Mention(start, stop, text, "institution", head[2], full=place + head[0])


def _head(scan: Scan, count: re.Match[str]) -> tuple[str, int, str] | None:
    """What the members share, where it ends, and its kind."""
    start = end = count.end()
    while end < len(scan.text) and (not scan.barriers.party[end] or scan.text[end] == "的"):
        end += 1
    heads = [s for s in scan.suffixes if s.value.type == "institution" and start <= s.start and s.end <= end]
    if not heads:
        return None
    last = max(heads, key=lambda s: (s.end, s.end - s.start))
    shared = scan.text[start : last.end].replace("的", "")
    if len(shared) < 2 or shared in scan.lexicon.not_shared or not any(s.start == start for s in heads):
        return None
    return shared, last.end, last.value.kind


def _region(scan: Scan, name: str, count: re.Match[str]) -> Entry | None:
    """The region that a member stands for: short forms of counties only where places are counted (两县, 两地)."""
    gazetteer, unit = scan.lexicon.gazetteer, count["unit"]
    name = next((name.removeprefix(p) for p in _outer(scan, name)), name)
    weak = gazetteer.weak.get(name, ()) if unit or count["measure"] == "地" else ()
    whole = [e for level in _LEVELS for e in gazetteer.strong.get(name + level, ())] if unit else []
    regions = [e for e in (*gazetteer.strong.get(name, ()), *weak, *whole) if e.type == "region"]
    return next((e for e in regions if unit and any(n.endswith(unit) for n in e.names)), next(iter(regions), None))


def _outer(scan: Scan, name: str) -> Iterator[str]:
    """A region that a name of another begins with: 贵州 in 贵州榕江."""
    for hit in scan.names:
        outer = scan.text[hit.start : hit.end]
        if hit.value[0].type == "region" and name.startswith(outer) and name != outer:
            yield outer


def _official(region: Entry) -> str:
    """A region's shortest name with its level: 黑龙江省 for 黑龙江."""
    return min((n for n in region.names if n[-1] in "省市区县州旗"), key=len, default=region.name)
