"""Whether what a clause says is done, going on, planned, proposed or denied: cues with scope, after ConText (Harkema et al. 2009)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kg.clauses import BREAKS

ORDER = ("negated", "hoped", "proposed", "planned", "ongoing")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that sets a status, as it was found."""

    status: str
    text: str


class StatusReader:
    """Reads the status of a trigger from the masked sentence around it. ``cues`` is the content of ``rules/status.yml``."""

    def __init__(self, cues: dict[str, Any]) -> None:
        self._before = {s: _words(cues[s]["before"]) for s in ORDER}
        self._sentence = {s: _words(cues[s]["sentence"]) for s in ORDER}
        self._after = {s: _words(cues[s]["after"]) for s in ORDER}
        self._speech = _words(cues["speech"]["verbs"])
        self._wish = re.compile(cues["speech"]["wishes"])
        self._not_in = _words(cues["not_in"])
        self._end = _words(cues["terminators"])

    def read(self, text: str, start: int, end: int, default: str) -> tuple[str, Cue | None]:
        """Status of the trigger at ``[start, end)`` of a masked sentence, with the cue that set it, if any did."""
        clause = max((text.rfind(c, 0, start) for c in BREAKS), default=-1) + 1
        stop = min((e for e in (text.find(c, end) for c in BREAKS) if e >= 0), default=len(text))
        left = self._scope(text[clause:start])
        for status in ORDER:
            found = self._search(self._before[status], left) or self._search(
                self._after[status], text[end:stop], near=12
            )
            if found and not (status == "ongoing" and default in ("planned", "proposed")):
                return status, Cue(status, found)
        if self._speech.search(text[:start]) and self._wish.search(text[:start]):
            return "hoped", Cue("hoped", "要")
        earlier = self._scope(text[:clause]) + left
        for status in ("proposed", "planned", "ongoing"):
            found = self._search(self._sentence[status], earlier)
            if found and not self._end.search(left) and not (status == "ongoing" and default == "done"):
                return status, Cue(status, found)
        return default, None

    def _scope(self, text: str) -> str:
        """What is left of the last word that ends the scope of cues."""
        ends = [m.end() for m in self._end.finditer(text)]
        return text[ends[-1] :] if ends else text

    def _search(self, words: re.Pattern[str], text: str, near: int = 60) -> str | None:
        for match in words.finditer(text):
            if match.start() <= near and not any(
                n.start() <= match.start() and match.end() <= n.end() and len(n[0]) > len(match[0])
                for n in self._not_in.finditer(text)
            ):
                return match[0]
        return None


def _words(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) or r"(?!)")
