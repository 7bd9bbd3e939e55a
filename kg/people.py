"""Leaders, who stand for their region, and persons with a title, who stand for the party that they are named with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicon import Hit
from kg.mention import Mention
from kg.scan import Scan

_LEADING = re.compile(r"[\u4e00-\u9fff]{2,6}?(?=率|带领|带队|一行)")  # any name, where its bearer leads a delegation


def leaders(scan: Scan) -> Iterator[Mention]:
    """丰台区委书记, 绍兴市市长, 区委书记: what the leader of a region does, the region does."""
    for match in scan.lexicon.region_leaders.finditer(scan.text):
        start = match.start()
        if scan.text[start - 1 : start] in "省市区县州" and start and scan.text[start] in "省市区县州":
            continue
        if any(start < n.start < match.end() < n.end for n in scan.names):
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
        if title.start < last_end or _no_post(scan, title):
            continue
        end = title.end
        while match := scan.lexicon.titles.match(scan.text, end + (scan.text[end : end + 1] == "、")):
            end = match.end()
        end = _person(scan, end)
        start = next((e for e in reversed(led) if title.start <= e <= end), _named_before(scan, title.start))
        if start == title.start and _own_post(scan, title):
            start = title.end
        if start == end:
            continue
        yield Mention(start, end, scan.text[start:end], "person", shape="person")
        last_end = end


def _own_post(scan: Scan, title: Hit) -> bool:
    """校长 in a university's own news stands for the university: the title alone, where a clause begins."""
    before = scan.text[title.start - 1 : title.start]
    return title.value in scan.lexicon.own_posts and (not before or before in "，。；：、\n由与和")


def _no_post(scan: Scan, title: Hit) -> bool:
    """Whether a title only tells a group: 专家, 代表, and 委员 but before another post (政治局委员、国务院副总理)."""
    if scan.text.startswith("单位", title.end):
        return True
    member = title.value in scan.lexicon.memberships and scan.text.startswith("、", title.end)
    posted = member and scan.ends_institution(title.start) and any(n.start == title.end + 1 for n in scan.names)
    return title.value in scan.lexicon.not_posts and not posted


def of_one_post(mentions: list[Mention], scan: Scan) -> list[Mention]:
    """Of several posts of one person the first that is no membership counts: 国务院 of 政治局常委、国务院总理李强."""
    made: list[Mention] = []
    chain: list[tuple[Mention, Mention]] = []
    for i, mention in enumerate(mentions):
        title = mentions[i + 1] if i + 1 < len(mentions) else None
        if mention.type == "institution" and title and title.type == "person" and title.start == mention.end:
            chain.append((mention, title))
            if not (scan.text.startswith("、", title.end) and _unnamed(scan, title)):
                made.extend(_one_of(chain, scan))
                chain = []
        elif not chain or mention is not chain[-1][1]:
            made.extend(m for pair in chain for m in pair)
            chain = []
            if not (made and made[-1].end > mention.start):
                made.append(mention)
    return made + [m for pair in chain for m in pair]


def _unnamed(scan: Scan, title: Mention) -> bool:
    """Whether a title comes without a person's name."""
    return re.fullmatch(f"(?:{scan.lexicon.titles.pattern}|、)+", title.text) is not None


def _one_of(chain: list[tuple[Mention, Mention]], scan: Scan) -> list[Mention]:
    """The post that counts; those before and behind it go with the person."""
    text, memberships = scan.text, scan.lexicon.memberships
    kept = next((i for i, (_, title) in enumerate(chain) if not title.text.endswith(memberships)), len(chain) - 1)
    party, start, end = chain[kept][0], chain[0][0].start, chain[-1][1].end
    before = [Mention(start, party.start, text[start : party.start], "person", shape="person")] if kept else []
    return [*before, party, Mention(party.end, end, text[party.end : end], "person", shape="person")]


def _named_before(scan: Scan, title: int) -> int:
    """Where a person's name between a party and a title begins (云南师范大学马力副校长), else the title's place."""
    for size in (3, 2):
        start = title - size
        if start > 0 and scan.ends_party(start) and scan.text.startswith(scan.lexicon.surnames, start):
            return start
    return title


def _person(scan: Scan, start: int) -> int:
    """The end of a person's name that begins at ``start``: a Chinese, a dotted or a leader's one; else ``start``."""
    dotted = re.match(r"[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}", scan.text[start:])
    if dotted:
        return _foreign_end(scan, start + dotted[0].index("·") + 1, start + len(dotted[0]))
    surname = next((s for s in scan.lexicon.surnames if scan.text.startswith(s, start)), None)
    if surname is None:
        leading = _LEADING.match(scan.text, start)
        return leading.end() if leading else start
    end = start + len(surname)
    limit = end + 2
    while end < limit and _may_be_name(scan, end):
        end += 1
    return end if end > start + len(surname) else start


def _may_be_name(scan: Scan, at: int) -> bool:
    """Whether a character may go on a Chinese given name: 率 behind a name is what its bearer does."""
    char = scan.text[at : at + 1]
    return "\u4e00" <= char <= "\u9fff" and char != "率" and not scan.barriers.party[at]


def _foreign_end(scan: Scan, start: int, end: int) -> int:
    """Where a foreign family name ends: at the latest before a barrier or a listed name."""
    for at in range(start + 1, end):
        if scan.barriers.party[at] or any(n.start == at for n in scan.names):
            return at
    return end
