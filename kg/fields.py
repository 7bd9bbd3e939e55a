"""The fields of cooperation that a text lists: 聚焦A、B、C三大领域, 围绕…, 在A、B等方面."""

from __future__ import annotations

import re
from typing import Any


class FieldReader:
    """Finds lists of fields; ``rules`` is the content of ``rules/fields.yml``."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self._patterns = [re.compile(p) for p in rules["patterns"]]
        self._separators = re.compile(rules["separators"])
        self._never = re.compile(rules["never"])
        self._size = range(rules["shortest"], rules["longest"] + 1)

    def read(self, text: str) -> tuple[str, ...]:
        """Fields listed in a stretch of text, in their order; empty where it lists none or only one vague thing."""
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                fields = self._split(match[1])
                if fields:
                    return fields
        return ()

    def _split(self, listed: str) -> tuple[str, ...]:
        parts = [re.sub(r"等$", "", p.strip()) for p in self._separators.split(listed)]
        kept = [p for p in parts if len(p) in self._size and not self._never.search(p)]
        return tuple(dict.fromkeys(kept)) if kept and len(kept) == len([p for p in parts if p]) else ()
