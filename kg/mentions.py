"""Find the names in a sentence: parties, and the things that they sign, build, hold and publish.

A sentence is cut at *barriers* (punctuation, function words, verbs, titles, counts) into *runs*; within a run the last
head (医院, 委员会, 联盟 …) gives the type and the right end of a name, regions and determiners its left end. Listed
names and words such as 和平区 or 文化和旅游局 protect their characters from being barriers. Names of things may go on over
verbs that are used as nouns (结对协议, 启动仪式). All offsets count the given text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.barriers import Barriers
from kg.gazetteer import Entry
from kg.lexicon import Hit, Lexicon, Suffix, leftmost_longest

_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_BRACKET = re.compile(r"[（(][^（）()]{1,6}[）)]")
_MAX_NAME = 36
_MAX_THING = 48
_PARTY = ("institution", "region")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text, ``text`` being its characters from ``start`` to ``end``.

    ``bare``: what follows leaves the name whole (丰台区赴…), rather than making it a modifier (丰台区特色产业).
    ``shape``: how it was found: listed, grammar, quoted (an initiative in quotation marks without a head), title (《》),
    short (a head alone: 展销会), led (丰台区委书记: the region), level (区委书记: the district), anaphor (该院), spokesman (a person who was introduced with
    a party). ``owner``: the institution that a thing's name begins with. ``full``: the name with what a list shares put back
    (上海市 in 上海市、江苏省人大常委会).
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
    owner: str = ""
    full: str = ""


def find_mentions(text: str, lexicon: Lexicon, known: dict[str, Entry] | None = None) -> list[Mention]:
    """The names in one sentence, in text order, without overlaps.

    ``known``: short forms that this document has introduced, each with what it is short for.
    """
    scan = _Scan(text, lexicon, known or {})
    found = [*_titled(text, lexicon), *scan.leaders(), *scan.people(), *scan.things(), *scan.parties(), *scan.quotes()]
    return _with_shared_heads(_alike_in_lists(_without_overlaps(found), text, lexicon), text)


def _titled(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Names in 《》: a document, or an instrument where its head says so."""
    for match in _TITLE.finditer(text):
        inner = re.sub(r"[（(][^（）()]*[）)]$", "", match[1])
        ends = [h for h in lexicon.scan(inner) if h.tag == "suffix" and h.end == len(inner)]
        types = [h.value.type for h in sorted(ends, key=lambda h: h.start)]
        wanted = next((t for t in types if t in ("instrument", "document")), "document")
        yield Mention(match.start(), match.end(), match[0], wanted, wanted, shape="title")


def _alike_in_lists(mentions: list[Mention], text: str, lexicon: Lexicon) -> list[Mention]:
    """A centre or a base that stands in one list with institutions is one of them."""
    made = list(mentions)
    for i, mention in enumerate(made):
        if mention.type == "institution" and mention.shape == "grammar" and not mention.counted and lexicon.is_head(mention.text):
            listed = any(_listed_together(made, i, j, text) and not made[j].counted for j in (i - 1, i + 1))
            made[i] = replace(mention, counted=not listed)
        if mention.type != "initiative" or mention.shape != "grammar" or not mention.text.endswith(lexicon.bodies):
            continue
        if any(_listed_together(made, i, j, text) for j in (i - 1, i + 1)):
            made[i] = replace(mention, type="institution", kind="other")
    return made


def _listed_together(mentions: list[Mention], i: int, j: int, text: str) -> bool:
    """Whether two mentions are institutions, the one joined to the other."""
    if not 0 <= j < len(mentions) or mentions[j].type != "institution":
        return False
    first, second = sorted((mentions[i], mentions[j]), key=lambda m: m.start)
    return text[first.end : second.start] in ("、", "和", "与", "及")


_COUNTED_PLACES = re.compile(r"[两三四五六七八九十0-9](?:地|省|市|县|区|国)")


def _with_shared_heads(mentions: list[Mention], text: str) -> list[Mention]:
    """Regions in a list whose last member is an institution share its head: 上海市、江苏省人大常委会, 宜宾、攀枝花两市海事局."""
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
        counted = _COUNTED_PLACES.search(last.text)
        if head and j < i - 1 and counted and counted.start():
            made[i] = replace(last, full=last.text[: counted.start()] + head)
    return made


def _official(region: Mention) -> str:
    """A region's name with its level: 黑龙江省 for 黑龙江."""
    entry = region.entry
    longer = [n for n in (entry.names if entry else ()) if n.startswith(region.text) and n[-1] in "省市区县州"]
    return min(longer, key=len) if longer else region.text


