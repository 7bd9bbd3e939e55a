"""Find the names in a sentence: parties, and the things that they sign, build, hold and publish.

A sentence is cut at *barriers* (punctuation, function words, verbs, titles, counts) into *runs*; within a run the last
head (医院, 委员会, 联盟 …) gives the type and the right end of a name, regions and determiners its left end. Listed names
and words such as 和平区 or 文化和旅游局 protect their characters from being barriers. All offsets count the given text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.gazetteer import Entry
from kg.lexicon import Hit, Lexicon, Suffix

_PUNCTUATION = frozenset("，。；：！？、（）()【】[]《》〈〉—…\n\t \u3000|,;:!?/~～'\"‘’□■●★▲·-–")
_CONJUNCTION = "和与及、"
_QUOTE = re.compile(r"“([^“”，。；！？\n]{1,24})”|‘([^‘’，。；！？\n]{1,24})’")
_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_NUMBER = r"(?:[0-9０-９]+(?:[.．][0-9]+)?|[一二三四五六七八九十百千两几数]+)(?:余|多)?(?:万|亿)?(?:余|多)?"
_ORDINAL = re.compile(r"第[0-9一二三四五六七八九十百]+(?:届|批|次|期|轮|个|支|家|站|号|条|医院|人民|中学|小学)?")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.&+_-]*(?: [A-Z][A-Za-z0-9.&+_-]*)*")
_LEVELS = "省市区县州镇乡"
_AGENTLESS_BEFORE_TITLE = ("党委", "党组", "党工委", "党支部", "党总支", "纪委", "理事会", "办公室", "董事会")
_MAX_NAME = 36


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text, ``text`` being its characters from ``start`` to ``end``.

    ``bare``: what follows leaves the name whole (丰台区赴…), rather than making it a modifier (丰台区特色产业).
    ``shape``: how it was found: listed, grammar, quoted (an initiative in quotation marks without a head), title (《》).
    """

    start: int
    end: int
    text: str
    type: str
    kind: str = ""
    entry: Entry | None = None
    counted: bool = False
    bare: bool = True
    shape: str = "grammar"


def find_mentions(text: str, lexicon: Lexicon, known: dict[str, Entry] | None = None) -> list[Mention]:
    """The names in one sentence, in text order, without overlaps.

    ``known``: short forms that this document has introduced, each with what it is short for.
    """
    scan = _Scan(text, lexicon, known or {})
    found = [*_titled(text, lexicon)]
    for start, end in scan.runs():
        found.extend(scan.parse(start, end))
    return _without_overlaps(found)


