"""中法, 京津, 闽宁: two or more regions in one word, each by its one-character form."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Any

from kg.gazetteer import Entry, Gazetteer
from kg.mentions import Mention


class CompoundFinder:
    """Finds compounds of regions; ``rules`` is the entry ``compounds`` of ``rules/grammar.yml``."""

    def __init__(self, gazetteer: Gazetteer, rules: dict[str, Any]) -> None:
        self._gazetteer = gazetteer
        letters = {k: v for k, v in gazetteer.abbreviated.items() if len(k) == 1}
        self._countries = _of_level(letters, "country")
        self._provinces = _of_level(letters, "province")
        self._side = re.compile(
            f"[{''.join(sorted(set(self._countries) - set(rules['no_side'])))}]方(?![面法式案便针向位程略])"
        )
        self._after = "|".join(sorted(rules["after"], key=len, reverse=True))
        self._visited = re.compile(
            f"(?<=[{rules['going']}])[华{''.join(sorted(self._provinces))}](?![{rules['not_after']}])"
        )
        self._prepositions = "".join(rules["prepositions"])
        self._patterns = [self._pattern(t) for t in (self._countries, self._provinces)]

    def _pattern(self, table: dict[str, tuple[Entry, ...]]) -> re.Pattern[str]:
        letters = "".join(sorted(table))
        prepositions = self._prepositions
        begins = f"(?:(?<![{letters}·])|(?<=[{prepositions}]))(?![{prepositions}][{letters}]{{2}})"
        return re.compile(f"{begins}[{letters}]{{2,3}}(?=(?:{self._after}))")

    def find(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """Compounds outside the mentions ``taken``, before a word of relations between regions; and 中方, 来华."""
        for match in (*self._side.finditer(text), *self._visited.finditer(text)):
            if not any(m.start < match.end() and match.start() < m.end for m in taken):
                yield Mention(match.start(), match.end(), match[0], "region", "region", shape="compound")
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if len(set(match[0])) == len(match[0]) and not any(m.start < end and start < m.end for m in taken):
                    yield Mention(start, end, match[0], "region", "region", shape="compound")

    def members(self, mention: Mention, named: Container[str]) -> list[Entry]:
        """The regions that a compound names, in its order; of several with one letter the one that is ``named``.

        None where the letters leave it open: 德乌 of a text that names neither 乌克兰 nor 乌兹别克斯坦.
        """
        if mention.entry is not None:
            return [self._gazetteer.strong[name][0] for name in mention.entry.members]
        letters = mention.text.removesuffix("方").replace("华", "中")
        table = self._countries if all(c in self._countries for c in letters) else self._provinces
        meant = [[e for e in table[c] if e.name in named] or list(table[c]) for c in letters]
        return [entries[0] for entries in meant] if all(len(entries) == 1 for entries in meant) else []


def _of_level(letters: dict[str, tuple[Entry, ...]], level: str) -> dict[str, tuple[Entry, ...]]:
    kept = {k: tuple(e for e in v if e.level == level) for k, v in letters.items()}
    return {k: v for k, v in kept.items() if v}
