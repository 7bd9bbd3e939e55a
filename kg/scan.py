"""One sentence with its listed words and its barriers: what the grammars of names look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.barriers import Barriers
from kg.gazetteer import Entry
from kg.lexicon import Hit, Lexicon, leftmost_longest

_BRACKET = re.compile(r"[（(][^（）()]{1,6}[）)]")


_POSTED = re.compile(
    r"驻(?:[\u4e00-\u9fff]{2,8}[、和])*$"
)  # 驻菲律宾、冰岛大使馆: countries of embassies are no parties


class Scan:
    """A sentence with the names, heads and titles that the word lists find in it. All offsets count the sentence."""

    def __init__(self, text: str, lexicon: Lexicon, known: dict[str, Entry]) -> None:
        self.text = text
        self.lexicon = lexicon
        hits = lexicon.scan(text)
        self.known = [h for h in _known_hits(text, known) if lexicon.may_end(text, h.start, h.end)]
        self.spokesmen = {h.start for h in self.known if h.tag == "person"}
        listed = [h for h in hits if h.tag == "name" and lexicon.may_end(text, h.start, h.end)]
        listed = [h for h in listed if not _inside_longer(text, h, lexicon)]
        listed = [h for h in listed if h.value[0].level != "foreign" or not self._within_foreign(h, hits)]
        self.names = leftmost_longest([*listed, *self.known])
        self.suffixes = [
            h for h in hits if h.tag == "suffix" and lexicon.may_end(text, h.start, h.end) and not self._within_name(h)
        ]
        posts = [h for h in hits if h.tag == "title" and lexicon.may_end(text, h.start, h.end)]
        posts = [h for h in posts if not self._within_suffix(h) and not self._cuts_suffix(h)]
        self.titles = leftmost_longest([h for h in posts if not self._cuts_name(h)])
        hits = [h for h in hits if h.tag != "title" or not (self._within_suffix(h) or self._cuts_suffix(h))]
        self.barriers = Barriers(text, lexicon, hits, self.names, self.suffixes)

    def _within_foreign(self, name: Hit, hits: list[Hit]) -> bool:
        """尼斯 in 汗尤尼斯: a short foreign name behind a character of transliterations that is of no listed word."""
        if name.end - name.start > 3 or self.text[name.start - 1 : name.start] not in self.lexicon.transliteration:
            return False
        return not any(h.start < name.start <= h.end and h.end - h.start > 1 for h in hits)

    def is_introduced(self, name: Hit) -> bool:
        """Whether a name is a short form of four characters at most that the text itself has introduced."""
        return name in self.known and name.end - name.start <= 4

    def _within_name(self, hit: Hit) -> bool:
        return any(n.start <= hit.start and hit.end < n.end for n in self.names)

    def _cuts_name(self, hit: Hit) -> bool:
        """中央纪委书记 has the post 书记, not 纪委书记."""
        return any(n.start < hit.start < n.end < hit.end for n in self.names)

    def _cuts_suffix(self, hit: Hit) -> bool:
        """科技师范学院 holds no 技师."""
        return any(hit.start < s.start < hit.end < s.end for s in self.suffixes)

    def _within_suffix(self, hit: Hit) -> bool:
        return any(s.start <= hit.start and hit.end <= s.end for s in self.suffixes)

    def ends_party(self, at: int) -> bool:
        return self.ends_institution(at) or any(n.end == at for n in self.names)

    def ends_institution(self, at: int) -> bool:
        return any(h.end == at and h.value.type == "institution" for h in self.suffixes)

    def bare(self, stop: int, end: int, start: int = 0) -> bool:
        if start and _POSTED.search(self.text, max(start - 60, 0), start):
            return False
        if start and self.text.endswith(self.lexicon.governing, 0, start):
            return True
        if self.lexicon.superlatives.match(self.text, stop):
            return False
        return (
            stop >= end
            or self.text[stop] == "“"
            or self.lexicon.staff.match(self.text, stop) is not None
            or any(t.start == stop for t in self.titles)
        )

    def trim(self, left: int, head: Hit) -> int:
        """Past determiners and counts in front of a name, and what is left of them: 份 of 那份."""
        if left and self.text[left - 1] in "这那该此某了过签" and self.lexicon.cut_measures.match(self.text, left):
            left += 1
        while match := self.lexicon.determiners.match(self.text, left):
            if match.end() > head.start or any(n.start <= left < n.end for n in self.names):
                break
            left = match.end()
        kind = self.lexicon.of_enterprises.match(self.text, left)
        return kind.end() if kind and kind.end() < head.start else left

    def bracketed(self, left: int, stop: int, end: int) -> int:
        """Past a bracket that follows, or that a name inside it has opened: 大众汽车集团（中国）."""
        if self.text[stop : stop + 1] == "）" and "（" in self.text[left:stop]:
            return stop + 1
        match = _BRACKET.match(self.text, stop, end)
        return match.end() if match else stop


def _known_hits(text: str, known: dict[str, Entry]) -> Iterator[Hit]:
    for name, entry in known.items():
        tag = "person" if name not in entry.names else "name"
        start = text.find(name)
        while start >= 0:
            yield Hit(start, start + len(name), tag, (entry,))
            start = text.find(name, start + len(name))


def _inside_longer(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a county of two characters is the end of a longer name: 康县 of 孟康县, but not of 甘肃省康县."""
    before = text[max(hit.start - 1, 0) : hit.start]
    if hit.end - hit.start > 2 or text[hit.end - 1] != "县" or not "\u4e00" <= before <= "\u9fff":
        return False
    return (
        before not in lexicon.stop_chars
        and before not in "省市州区、"
        and text[hit.start - 2 : hit.start] not in lexicon.gazetteer.strong
    )
