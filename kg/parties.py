"""The grammar of parties: [region] [owner] proper part + head, in the runs between barriers; and listed names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.barriers import LEVELS
from kg.gazetteer import Entry
from kg.lexicon import Hit, Suffix
from kg.mention import Mention
from kg.namelists import COUNTED_END
from kg.scan import Scan

_MAX_NAME = 36
_MAX_PROPER = 14  # characters from a region to a listed name that a longer one ends with: 深圳新风和睦家医院
_PARTY = ("institution", "region")
_SUBSIDIARY = re.compile("(?:全资|控股)?[子孙]公司")


def parties(scan: Scan) -> Iterator[Mention]:
    for start, end in scan.barriers.runs(scan.barriers.party):
        yield from _party_run(scan, start, end)


def _party_run(scan: Scan, start: int, end: int) -> Iterator[Mention]:
    names = [n for n in scan.names if start <= n.start and n.end <= end]
    head = _party_head(scan, start, end)
    left = _left(scan, start, head, names) if head is not None else None
    mention = None
    if head is not None and left is not None:
        stop = scan.bracketed(left, head.end, end)
        mention = _named(scan, left, stop, end, head, counted=start in scan.barriers.counts)
    if mention is None:
        yield from _listed(scan, _weak(scan, start, end) or names, end)
        return
    yield from _listed(scan, [n for n in names if n.end <= mention.start], mention.start)
    yield mention
    yield from _listed(scan, [n for n in names if n.start >= mention.end], end)


def _weak(scan: Scan, start: int, end: int) -> list[Hit]:
    """A short form that could be a word (清华, 美团), where it stands alone between barriers."""
    entries = scan.lexicon.gazetteer.weak.get(scan.text[start:end], ())
    institutions = tuple(e for e in entries if e.type == "institution")
    return [Hit(start, end, "name", institutions)] if institutions and end - start > 1 else []


def _is_weak(scan: Scan, text: str) -> bool:
    """Whether a text is the short form of an institution: 国网 in 国网湖北综合能源公司."""
    return any(e.type == "institution" for e in scan.lexicon.gazetteer.weak.get(text, ()))


def _party_head(scan: Scan, start: int, end: int) -> Hit | None:
    least = 3 if start and scan.text[start - 1] == "、" else 4  # 区文化和旅游局、民政局
    heads = [
        h
        for h in scan.suffixes
        if h.value.type in _PARTY
        and start <= h.start
        and h.end <= end
        and (h.start > start or len(h.value.text) >= least)
    ]
    if not heads:
        return None
    if any(t.start == end for t in scan.titles):
        heads = [h for h in heads if h.value.text not in scan.lexicon.party_organs] or heads
    return max(heads, key=lambda h: (h.end, h.end - h.start))


def _left(scan: Scan, start: int, head: Hit, names: list[Hit]) -> int | None:
    """Where the name that ends with ``head`` begins; None where nothing is left of it but the head."""
    within = _SUBSIDIARY.search(scan.text, start, head.start)
    left = scan.trim(within.end() if within else start, head)
    inner = [n for n in names if left < n.start <= head.start and n.value[0].type == "region"]
    inner = [n for n in inner if scan.text[n.start - 1] not in "（("]
    if inner and scan.text[left] != "“":
        first = inner[0]
        before = scan.text[left : first.start]
        known = any(n.start == left for n in names) or scan.ends_institution(first.start)
        known = known or before in scan.lexicon.before_regions or _is_weak(scan, before)
        if not known and not before.isascii() and "”" not in before and len(before) <= 8:
            left = first.start
    owner = next(
        (n for n in names if left < n.start and n.end <= head.start and n.value[0].type == "institution"), None
    )
    if owner is not None and not any(n.start == left for n in names) and not scan.ends_institution(owner.start):
        left = owner.start
    least = 3 if head.value.kind in ("agency", "association") else 4
    left = _glued(scan, left, head, names)
    return None if head.start <= left and len(head.value.text) < least else left


def _glued(scan: Scan, left: int, head: Hit, names: list[Hit]) -> int:
    """Where a listed institution that ends the run begins, if no name stands before: 签约仪式中央广播电视总台."""
    last = next((n for n in names if n.end == head.end and n.start > left and n.value[0].type == "institution"), None)
    if last is None or scan.lexicon.is_head(scan.text[last.start : last.end]) or scan.is_introduced(last):
        return left
    national = scan.text.startswith(scan.lexicon.national, last.start)
    if last.end - last.start < 4 and not national:
        return left
    places = [n for n in names if n.start == left and n.value[0].type == "region"]
    abroad = any(n.value[0].level == "country" for n in places)
    if national and not abroad:
        return last.start
    before = scan.text[left : last.start]
    if places and len(before) <= _MAX_PROPER and not any(s.end == last.start for s in scan.suffixes):
        return left
    gazetteer = scan.lexicon.gazetteer
    named = before in LEVELS or before in gazetteer.strong or before in gazetteer.weak
    named = named or any(n.end == last.start for n in names)
    return left if named or scan.ends_institution(last.start) else last.start


def _named(scan: Scan, left: int, stop: int, end: int, head: Hit, *, counted: bool) -> Mention | None:
    text = scan.text[left:stop]
    suffix: Suffix = head.value
    if len(text) > _MAX_NAME or (len(text) < 3 and suffix.type != "region"):
        return None
    if suffix.text in scan.lexicon.needs_owner and (not _owned(scan, left, stop) or "、" in text):
        return None
    if suffix.type == "region" and scan.text[left : head.start].isascii():
        return Mention(left, stop, text, "initiative", "initiative", bare=scan.bare(stop, end))
    if suffix.type == "region" and (not _is_place(scan, left, head) or COUNTED_END.search(text)):
        return None
    entry = next((n.value[0] for n in scan.names if n.start == left and n.end == stop), None)
    if suffix.type == "institution" and entry is None:
        counted = counted or _is_kind(scan, left, head)
    type_, kind = (entry.type, entry.kind) if entry else (suffix.type, suffix.kind)
    shape = "listed" if entry else "grammar"
    return Mention(left, stop, text, type_, kind, entry, counted, scan.bare(stop, end, left), shape)


def _is_kind(scan: Scan, left: int, head: Hit) -> bool:
    """Whether general words, or a country alone, stand before a head: 三甲医院, 中国公司."""
    if scan.lexicon.generic.fullmatch(scan.text, left, head.start):
        return left < head.start
    country = any(n.start == left and n.end == head.start and n.value[0].level == "country" for n in scan.names)
    return country and head.value.text in scan.lexicon.kinds_of_country


def _owned(scan: Scan, left: int, stop: int) -> bool:
    listed = any(n.start == left and n.end < stop for n in scan.names)
    listed = listed or any(scan.text[left : left + size] in scan.lexicon.gazetteer.weak for size in (2, 3))
    leveled = scan.text[left] in LEVELS and stop - left >= 4
    leveled = leveled or any(c in "市县区镇" for c in scan.text[left + 1 : left + 4])
    return listed or leveled or scan.lexicon.places_together.match(scan.text, left) is not None


def _is_place(scan: Scan, left: int, head: Hit) -> bool:
    """A proper part of two to six characters before 镇, 街道, 新区 …; or a listed name."""
    proper = head.start - left
    listed = any(n.start <= left + 8 and n.end == head.end and n.value[0].type == "region" for n in scan.names)
    begins = any(n.start == left and n.value[0].type == "region" and n.end < head.end for n in scan.names)
    if listed or (begins and proper <= 12):
        return True
    if head.value.text in scan.lexicon.listed_only:
        return False
    return 2 <= proper <= 6 and scan.text[left] not in scan.lexicon.never_place


def _listed(scan: Scan, names: list[Hit], end: int) -> Iterator[Mention]:
    """Listed names of a run without a head; a region and a part of it that follow one another are one name."""
    chain: Mention | None = None
    for name in names:
        mention = _from_list(scan, name, end)
        if chain and chain.end == name.start and chain.type == mention.type == "region":
            entry = _narrower(chain, name.value)
            chain = replace(mention, start=chain.start, text=chain.text + mention.text, entry=entry)
            continue
        if chain and chain.end == name.start and chain.kind == "company" and _is_branch(scan, name):
            chain = replace(chain, end=name.end, text=chain.text + mention.text, entry=None, shape="grammar")
            continue
        if chain:
            yield chain
        chain = mention
    if chain:
        yield chain


def _is_branch(scan: Scan, name: Hit) -> bool:
    """默沙东中国 is the company's branch: a country that nothing belongs to follows its name."""
    entry: Entry = name.value[0]
    return entry.level == "country" and scan.bare(name.end, len(scan.text), name.start)


def _from_list(scan: Scan, name: Hit, end: int) -> Mention:
    entry: Entry = name.value[0]
    text = scan.text[name.start : name.end]
    pair = entry.level == "bloc" and len(entry.members) == 2
    shape = "spokesman" if name.start in scan.spokesmen else "compound" if pair else "listed"
    return Mention(
        name.start,
        name.end,
        text,
        entry.type,
        entry.kind,
        entry,
        bare=scan.bare(name.end, end, name.start),
        shape=shape,
    )


def _narrower(outer: Mention, entries: tuple[Entry, ...]) -> Entry:
    """Of several regions of one name, the one that lies in ``outer``."""
    known = {outer.text, *(outer.entry.names if outer.entry else ())}
    return next((e for e in entries if known & set(e.parents)), entries[0])
