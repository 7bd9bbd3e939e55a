"""Where names cannot go on: punctuation, function words, verbs, titles and counts, less what listed names protect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicon import Hit, Lexicon, leftmost_longest

_PUNCTUATION = frozenset("，。；：！？、（）()【】[]《》〈〉—…\n\t \u3000|,;:!?/~～'\"‘’“”□■●○◎★☆▲△▼▽◆◇※-–")
_CONJUNCTIONS = "和与及、"
LEVELS = "省市区县州镇乡"
_QUOTE = re.compile(r"“([^“”，。；！？\n]{1,24})”")
_NUMBER = r"(?:[0-9]+(?:[.．][0-9]+)?|[一二三四五六七八九十百千两几数]+)(?:余|多)?(?:万|亿)?(?:余|多)?"
_SINGLE = re.compile("一(?![0-9一二三四五六七八九十百千两几数])")  # 一座机场 is one that may have a name
_ORDINAL = re.compile(
    r"第[0-9一二三四五六七八九十百]+(?:届|批|次|期|轮|个|支|家|站|号|条|季)?"
    r"|(?:19|20)[0-9]{2}(?![0-9年.\-/])|[0-9]+(?:周年|急救)|一带一路"
)
_NUMBERING = re.compile(r"(?:^|(?<=[。；\n]))\s*[0-9]{1,2}[.．、)）]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.&+_-]*(?: [A-Z][A-Za-z0-9.&+_-]*)*")


class Barriers:
    """Two maps of a text, a byte a character, 1 where no name goes on: ``party`` for parties, ``thing`` for things."""

    def __init__(self, text: str, lexicon: Lexicon, hits: list[Hit], names: list[Hit], suffixes: list[Hit]) -> None:
        self.text = text
        self.lexicon = lexicon
        self.names = names
        self.suffixes = suffixes
        self.quotes = [*_QUOTE.finditer(text)]
        self.counts: dict[int, int] = {}
        self._safe = self._protected(hits)
        self.thing = bytearray(1 if c in _PUNCTUATION else 0 for c in text)
        self._wall_characters()
        self._open_nominal(hits)
        self._wall_counts()
        for number in _NUMBERING.finditer(text):
            self.thing[number.start() : number.end()] = b"\1" * len(number[0])
        self.party = bytearray(self.thing)
        self._wall_words(hits)
        for wall in (self.party, self.thing):
            self._open(wall)
        self._open_conjunctions()

    def walled(self, start: int, end: int) -> bool:
        """Whether a thing's name cannot reach over ``[start, end)``."""
        return any(self.thing[start:end])

    def runs(self, wall: bytearray) -> Iterator[tuple[int, int]]:
        """The stretches between the barriers of one map."""
        start = None
        for i, walled in enumerate(wall):
            if walled and start is not None:
                yield start, i
                start = None
            elif not walled and start is None:
                start = i
        if start is not None:
            yield start, len(self.text)

    def _protected(self, hits: list[Hit]) -> bytearray:
        safe = bytearray(len(self.text))
        words = [h for h in hits if h.tag == "protected" and not self._joins_names(h)]
        for hit in (*leftmost_longest(words), *self.names):
            if hit.end - hit.start > 1:
                safe[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        for suffix in self.suffixes:
            if suffix.end - suffix.start > 2:
                safe[suffix.start : suffix.end] = b"\1" * (suffix.end - suffix.start)
        for match in _ORDINAL.finditer(self.text):
            safe[match.start() : match.end()] = b"\1" * len(match[0])
        return safe

    def _joins_names(self, word: Hit) -> bool:
        """和 before a listed name and behind a head is no part of a word: 杨村中学和静宁一中 does not hold 和静."""
        if self.text[word.start] not in "和同与" or not any(s.end == word.start for s in self.suffixes):
            return False
        gazetteer, start = self.lexicon.gazetteer, word.start + 1
        after = [self.text[start : start + size] for size in (2, 3, 4)]
        return any(name in gazetteer.strong or name in gazetteer.weak for name in after)

    def _wall_characters(self) -> None:
        for i, c in enumerate(self.text):
            stops = c in self.lexicon.stop_chars or (
                c in self.lexicon.before_quotes and self.text[i + 1 : i + 2] == "“"
            )
            if stops and not self._safe[i]:
                self.thing[i] = 1

    def _open_nominal(self, hits: list[Hit]) -> None:
        """A stop character inside a verb that is used as a noun (对接) bars nothing by itself."""
        for hit in hits:
            if hit.tag == "stop" and hit.value in self.lexicon.nominal:
                self.thing[hit.start : hit.end] = bytes(hit.end - hit.start)

    def _wall_words(self, hits: list[Hit]) -> None:
        """Stop words and titles bar parties; those that are not used as nouns bar things too."""
        for hit in hits:
            if hit.tag not in ("stop", "title") or any(self._safe[hit.start : hit.end]):
                continue
            if hit.tag == "stop" and (self._inside_name(hit) or self._crosses_joint(hit)):
                continue
            wall = b"\1" * (hit.end - hit.start)
            self.party[hit.start : hit.end] = wall
            if hit.value not in self.lexicon.nominal and hit.value not in self.lexicon.not_posts:
                self.thing[hit.start : hit.end] = wall

    def _crosses_joint(self, stop: Hit) -> bool:
        """合开 is no verb in 联合开发."""
        return self.text[stop.start] == "合" and self.text[stop.start - 1 : stop.start] == "联"

    def _inside_name(self, stop: Hit) -> bool:
        """A verb inside an agency's or a company's name: a region or owner stands close before it, a head after it."""
        if stop.value in self.lexicon.full_verbs or any(n.start == stop.end for n in self.names):
            return False
        if any(h.start == stop.end and h.value.text in self.lexicon.bodies_corporate for h in self.suffixes):
            return True
        near = [n for n in self.names if n.end <= stop.start <= n.end + 6]
        if not any(self._open_between(n.end, stop.start) for n in near):
            return False
        return any(
            stop.end <= h.start + 1
            and stop.end < h.end <= stop.end + 5
            and h.value.kind in self.lexicon.verbal_kinds
            and len(h.value.text) >= 2
            and self._open_between(stop.end, h.end)
            for h in self.suffixes
        )

    def _open_between(self, start: int, end: int) -> bool:
        return not any(c in _PUNCTUATION or c in self.lexicon.stop_chars for c in self.text[start:end])

    def _wall_counts(self) -> None:
        for match in self.lexicon.counted(_NUMBER).finditer(self.text):
            if not any(self._safe[match.start() : match.end()]) and not self.lexicon.places_together.match(match[0]):
                self.thing[match.start() : match.end()] = b"\1" * len(match[0])
                if not _SINGLE.match(match[0]):
                    self.counts[match.end()] = match.start()

    def _open(self, wall: bytearray) -> None:
        """Quotation marks, brackets, spaces and signs that stand inside names."""
        for match in self.quotes:
            wall[match.start() : match.end()] = bytes(len(match[0]))
        for match in re.finditer(r"[（(]([^（）()]{1,6})[）)]", self.text):
            if self._in_name(match) and match.start() and not wall[match.start() - 1]:
                wall[match.start() : match.end()] = bytes(len(match[0]))
        for name in self.names:
            if name.value[0].level == "country" and self.text[name.end : name.end + 1] == "—" and self._pairs(name):
                wall[name.end] = 0
        for match in self.lexicon.hyphens.finditer(self.text):
            wall[match.start()] = 0
        for match in _LATIN.finditer(self.text):
            end = match.end() + (self.text[match.end() : match.end() + 1] == " ")
            wall[match.start() : end] = bytes(end - match.start())

    def _pairs(self, name: Hit) -> bool:
        """Whether a name and the one behind a dash begin a longer name: 中国—东盟博览会."""
        second = next((n for n in self.names if n.start == name.end + 1), None)
        things = [s for s in self.suffixes if second and second.end <= s.start <= second.end + 10]
        return second is not None and any(self._open_between(second.end, s.start) for s in things)

    def _in_name(self, bracket: re.Match[str]) -> bool:
        places = re.split("[—－-]", bracket[1])
        if len(places) == 2 and all(p in self.lexicon.gazetteer.strong or len(p) == 2 for p in places):
            return True  # 中越（河口—老街）交易会
        return bracket[1] in self.lexicon.bracketed or any(
            n.start == bracket.start(1) and n.end == bracket.end(1) for n in self.names
        )

    def _open_conjunctions(self) -> None:
        """和, 与, 、 inside one name: what stands before them begins with a region or an owner and has no head yet."""
        for i, c in enumerate(self.text):
            if c in _CONJUNCTIONS and self.party[i] and self._joins_one_name(i):
                self.party[i] = self.thing[i] = 0

    def _joins_one_name(self, i: int) -> bool:
        left = i
        while left and not self.party[left - 1]:
            left -= 1
        if self.lexicon.disciplines.search(self.text, left, i) and self._goes_to_school(i + 1):
            return True
        starts = [n.end for n in self.names if n.start == left and n.end < i]
        if (
            not starts
            or self.text[i - 1] == "）"
            or self._complete(max(starts), i)
            or self.text[left:i].endswith(self.lexicon.people)
        ):
            return False
        right, hops = i + 1, 0
        while True:
            end = right
            while end < len(self.text) and not self.party[end]:
                end += 1
            if (
                end == right
                or end - right > 12
                or any(n.start == right for n in self.names)
                or self.text[right] in LEVELS
            ):
                return False
            if any(h.end <= end and right < h.start and h.value.type == "institution" for h in self.suffixes):
                return True
            if hops == 2 or end >= len(self.text) or self.text[end] not in _CONJUNCTIONS:
                return False
            right, hops = end + 1, hops + 1

    def _goes_to_school(self, start: int) -> bool:
        """Whether a discipline and the head of a school follow: 食品与生物工程学院."""
        match = self.lexicon.school.match(self.text, start)
        return match is not None and not any(self.party[start : match.end()])

    def _complete(self, start: int, end: int) -> bool:
        """Whether a name ends with a head at ``end``."""
        return any(h.end == end and h.end > start for h in self.suffixes) or any(n.end == end for n in self.names)
