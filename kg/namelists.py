"""What the members of a list tell about one another: a shared kind, a shared head."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention


def alike_in_lists(mentions: list[Mention], text: str, lexicon: Lexicon) -> list[Mention]:
    """A centre or a base that stands in one list with institutions is one of them."""
    made = list(mentions)
    for i, mention in enumerate(made):
        if (
            mention.type == "institution"
            and mention.shape == "grammar"
            and not mention.counted
            and lexicon.is_head(mention.text)
        ):
            listed = any(_listed_together(made, i, j, text) and _named(made[j], lexicon) for j in (i - 1, i + 1))
            made[i] = replace(mention, counted=not listed)
        if mention.type != "initiative" or mention.shape != "grammar" or not mention.text.endswith(lexicon.bodies):
            continue
        if any(_listed_together(made, i, j, text) for j in (i - 1, i + 1)):
            made[i] = replace(mention, type="institution", kind="other")
    return made


def _named(mention: Mention, lexicon: Lexicon) -> bool:
    return not mention.counted and not lexicon.is_head(mention.text)


def _listed_together(mentions: list[Mention], i: int, j: int, text: str) -> bool:
    """Whether two mentions are institutions, the one joined to the other."""
    if not 0 <= j < len(mentions) or mentions[j].type != "institution":
        return False
    first, second = sorted((mentions[i], mentions[j]), key=lambda m: m.start)
    return text[first.end : second.start] in ("、", "和", "与", "及")


COUNTED_END = re.compile(r"[两三四五六七八九十0-9](?:地|[省市县区]{1,3}|国)$")
COUNTED_PLACES = re.compile(r"[两三四五六七八九十0-9](?:地|省|市|县|区|国)")


def with_shared_heads(mentions: list[Mention], text: str) -> list[Mention]:
    """Regions listed before an institution share its head: 上海市、江苏省人大常委会, 宜宾、攀枝花两市海事局."""
    made = list(mentions)
    for i, last in enumerate(mentions):
        head = _shared_head(last)
        j = i - 1
        while head and j >= 0 and made[j].type == "region" and made[j].shape == "listed":
            between = text[made[j].end : mentions[j + 1].start]
            if between != "、":
                break
            made[j] = replace(
                made[j], type="institution", kind=last.kind, entry=None, full=_official(made[j]) + head, bare=True
            )
            j -= 1
        counted = COUNTED_PLACES.search(last.text)
        if head and j < i - 1 and counted and counted.start():
            made[i] = replace(last, full=last.text[: counted.start()] + head)
    return made


_SEAT = re.compile(r"(?:[\u4e00-\u9fff]{2,7}?(?:自治区|[省市区县])|[省市区县])(?=[\u4e00-\u9fff]{2,}[局委厅办]$)")


def with_shared_regions(mentions: list[Mention], text: str, lexicon: Lexicon) -> list[Mention]:
    """Organs that follow in a list are of the region that the first is of: 区文旅局、民政局, 北京市教委、卫健委."""
    made = list(mentions)
    for i in range(1, len(made)):
        before, organ = made[i - 1], made[i]
        seat = _SEAT.match(before.full or before.text) if before.type == "institution" else None
        alone = organ.type == "institution" and organ.kind == "agency" and organ.shape == "grammar" and not organ.full
        if seat and alone and text[before.end : organ.start] in ("、", "和", "与") and lexicon.is_head(organ.text):
            made[i] = replace(organ, full=seat[0] + organ.text, counted=False)
    return made


_COMMITTEE = re.compile(r"(?P<unit>[省市区县州旗])委[、和]?(?P<government>(?P=unit)政府)")


def with_governments(mentions: list[Mention], text: str) -> list[Mention]:
    """The committee and the government of one region: 湘潭市委、市政府 and 湘潭市委市政府."""
    made = list(mentions)
    for match in _COMMITTEE.finditer(text):
        stop, start = match.end("unit") + 1, match.start("government")
        committee = next((m for m in made if m.start < match.start() and m.end in (stop, match.end())), None)
        if committee is not None and committee.type == "institution":
            name = text[committee.start : stop]
            full = name.removeprefix("中共").removesuffix("委") + "政府"
            government = Mention(start, match.end(), match["government"], "institution", "agency", full=full)
            first = replace(committee, end=stop, text=name)
            made = [m for m in made if m.end <= committee.start or m.start >= match.end()] + [first, government]
    return sorted(made, key=lambda m: m.start)


def _official(region: Mention) -> str:
    """A region's name with its level: 黑龙江省 for 黑龙江."""
    entry = region.entry
    longer = [n for n in (entry.names if entry else ()) if n.startswith(region.text) and n[-1] in "省市区县州"]
    return min(longer, key=len) if longer else region.text


def _shared_head(last: Mention) -> str:
    """What follows the region in an institution's name; empty where it begins with none."""
    if last.type != "institution" or last.shape == "listed":
        return ""
    counted = COUNTED_PLACES.search(last.text)
    if counted:
        return last.text[counted.end() :]
    region = re.match(r"[\u4e00-\u9fff]{1,6}?(?:[省市县区]|州(?![市县区]))", last.text)
    return last.text[region.end() :] if region and len(last.text) - region.end() >= 2 else ""