def _shared_head(last: Mention) -> str:
    """What follows the region in an institution's name; empty where it begins with none."""
    if last.type != "institution" or last.shape == "listed":
        return ""
    counted = _COUNTED_PLACES.search(last.text)
    if counted:
        return last.text[counted.end() :]
    region = re.match(r"[\u4e00-\u9fff]{1,6}?[省市县区州]", last.text)
    return last.text[region.end() :] if region and len(last.text) - region.end() >= 2 else ""


_RANK = {"title": 0, "level": 1, "led": 1, "person": 1}


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """The longest of overlapping mentions; 《》 and titled persons before the others."""
    chosen: list[Mention] = []
    taken: set[int] = set()
    order = sorted(mentions, key=lambda m: (_RANK.get(m.shape, 2), m.start - m.end, m.start))
    for mention in order:
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            chosen.append(mention)
            taken.update(span)
    return sorted(chosen, key=lambda m: m.start)


class _Scan:
    """One sentence with its listed words and barriers."""

    def __init__(self, text: str, lexicon: Lexicon, known: dict[str, Entry]) -> None:
        self.text = text
        self.lexicon = lexicon
        hits = lexicon.scan(text)
        self.known = [h for h in _known_hits(text, known) if lexicon.may_end(text, h.start, h.end)]
        self.spokesmen = {h.start for h in self.known if h.tag == "person"}
        listed = [h for h in hits if h.tag == "name" and lexicon.may_end(text, h.start, h.end)]
        self.names = leftmost_longest([*listed, *self.known])
        self.suffixes = [
            h for h in hits if h.tag == "suffix" and lexicon.may_end(text, h.start, h.end) and not self._within_name(h)
        ]
        posts = [h for h in hits if h.tag == "title" and lexicon.may_end(text, h.start, h.end)]
        self.titles = leftmost_longest([h for h in posts if not self._within_suffix(h)])
        hits = [h for h in hits if h.tag != "title" or not self._within_suffix(h)]
        self.barriers = Barriers(text, lexicon, hits, self.names, self.suffixes)

    def _within_name(self, hit: Hit) -> bool:
        return any(n.start <= hit.start and hit.end < n.end for n in self.names)

    def _within_suffix(self, hit: Hit) -> bool:
        return any(s.start <= hit.start and hit.end <= s.end for s in self.suffixes)

    def leaders(self) -> Iterator[Mention]:
        """丰台区委书记, 绍兴市市长, 区委书记: what the leader of a region does, the region does."""
        for match in self.lexicon.region_leaders.finditer(self.text):
            start = match.start()
            if self.text[start - 1 : start] in "省市区县州" and start and self.text[start] in "省市区县州":
                continue
            region = next((n for n in self.names if n.end in (start, start + 1) and n.value[0].type == "region"), None)
            if region is not None:
                end, name = match.end(), self.text[region.start : region.end]
                yield Mention(region.start, end, name, "region", "region", region.value[0], shape="led")
            else:
                level = next(c for c in match[0] if c in "省市区县州旗镇乡街")
                yield Mention(start, match.end(), level, "region", "region", shape="level")

    def people(self) -> Iterator[Mention]:
        """Titles, and the person's name that follows: 党委书记、主任蒋玮."""
        last_end = -1
        led = [m.end() for m in self.lexicon.region_leaders.finditer(self.text)]
        quoted = [range(*q.span()) for q in self.barriers.quotes]
        for title in self.titles:
            if any(title.start in q for q in quoted):
                continue
            if title.start < last_end or title.value in self.lexicon.not_posts or self.text.startswith("单位", title.end):
                continue
            end = title.end
            while match := self.lexicon.titles.match(self.text, end + (self.text[end : end + 1] == "、")):
                end = match.end()
            end = self._person(end)
            start = next((e for e in reversed(led) if title.start <= e <= end), self._named_before(title.start))
            if start == end:
                continue
            yield Mention(start, end, self.text[start:end], "person", shape="person")
            last_end = end

    def _named_before(self, title: int) -> int:
        """Where a person's name between a party and a title begins (云南师范大学马力副校长), else the title's place."""
        for size in (3, 2):
            start = title - size
            if start > 0 and self._ends_party(start) and self.text.startswith(self.lexicon.surnames, start):
                return start
        return title

    def _person(self, start: int) -> int:
        """The end of a Chinese or a dotted foreign name that begins at ``start``; ``start`` where none does."""
        dotted = re.match(r"[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}", self.text[start:])
        if dotted:
            return start + len(dotted[0])
        surname = next((s for s in self.lexicon.surnames if self.text.startswith(s, start)), None)
        if surname is None:
            return start
        end = start + len(surname)
        limit = end + 2
        while end < limit and end < len(self.text) and not self.barriers.party[end]:
            end += 1
        return end if end > start + len(surname) else start

    def parties(self) -> Iterator[Mention]:
        for start, end in self.barriers.runs(self.barriers.party):
            yield from self._party_run(start, end)

    def _party_run(self, start: int, end: int) -> Iterator[Mention]:
        names = [n for n in self.names if start <= n.start and n.end <= end]
        head = self._party_head(start, end)
        left = self._left(start, head, names) if head is not None else None
        mention = None
        if head is not None and left is not None:
            stop = self._bracketed(left, head.end, end)
            mention = self._named(left, stop, end, head, counted=start in self.barriers.counts)
        if mention is None:
            yield from self._listed(names or self._weak(start, end), end)
            return
        yield from self._listed([n for n in names if n.end <= mention.start], mention.start)
        yield mention
        yield from self._listed([n for n in names if n.start >= mention.end], end)

    def _weak(self, start: int, end: int) -> list[Hit]:
        """A short form that could be a word (清华, 美团), where it stands alone between barriers."""
        entries = self.lexicon.gazetteer.weak.get(self.text[start:end], ())
        institutions = tuple(e for e in entries if e.type == "institution")
        return [Hit(start, end, "name", institutions)] if institutions and end - start > 1 else []

    def _party_head(self, start: int, end: int) -> Hit | None:
        heads = [
            h for h in self.suffixes
            if h.value.type in _PARTY and start <= h.start and h.end <= end and (h.start > start or len(h.value.text) > 3)
        ]
        if not heads:
            return None
        if any(t.start == end for t in self.titles):
            heads = [h for h in heads if h.value.text not in self.lexicon.party_organs] or heads
        return max(heads, key=lambda h: (h.end, h.end - h.start))

    def things(self) -> Iterator[Mention]:
        """Names of instruments, initiatives, events and documents, which may hold verbs used as nouns."""
        for start, end in self.barriers.runs(self.barriers.thing):
            heads = [
                h for h in self.suffixes
                if h.value.type not in _PARTY
                and start <= h.start
                and h.end <= end
                and not self._goes_on(h, end)
                and not self._is_party(h)
            ]
            at = start
            for end_of_head in sorted({h.end for h in heads}):
                head = min((h for h in heads if h.end == end_of_head), key=lambda h: h.start)
                mention = self._thing(at, head, end, counted=self._several(at))
                if mention is not None:
                    yield mention
                    at = mention.end

    def _several(self, at: int) -> bool:
        """Whether what begins at ``at`` is counted as several (15个项目), not dated or single (三年协议, 一项协议)."""
        start = self.barriers.counts.get(at)
        return start is not None and re.fullmatch(r"[一1]?[家个项份座条所场]|.*[年届期轮次度]", self.text[start:at]) is None

    def _is_party(self, head: Hit) -> bool:
        """Whether the head ends an institution's name as well: 研究院, 疾控中心."""
        return any(h.end == head.end and h.start <= head.start and h.value.type in _PARTY for h in self.suffixes)

    def _goes_on(self, head: Hit, end: int) -> bool:
        """Whether another head follows so closely that the name goes on to it (合作协议签约仪式, 平台项目)."""
        return self.text[head.end : head.end + 1] == "暨" or any(
            head.end < h.end <= min(end, head.end + 6) and not self.barriers.walled(head.end, h.end) for h in self.suffixes
        )

    def _thing(self, start: int, head: Hit, end: int, *, counted: bool) -> Mention | None:
        suffix: Suffix = head.value
        left = self._conjoined(self._trim_verbs(self._trim(start, head), head), head)
        stop = self._closing(left, head.end, end)
        text = self.text[left:stop]
        if len(text) > _MAX_THING or head.start < left:
            return None
        if head.start - left <= 0 and suffix.type == "document" and suffix.text in self.lexicon.papers:
            return Mention(left, stop, text, "document", "document", shape="short")
        if (suffix.type == "document" and len(text) < 7 or suffix.text.endswith("机制") and len(text) < 8) and "“" not in text:
            return None
        if head.start - left <= 0 and len(suffix.text) < (4 if suffix.type == "instrument" else 6):
            if len(suffix.text) < 2 or suffix.type == "document" or counted:
                return None
            return Mention(left, stop, text, suffix.type, suffix.type, shape="short")
        if len(text) < 3 or text.strip("“”") in self.lexicon.never_things or text.endswith(("命运共同体", "“一带一路”倡议")):
            return None
        type_ = "initiative" if suffix.type == "document" and "“" in text else suffix.type
        return Mention(left, stop, text, type_, type_, counted=counted, bare=self._bare(stop, end), owner=self._owner(left, head))

    def _conjoined(self, left: int, head: Hit) -> int:
        """技术共享与创新合作平台: what stands before 与 or 和 belongs to the name where it is no party and a verb precedes it."""
        if head.value.type not in ("initiative", "event") or left < 3 or self.text[left - 1] not in "与和及":
            return left
        start = left - 1
        while start and not self.barriers.party[start - 1]:
            start -= 1
        chunk = self.text[start : left - 1]
        if not 2 <= len(chunk) <= 8 or self._ends_party(left - 1) or any(start <= n.start < left for n in self.names):
            return left
        verb = any(v.end() == start for v in self.lexicon.leading_verbs.finditer(self.text, 0, start))
        return start if verb or self.text[start - 1 : start] in ("了", "的", "") else left

    def _owner(self, left: int, head: Hit) -> str:
        ends = [h.end for h in self.suffixes if h.value.type == "institution" and left < h.start and h.end <= head.start]
        ends += [n.end for n in self.names if n.start == left and n.value[0].type == "institution" and n.end <= head.start]
        return self.text[left : max(ends)] if ends else ""

    def _trim_verbs(self, left: int, head: Hit) -> int:
        """Past verbs of founding and signing that a name does not begin with: 共建联合实验室, 甲医院签署托管协议."""
        for verb in self.lexicon.leading_verbs.finditer(self.text, left, head.start):
            if self._ends_party(verb.start()):
                left = self._trim(verb.end(), head)
        if head.value.type == "instrument":
            return left
        while match := self.lexicon.leading_verbs.match(self.text, left):
            if match.end() >= head.start or (head.value.type == "event" and match.end() == head.start):
                break
            left = self._trim(match.end(), head)
        return left

    def _trim(self, left: int, head: Hit) -> int:
        """Past determiners and counts in front of a name."""
        while match := self.lexicon.determiners.match(self.text, left):
            if match.end() > head.start or any(n.start <= left < n.end for n in self.names):
                break
            left = match.end()
        return left

    def quotes(self) -> Iterator[Mention]:
        """“光明行动”, “飞防贷”: a name in quotation marks without a head."""
        for match in self.barriers.quotes:
            verb = match[1] in self.lexicon.nominal or match[1] in self.lexicon.verbs
            following = self.text[match.end() : match.end() + 1]
            modifier = "\u4e00" <= following <= "\u9fff" and not self.barriers.party[match.end()]
            if 4 <= len(match[0]) <= 22 and not verb and not modifier and match[1] not in self.lexicon.never_things:
                yield Mention(match.start(), match.end(), match[0], "initiative", "initiative", shape="quoted")

    def _closing(self, left: int, stop: int, end: int) -> int:
        """Past a closing quotation mark and a bracket that belong to the name."""
        if self.text[stop : stop + 1] == "”" and self.text.count("“", left, stop) > self.text.count("”", left, stop):
            stop += 1
        quoted = next((q for q in self.barriers.quotes if q.start() == stop), None)
        return quoted.end() if quoted else self._bracketed(left, stop, end)

    def _bracketed(self, left: int, stop: int, end: int) -> int:
        """Past a bracket that follows, or that a name inside it has opened: 大众汽车集团（中国）."""
        if self.text[stop : stop + 1] == "）" and "（" in self.text[left:stop]:
            return stop + 1
        match = _BRACKET.match(self.text, stop, end)
        return match.end() if match else stop

    def _left(self, start: int, head: Hit, names: list[Hit]) -> int | None:
        """Where the name that ends with ``head`` begins; None where nothing is left of it but the head."""
        left = self._trim(start, head)
        inner = [n for n in names if left < n.start <= head.start and n.value[0].type == "region"]
        if inner and self.text[left] != "“":
            first = inner[0]
            before = self.text[left : first.start]
            known = any(n.start == left for n in names) or self._ends_institution(first.start)
            if not known and not before.isascii() and "”" not in before and len(before) <= 8:
                left = first.start
        owner = next((n for n in names if left < n.start and n.end <= head.start and n.value[0].type == "institution"), None)
        if owner is not None and not any(n.start == left for n in names) and not self._ends_institution(owner.start):
            left = owner.start
        least = 3 if head.value.kind in ("agency", "association") else 4
        left = self._glued(left, head, names)
        return None if head.start <= left and len(head.value.text) < least else left

    def _glued(self, left: int, head: Hit, names: list[Hit]) -> int:
        """Where a listed institution that ends the run begins, if what stands before it is no name: 签约仪式中央广播电视总台."""
        last = next((n for n in names if n.end == head.end and n.start > left and n.value[0].type == "institution"), None)
        if last is None or last.end - last.start < 4:
            return left
        before = self.text[left : last.start]
        gazetteer = self.lexicon.gazetteer
        named = before in gazetteer.strong or before in gazetteer.weak or any(n.start == left for n in names)
        return left if named or self._ends_institution(last.start) else last.start

    def _ends_party(self, at: int) -> bool:
        return self._ends_institution(at) or any(n.end == at for n in self.names)

    def _ends_institution(self, at: int) -> bool:
        return any(h.end == at and h.value.type == "institution" for h in self.suffixes)

    def _named(self, left: int, stop: int, end: int, head: Hit, *, counted: bool) -> Mention | None:
        text = self.text[left:stop]
        suffix: Suffix = head.value
        if len(text) > _MAX_NAME or (len(text) < 3 and suffix.type != "region"):
            return None
        if suffix.text in self.lexicon.needs_owner and not self._owned(left, stop):
            return None
        if suffix.type == "region" and self.text[left : head.start].isascii():
            return Mention(left, stop, text, "initiative", "initiative", bare=self._bare(stop, end))
        if suffix.type == "region" and (not self._is_place(left, head) or _COUNTED_PLACES.fullmatch(text[-2:])):
            return None
        entry = next((n.value[0] for n in self.names if n.start == left and n.end == stop), None)
        if suffix.type == "institution" and entry is None:
            counted = counted or (left < head.start and self.lexicon.generic.fullmatch(self.text, left, head.start) is not None)
        type_, kind = (entry.type, entry.kind) if entry else (suffix.type, suffix.kind)
        shape = "listed" if entry else "grammar"
        return Mention(left, stop, text, type_, kind, entry, counted, self._bare(stop, end, left), shape)

    def _owned(self, left: int, stop: int) -> bool:
        listed = any(n.start == left and n.end < stop for n in self.names)
        return listed or self.lexicon.places_together.match(self.text, left) is not None

    def _is_place(self, left: int, head: Hit) -> bool:
        """A proper part of two to six characters before 镇, 街道, 新区 …; or a listed name."""
        proper = head.start - left
        listed = any(n.start <= left + 8 and n.end == head.end and n.value[0].type == "region" for n in self.names)
        begins = any(n.start == left and n.value[0].type == "region" and n.end < head.end for n in self.names)
        if listed or (begins and proper <= 12):
            return True
        if head.value.text in self.lexicon.listed_only:
            return False
        return 2 <= proper <= 6 and self.text[left] not in self.lexicon.never_place

    def _bare(self, stop: int, end: int, start: int = 0) -> bool:
        if start and self.text.endswith(self.lexicon.governing, 0, start):
            return True
        return stop >= end or self.text[stop] == "“" or self.lexicon.staff.match(self.text, stop) is not None or any(t.start == stop for t in self.titles)

    def _listed(self, names: list[Hit], end: int) -> Iterator[Mention]:
        """Listed names of a run without a head; a region and a part of it that follow one another are one name."""
        chain: Mention | None = None
        for name in names:
            mention = self._from_list(name, end)
            if chain and chain.end == name.start and chain.type == mention.type == "region":
                entry = _narrower(chain, name.value)
                chain = replace(mention, start=chain.start, text=chain.text + mention.text, entry=entry)
                continue
            if chain:
                yield chain
            chain = mention
        if chain:
            yield chain

    def _from_list(self, name: Hit, end: int) -> Mention:
        entry: Entry = name.value[0]
        text = self.text[name.start : name.end]
        shape = "spokesman" if name.start in self.spokesmen else "listed"
        return Mention(name.start, name.end, text, entry.type, entry.kind, entry, bare=self._bare(name.end, end, name.start), shape=shape)


def _narrower(outer: Mention, entries: tuple[Entry, ...]) -> Entry:
    """Of several regions of one name, the one that lies in ``outer``."""
    known = {outer.text, *(outer.entry.names if outer.entry else ())}
    return next((e for e in entries if known & set(e.parents)), entries[0])


def _known_hits(text: str, known: dict[str, Entry]) -> Iterator[Hit]:
    for name, entry in known.items():
        tag = "person" if name not in entry.names else "name"
        start = text.find(name)
        while start >= 0:
            yield Hit(start, start + len(name), tag, (entry,))
            start = text.find(name, start + len(name))
