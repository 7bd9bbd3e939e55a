"""该院, 我校, 双方, 三地: words that stand for names said before, found as mentions and resolved in text order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.gazetteer import Gazetteer
from kg.lexicon import Hit, Lexicon
from kg.mentions import Mention
from kg.types import Entity


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A row of ``rules/anaphora.yml``; or 该 and 两家 with the ``head`` that they stand before (两家管理局)."""

    words: tuple[str, ...]
    of: tuple[str, ...]
    count: int
    home: bool = False
    visitor: bool = False
    level: str = ""
    not_before: str = ""
    alone: Sequence[str] = ()
    behind: str = ""
    ahead: str = ""
    pick: int | None = None
    head: str = ""


_NUMBERS = "两三四五六七"
_BEFORE_HEAD = re.compile(f"(?:该|这[家所座]|(?P<number>[{_NUMBERS}])[家个所座地省市县区校](?:[省市区县]级)?)")


class AnaphorFinder:
    """Finds anaphors: ``rows`` is the content of ``rules/anaphora.yml``, ``led`` what ends before a named 代表团."""

    def __init__(self, rows: list[dict[str, Any]], led: str) -> None:
        self._led = re.compile(led)
        made = [Anaphor(**{**r, "words": tuple(r["words"]), "of": tuple(r["of"])}) for r in rows]
        self.by_word = {word: row for row in made for word in row.words}
        words = sorted(self.by_word, key=lambda w: (-len(w), w))
        self._pattern = re.compile("|".join(map(re.escape, words)))

    def row(self, word: str) -> Anaphor:
        """The row of a word that :meth:`find` or :meth:`before_heads` found."""
        if word in self.by_word:
            return self.by_word[word]
        match = _BEFORE_HEAD.match(word)
        assert match is not None
        count = _NUMBERS.index(match["number"]) + 2 if match["number"] else 1
        return Anaphor((word,), ("institution",), count, head=word[match.end() :])

    def before_heads(self, text: str, lexicon: Lexicon) -> Iterator[Mention]:
        """该研究所, 两家管理局, 三市医保局: anaphors made of a demonstrative or a number and the head of a name."""
        for match in _BEFORE_HEAD.finditer(text):
            start, at = match.span()
            ends = [h.end for h in lexicon.scan(text[at : at + 14]) if not h.start and _heads_institution(h)]
            end = at + max(ends, default=0)
            if end > at and text[start:end] not in self.by_word and lexicon.may_end(text, at, end):
                yield Mention(start, end, text[start:end], "institution", shape="anaphor")

    def find(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """Anaphors outside the mentions ``taken``; one that is part of a longer word (医院感染, 学校教育) is none."""
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if any(m.start < end and start < m.end for m in taken):
                continue
            row = self.by_word[match[0]]
            if match[0] in row.alone and not self._stands_alone(text, start, end):
                continue
            if row.not_before and re.match(row.not_before, text[end:]):
                continue
            if (row.behind and text[max(start - 1, 0) : start] not in row.behind) or not re.match(
                row.ahead, text[end:]
            ):
                continue
            if row.visitor and (any(m.end == start for m in taken) or self._led.search(text, 0, start)):
                continue
            type_ = "region" if row.of == ("region",) else "institution"
            yield Mention(start, end, match[0], type_, shape="anaphor")

    @staticmethod
    def _stands_alone(text: str, start: int, end: int) -> bool:
        before, after = text[max(start - 1, 0) : start], text[end : end + 1]
        return (
            (not before or before in "，。；：、“与和由在对向为，将及从是日年月.)）")
            and bool(after)
            and after not in "的里内外，。、；”"
        )


def _heads_institution(hit: Hit) -> bool:
    return hit.tag == "suffix" and hit.value.type == "institution" and hit.end - hit.start >= 2


def antecedents(
    row: Anaphor,
    history: Sequence[Entity],
    home: Sequence[Entity],
    last: Sequence[Entity],
    gazetteer: Gazetteer,
) -> list[Entity]:
    """The entities that an anaphor stands for, empty where the text does not settle it.

    ``history``: parties in text order up to here; ``home``: those of the title and masthead; ``last``: the partners of
    the last claim, or the two regions of a compound that stands behind it.
    """
    if row.home:
        pool = [e for e in [*home, *reversed(history)] if _fits(e, row, gazetteer)]
        return pool[:1]
    if row.pick is not None:
        pair = antecedents(replace(row, pick=None), history, home, [], gazetteer)
        return pair[row.pick :][:1]
    if row.count > 1 and len(last) == row.count and all(_fits(e, row, gazetteer) for e in last):
        return list(last)
    found: list[Entity] = []
    if row.count > 1:
        bloc = next((e for e in reversed(history) if gazetteer.members_of(e.name) == row.count), None)
        if bloc is not None and row.of == ("region",):
            return [bloc]
    for entity in reversed(history):
        if _fits(entity, row, gazetteer) and entity.id not in {e.id for e in found}:
            found.append(entity)
            if len(found) == row.count:
                return found[::-1]
    return []


def _fits(entity: Entity, row: Anaphor, gazetteer: Gazetteer) -> bool:
    if row.level == "国":
        return any(e.level == "country" for e in gazetteer.strong.get(entity.name, ()))
    if row.head:
        return entity.type == "institution" and any(n.endswith(row.head) and n != row.head for n in entity.names)
    if row.level:
        shown = {n[-1] for n in entity.names if not ("省" not in row.level and n.endswith("自治区"))}
        return entity.type == "region" and not shown.isdisjoint(row.level)
    return "party" in row.of or entity.kind in row.of or entity.type in row.of
