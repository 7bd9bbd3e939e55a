"""中法, 京津, 闽宁: two or more regions in one word, each by its one-character form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kg.gazetteer import Entry, Gazetteer
from kg.mentions import Mention


class CompoundFinder:
    """Finds compounds of regions; ``rules`` is the entry ``compounds`` of ``rules/grammar.yml``."""

    def __init__(self, gazetteer: Gazetteer, rules: dict[str, Any]) -> None:
        letters = {k: v for k, v in gazetteer.abbreviated.items() if len(k) == 1}
        self._countries = {k: v for k, v in letters.items() if v.level == "country"}
        self._provinces = {k: v for k, v in letters.items() if v.level == "province"}
        self._after = "|".join(sorted(rules["after"], key=len, reverse=True))
        self._patterns = [self._pattern(t) for t in (self._countries, self._provinces)]

    def _pattern(self, table: dict[str, Entry]) -> re.Pattern[str]:
        letters = "".join(sorted(table))
        return re.compile(f"(?<![{letters}])[{letters}]{{2,3}}(?=(?:{self._after}))")

    def find(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """Compounds outside the mentions ``taken``, followed by a word of relations between regions."""
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                start, end = match.span()
                if len(set(match[0])) == len(match[0]) and not any(m.start < end and start < m.end for m in taken):
                    yield Mention(start, end, match[0], "region", "region", shape="compound")

    def members(self, mention: Mention) -> list[Entry]:
        """The regions that a compound names, in its order."""
        table = self._countries if all(c in self._countries for c in mention.text) else self._provinces
        return [table[c] for c in mention.text]
