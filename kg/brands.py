"""Companies that go without a word for a company: 极飞科技, 伟达化工; and Intel or 兆芯 in a list of companies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.mention import Mention
from kg.scan import Scan

_JOINTS = "、和与及同跟"
_WITH = "与和同跟由向给"
_LISTING = "、的"
_CLAUSE = "，。；：\n"
_OWN = 3  # characters that are a short name's own at most
_LATIN = re.compile(r"[A-Z][A-Za-z0-9.&+-]{1,15}")


def brands(scan: Scan, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with companies that their ending or their neighbours in a list show to be such."""
    runs = [run for run in scan.barriers.runs(scan.barriers.party) if _is_candidate(scan, *run)]
    if not runs:
        return mentions
    taken = {i for m in mentions if m.type != "region" for i in range(m.start, m.end)}
    runs = [(start, end) for start, end in runs if taken.isdisjoint(range(start, end))]
    companies = [m for m in mentions if m.kind == "company" and not m.counted]
    found: list[Mention] = []
    for start, end in runs:
        if _is_branded(scan, start, end) and (_beside(scan, start, end, companies) or _acts(scan, start, end)):
            found.append(_company(scan, start, end))
    for start, end in runs:
        if _LATIN.fullmatch(scan.text, start, end) and _beside(scan, start, end, [*companies, *found]):
            found.append(_company(scan, start, end))
    kept = [m for m in mentions if not any(f.start <= m.start and m.end <= f.end for f in found)]
    return sorted({m.start: m for m in [*kept, *found]}.values(), key=lambda m: m.start) if found else mentions


def _is_candidate(scan: Scan, start: int, end: int) -> bool:
    return scan.text.endswith(scan.lexicon.company_endings, start, end) or "A" <= scan.text[start] <= "Z"


def _company(scan: Scan, start: int, end: int) -> Mention:
    return Mention(start, end, scan.text[start:end], "institution", "company", bare=scan.bare(end, end, start))


def _is_branded(scan: Scan, start: int, end: int) -> bool:
    """Whether a run is a proper part of two or three characters, which is no word, and an ending of companies."""
    proper = scan.lexicon.brand.fullmatch(scan.text, start, end)
    if proper is None or any(n.end == end and n.start > start for n in scan.names):
        return False
    own = proper["own"]
    place = next((n for n in scan.names if n.start == start and n.value[0].type == "region"), None)
    if place is not None:
        own = own[place.end - place.start :]
    return (1 < len(own) <= _OWN or (place is not None and len(own) <= _OWN)) and not scan.lexicon.no_brand.search(own)


def _beside(scan: Scan, start: int, end: int, companies: list[Mention]) -> bool:
    """Whether a company is the neighbour in a list."""
    return any(
        (c.end + 1 == start and scan.text[c.end] in _JOINTS) or (end + 1 == c.start and scan.text[end] in _JOINTS)
        for c in companies
    )


def _acts(scan: Scan, start: int, end: int) -> bool:
    """Whether a run stands where a party does: behind 与 or 由, or at the head of a clause before a verb or 与."""
    before, after = scan.text[start - 1 : start], scan.text[end : end + 1]
    if before in _WITH and before:
        return after not in _LISTING
    at_head = not before or before in _CLAUSE
    return at_head and bool(after) and (after in _JOINTS[1:] or any(v.start() == end for v in _verbs(scan)))


def _verbs(scan: Scan) -> Iterator[re.Match[str]]:
    return scan.lexicon.leading_verbs.finditer(scan.text)