def _titled(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Names in 《》: a document, or an instrument where its head says so."""
    for match in _TITLE.finditer(text):
        inner = re.sub(r"[（(][^（）()]*[）)]$", "", match[1])
        ends = [h for h in lexicon.scan(inner) if h.tag == "suffix" and h.end == len(inner)]
        types = [h.value.type for h in sorted(ends, key=lambda h: h.start)]
        wanted = next((t for t in types if t in ("instrument", "document")), "document")
        yield Mention(match.start(), match.end(), match[0], wanted, wanted, shape="title")


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    chosen: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not chosen or mention.start >= chosen[-1].end:
            chosen.append(mention)
    return chosen


class _Scan:
    """One sentence with its listed words and barriers."""

    def __init__(self, text: str, lexicon: Lexicon, known: dict[str, Entry]) -> None:
        self.text = text
        self.lexicon = lexicon
        hits = lexicon.scan(text)
        hits.extend(_known_hits(text, known))
        self.names = _longest([h for h in hits if h.tag == "name"])
        self.known = known
        self.suffixes = [h for h in hits if h.tag == "suffix" and self._ends_word(h)]
        self.titles = {h.start for h in hits if h.tag == "title"}
        self.counts: dict[int, int] = {}
        self.wall = self._barriers(hits)

    def _ends_word(self, hit: Hit) -> bool:
        following = self.text[hit.end : hit.end + 1]
        listed = self.lexicon.followers
        for size in (len(hit.value.text), 3, 2, 1):
            chars = listed.get(hit.value.text[-size:])
            if chars is not None:
                return not (following and following in chars)
        return True

    def _barriers(self, hits: list[Hit]) -> bytearray:
        """1 for every character that no name may contain, 0 for the others."""
        text = self.text
        wall = bytearray(1 if c in _PUNCTUATION else 0 for c in text)
        safe = bytearray(len(text))
        for hit in hits:
            if hit.tag == "protected" or (hit.tag == "name" and hit.end - hit.start > 2):
                safe[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        for match in _ORDINAL.finditer(text):
            safe[match.start() : match.end()] = b"\1" * len(match[0])
        for i, c in enumerate(text):
            if c in self.lexicon.stop_chars and not safe[i]:
                wall[i] = 1
        for hit in sorted(hits, key=lambda h: h.start - h.end):
            if hit.tag in ("stop", "title") and not all(safe[hit.start : hit.end]) and not self._inside_name(hit):
                wall[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        self._wall_counts(wall, safe)
        self._open_brackets(wall)
        self._open_quotes(wall)
        self._open_latin(wall)
        self._open_conjunctions(wall)
        return wall

    def _inside_name(self, stop: Hit) -> bool:
        """A verb inside an agency's name (城市管理委员会, 教育发展基金会): a region before it, a head soon after it."""
        if stop.tag == "title":
            return False
        ahead = [h for h in self.suffixes if stop.end <= h.start + 1 and h.end <= stop.end + 5 and h.end > stop.end]
        return any(
            h.value.kind in ("agency", "association", "company", "institute")
            and len(h.value.text) >= 2
            and not any(c in _PUNCTUATION or c in self.lexicon.stop_chars for c in self.text[stop.end : h.end])
            for h in ahead
        ) and any(n.end <= stop.start <= n.end + 6 for n in self.names)

    def _wall_counts(self, wall: bytearray, safe: bytearray) -> None:
        pattern = re.compile(rf"{_NUMBER}(?:{self.lexicon.measures})+(?=[^0-9])")
        for match in pattern.finditer(self.text):
            if not any(safe[match.start() : match.end()]):
                wall[match.start() : match.end()] = b"\1" * len(match[0])
                self.counts[match.end()] = match.start()
        for match in re.finditer(r"[0-9]+", self.text):
            before = self.text[match.start() - 1 : match.start()]
            year = re.match(r"年(?:度)?", self.text[match.end() :])
            if before and not before.isascii() and not safe[match.start()] and not year:
                wall[match.start()] = wall[match.start()] or (0 if before in "市省县区" else 1)

    def _open_brackets(self, wall: bytearray) -> None:
        """（集团）, （中国） belong to the name that they stand in."""
        for match in re.finditer(r"[（(]([^（）()]{1,6})[）)]", self.text):
            listed = match[1] in self.lexicon.bracketed or any(
                n.start == match.start(1) and n.end == match.end(1) for n in self.names
            )
            if listed and match.start() and not wall[match.start() - 1]:
                wall[match.start() : match.end()] = bytes(match.end() - match.start())

    def _open_quotes(self, wall: bytearray) -> None:
        for match in _QUOTE.finditer(self.text):
            wall[match.start() : match.end()] = bytes(len(match[0]))

    def _open_latin(self, wall: bytearray) -> None:
        """Spaces and signs inside Latin names, and a space between a Latin and a Chinese part of one name."""
        for match in _LATIN.finditer(self.text):
            wall[match.start() : match.end()] = bytes(len(match[0]))
            if self.text[match.end() : match.end() + 1] == " " and re.match(
                r"[\u4e00-\u9fff]", self.text[match.end() + 1 :]
            ):
                wall[match.end()] = 0

    def _open_conjunctions(self, wall: bytearray) -> None:
        """和, 与, 、 inside one name: what stands before them begins with a region or an institution and has no head yet."""
        for i, c in enumerate(self.text):
            if c in _CONJUNCTION and wall[i] and self._joins_one_name(i, wall):
                wall[i] = 0

    def _joins_one_name(self, i: int, wall: bytearray) -> bool:
        left = i
        while left and not wall[left - 1]:
            left -= 1
        starts = [n.end for n in self.names if n.start == left and n.end < i]
        chunk = self.text[left:i]
        if not starts or self._complete(max(starts), i) or chunk.endswith(self.lexicon.people):
            return False
        right, hops = i + 1, 0
        while True:
            end = right
            while end < len(self.text) and not wall[end]:
                end += 1
            if (
                end == right
                or end - right > 12
                or any(n.start == right for n in self.names)
                or self.text[right] in _LEVELS
            ):
                return False
            if any(h.end <= end and right < h.end and h.value.type == "institution" for h in self.suffixes):
                return end - left <= _MAX_NAME
            if hops == 2 or end >= len(self.text) or self.text[end] not in _CONJUNCTION:
                return False
            right, hops = end + 1, hops + 1

    def _complete(self, start: int, end: int) -> bool:
        """Whether a name ends with the head at ``end``."""
        return any(h.end == end and h.end > start for h in self.suffixes) or any(n.end == end for n in self.names)

    def runs(self) -> Iterator[tuple[int, int]]:
        start = None
        for i, walled in enumerate(self.wall):
            if walled and start is not None:
                yield start, i
                start = None
            elif not walled and start is None:
                start = i
        if start is not None:
            yield start, len(self.text)

    def parse(self, start: int, end: int) -> Iterator[Mention]:
        """The names of one run, left to right."""
        names = [n for n in self.names if start <= n.start and n.end <= end]
        leader = self._region_leader(start, end, names)
        if leader is not None:
            yield leader
            return
        head = self._head(start, end)
        if head is None:
            yield from self._listed(names, end)
            if self.text[start] in "“‘" and self.text[end - 1] in "”’" and end - start > 3:
                yield Mention(start, end, self.text[start:end], "initiative", "initiative", shape="quoted")
            return
        stop = head.end + (
            1 if self.text[head.end : head.end + 1] in ("”", "’") and self._quoted(start, head.end) else 0
        )
        stop = self._bracket_after(stop, end)
        left = self._left(start, head, names)
        if left is not None:
            yield from self._listed([n for n in names if n.end <= left], left)
            mention = self._named(left, stop, end, head, counted=start in self.counts)
            if mention is not None:
                yield mention
        else:
            yield from self._listed([n for n in names if n.end <= head.end], end)
        yield from self._listed([n for n in names if n.start >= stop], end)

    def _region_leader(self, start: int, end: int, names: list[Hit]) -> Mention | None:
        """丰台区委书记, 绍兴市市长: what its leader does, the region does."""
        region = next((n for n in names if n.start == start and n.value[0].type == "region"), None)
        at = region.end if region else start
        match = self.lexicon.region_leaders.match(self.text, at)
        titled = match and (
            match.end() in self.titles or any(at < t <= match.end() for t in self.titles) or at in self.titles
        )
        if not match or not titled or (region is None and self.text[at] not in _LEVELS):
            return None
        if region is None:
            return Mention(at, at + 1, self.text[at], "region", "region", shape="level")
        return Mention(
            start,
            region.end,
            region.value and self.text[start : region.end],
            "region",
            "region",
            region.value[0],
            shape="listed",
        )

    def _head(self, start: int, end: int) -> Hit | None:
        heads = [
            h
            for h in self.suffixes
            if h.start > start and h.end <= end or (h.start == start and len(h.value.text) > 3 and h.end <= end)
        ]
        if not heads:
            return None
        titled = any(t == end or t < end and t >= max(h.end for h in heads) for t in self.titles)
        if titled:
            kept = [h for h in heads if h.value.text not in _AGENTLESS_BEFORE_TITLE]
            heads = kept or heads
        best = max(heads, key=lambda h: (h.end, h.end - h.start))
        return best

    def _quoted(self, start: int, end: int) -> bool:
        return self.text.count("“", start, end) > self.text.count("”", start, end)

    def _bracket_after(self, stop: int, end: int) -> int:
        match = re.match(r"[（(][^（）()]{1,6}[）)]", self.text[stop:end])
        return stop + len(match[0]) if match else stop

    def _left(self, start: int, head: Hit, names: list[Hit]) -> int | None:
        """Where the name that ends with ``head`` begins; None where nothing is left of it but the head."""
        left = start
        while match := self.lexicon.determiners.match(self.text, left):
            if match.end() > head.start or any(n.start <= left < n.end for n in names):
                break
            left = match.end()
        inner = [n for n in names if left < n.start <= head.start and n.value[0].type == "region"]
        if inner and head.value.type != "event" and self.text[left] not in "“‘":
            first = inner[0]
            before = self.text[left : first.start]
            known = any(n.start == left for n in names) or any(
                h.end == first.start and h.value.type == "institution" for h in self.suffixes
            )
            latin = before.isascii() or "”" in before
            if not known and not latin and len(before) <= 8:
                left = first.start
        if head.start - left <= 0 and len(head.value.text) < 4:
            return None
        return left

    def _named(self, left: int, stop: int, end: int, head: Hit, *, counted: bool) -> Mention | None:
        text = self.text[left:stop]
        suffix: Suffix = head.value
        if len(text) > _MAX_NAME + 14 or (len(text) < 3 and suffix.type != "region"):
            return None
        if suffix.type == "region" and not self._is_place(left, head):
            return None
        entry = next((n.value[0] for n in self.names if n.start == left and n.end == stop), None)
        type_, kind = (entry.type, entry.kind) if entry else (suffix.type, suffix.kind)
        return Mention(
            left, stop, text, type_, kind, entry, counted, self._bare(stop, end), "listed" if entry else "grammar"
        )

    def _is_place(self, left: int, head: Hit) -> bool:
        """A proper part of one to eight characters before 镇, 街道, 新区 …; or a listed name that ends here."""
        proper = head.start - left
        listed = any(n.start <= left + 8 and n.end == head.end and n.value[0].type == "region" for n in self.names)
        begins = any(n.start == left and n.value[0].type == "region" and n.end < head.end for n in self.names)
        if head.value.text in ("区", "市", "县", "省", "州", "旗", "盟"):
            return listed or begins and proper <= 12
        return listed or begins or 2 <= proper <= 6 or (proper == 1 and head.value.text in ("镇", "乡", "村"))

    def _bare(self, stop: int, end: int) -> bool:
        return stop >= end or self.lexicon.staff.match(self.text, stop) is not None or stop in self.titles

    def _listed(self, names: list[Hit], end: int) -> Iterator[Mention]:
        """Listed names of a run without a head; a region and a part of it that follow one another are one name."""
        chain: Mention | None = None
        for name in names:
            entry: Entry = name.value[0]
            mention = Mention(
                name.start,
                name.end,
                self.text[name.start : name.end],
                entry.type,
                entry.kind,
                entry,
                bare=self._bare(name.end, end),
                shape="listed",
            )
            if chain and chain.end == name.start and chain.type == entry.type == "region":
                chain = replace(
                    mention, start=chain.start, text=chain.text + mention.text, entry=_narrower(chain, name.value)
                )
                continue
            if chain:
                yield chain
            chain = mention
        if chain:
            yield chain


def _narrower(outer: Mention, entries: tuple[Entry, ...]) -> Entry:
    """Of several regions of one name, the one that lies in ``outer``."""
    known = {outer.text, *(outer.entry.names if outer.entry else ())}
    return next((e for e in entries if known & set(e.parents)), entries[0])


def _known_hits(text: str, known: dict[str, Entry]) -> Iterator[Hit]:
    for name, entry in known.items():
        start = text.find(name)
        while start >= 0:
            yield Hit(start, start + len(name), "name", (entry,))
            start = text.find(name, start + len(name))


def _longest(hits: list[Hit]) -> list[Hit]:
    """Leftmost longest of overlapping hits."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
    return chosen
