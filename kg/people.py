"""Leaders, who stand for their region, and persons with a title, who stand for the party that they are named with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mention import Mention
from kg.scan import Scan


def leaders(scan: Scan) -> Iterator[Mention]:
    """丰台区委书记, 绍兴市市长, 区委书记: what the leader of a region does, the region does."""
    for match in scan.lexicon.region_leaders.finditer(scan.text):
        start = match.start()
        if scan.text[start - 1 : start] in "省市区县州" and start and scan.text[start] in "省市区县州":
            continue
        region = next((n for n in scan.names if n.end in (start, start + 1) and n.value[0].type == "region"), None)
        if region is not None:
            end, name = match.end(), scan.text[region.start : region.end]
            yield Mention(region.start, end, name, "region", "region", region.value[0], shape="led")
        else:
            level = next(c for c in match[0] if c in "省市区县州旗镇乡街")
            yield Mention(start, match.end(), level, "region", "region", shape="level")


def people(scan: Scan) -> Iterator[Mention]:
    """Titles, and the person's name that follows: 党委书记、主任蒋玮."""
    last_end = -1
    led = [m.end() for m in scan.lexicon.region_leaders.finditer(scan.text)]
    quoted = [range(*q.span()) for q in scan.barriers.quotes]
    for title in scan.titles:
        if any(title.start in q for q in quoted):
            continue
        if title.start < last_end or title.value in scan.lexicon.not_posts or scan.text.startswith("单位", title.end):
            continue
        end = title.end
        while match := scan.lexicon.titles.match(scan.text, end + (scan.text[end : end + 1] == "、")):
            end = match.end()
        end = _person(scan, end)
        start = next((e for e in reversed(led) if title.start <= e <= end), _named_before(scan, title.start))
        if start == end:
            continue
        yield Mention(start, end, scan.text[start:end], "person", shape="person")
        last_end = end


def _named_before(scan: Scan, title: int) -> int:
    """Where a person's name between a party and a title begins (云南师范大学马力副校长), else the title's place."""
    for size in (3, 2):
        start = title - size
        if start > 0 and scan.ends_party(start) and scan.text.startswith(scan.lexicon.surnames, start):
            return start
    return title


def _person(scan: Scan, start: int) -> int:
    """The end of a Chinese or a dotted foreign name that begins at ``start``; ``start`` where none does."""
    dotted = re.match(r"[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}", scan.text[start:])
    if dotted:
        return start + len(dotted[0])
    surname = next((s for s in scan.lexicon.surnames if scan.text.startswith(s, start)), None)
    if surname is None:
        return start
    end = start + len(surname)
    limit = end + 2
    while end < limit and end < len(scan.text) and not scan.barriers.party[end]:
        end += 1
    return end if end > start + len(surname) else start
