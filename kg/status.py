"""Whether what a clause says is done, going on, planned, proposed or denied.

Cues with scope, after ConText (Harkema et al. 2009).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.clauses import BREAKS, INSTRUMENT, PARTIES

ORDER = ("negated", "hoped", "proposed", "planned")
_ALL = (*ORDER, "ongoing")
_AHEAD = ("proposed", "planned")  # what a clause says of itself and of those that go on from it
_NEAR = 12
# 每月15日，甲医院…: a clause that only says when
_WHEN = re.compile(rf"(?<![^。；！？\n])[^{PARTIES}{BREAKS}]{{1,10}}，$")
# 达成的协议将于月底到期: what follows is said of the agreement
_OF = re.compile(rf"的[^{PARTIES}{BREAKS}]{{0,8}}{INSTRUMENT}")
_QUOTED = re.compile(r"“[^“”]*”")
_BY_BOTH = re.compile(rf"经[{PARTIES}]{{1,2}}(?:友好)?协商(?:一致)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """What set a status, as it was found."""

    status: str
    text: str


class StatusReader:
    """Reads the status of a trigger from the masked sentence around it.

    ``cues`` is the content of ``rules/status.yml``.
    """

    def __init__(self, cues: dict[str, Any]) -> None:
        self._before = {s: _words(cues[s]["before"]) for s in _ALL}
        self._sentence = {s: _words(cues[s]["sentence"]) for s in _ALL}
        self._after = {s: _words(cues[s]["after"]) for s in _ALL}
        self._later = {s: _words(cues[s].get("later", [])) for s in _ALL}
        self._speech = _words(cues["speech"]["verbs"])
        self._wish = re.compile(cues["speech"]["wishes"])
        self._not_in = _words(cues["not_in"])
        self._leading = _words(cues["begun"]["triggers"])
        self._begun = re.compile(cues["begun"]["after"])
        self._end = _words(cues["terminators"])
        self._lasting = _words(cues["lasting"]["triggers"])
        self._often = _words(cues["lasting"]["often"])
        self._over = _words(cues["lasting"]["unless"])
        self._headings = {s: _words(words) for s, words in cues["sections"]["headings"].items()}
        self._leads = {s: _words(words) for s, words in cues["sections"]["leads"].items()}

    def read(
        self,
        text: str,
        start: int,
        end: int,
        default: str,
        section: str | None = None,
        carried: frozenset[int] = frozenset(),
    ) -> tuple[str, Cue | None]:
        """Status of the trigger at ``[start, end)`` of a masked sentence, with the cue that set it, if any did.

        ``section`` is what :meth:`section` says of the part of the text, ``carried`` the places of the mask where a
        subject is said again.
        """
        text = _QUOTED.sub(lambda m: "“" + "＿" * (len(m[0]) - 2) + "”", text[:start]) + text[start:]
        cue = self._ahead(text, start, end, carried)
        told = self._is_told(text, start, end)
        if section and not told and (cue is None or cue.status == "planned"):
            cue = Cue(section, section)
        cue = cue or self._lasts(text, start, end, default, carried)
        cue = cue or self._has_begun(text, start, end, default)
        return (cue.status, cue) if cue else (default, None)

    def section(self, line: str, heading: bool, before: str | None, title: str | None = None) -> str | None:
        """The status of what stands below a heading or behind a line such as 建议如下：; ``before`` is the one so far.

        A heading ends a section; then ``title``, the status that the title of the article gives, holds again.
        """
        for status, words in (self._headings if heading else self._leads).items():
            if words.search(line):
                return str(status)
        return title if heading else before

    def _ahead(self, text: str, start: int, end: int, carried: frozenset[int]) -> Cue | None:
        """What is not, or not yet."""
        clause, stop = _clause(text, start, end)
        left = self._scope(text[clause:start])
        right = "" if _OF.match(text, end) else text[end:stop]
        gone_on = [] if self._end.search(text[clause:start]) else list(self._gone_on(text, clause, carried))
        for status in ORDER:
            found = self._search(self._before[status], left) or self._search(self._after[status], right, _NEAR)
            found = found or self._search_later(status, text, stop, carried)
            if status == "hoped":
                found = found or self._search_all(status, gone_on) or self._wished(text[:start])
            if found:
                return Cue(status, found)
        if self._end.search(text[clause:start]):
            return None
        for status in _AHEAD:
            if found := self._search_all(status, gone_on):
                return Cue(status, found)
        return self._of_sentence(("proposed", "planned"), text, start)

    def _search_all(self, status: str, clauses: list[str]) -> str | None:
        return next((found for c in clauses if (found := self._search(self._before[status], c))), None)

    def _wished(self, before: str) -> str | None:
        """What reported speech says must be done."""
        return "要" if self._speech.search(before) and self._wish.search(before) else None

    def _gone_on(self, text: str, clause: int, carried: frozenset[int]) -> Iterator[str]:
        """Clauses before one that has its subject from them, back to the one that has a subject of its own."""
        while clause and clause in carried and text[clause - 1] == "，":
            end = clause - 1
            clause = _clause(text, end, end)[0]
            earlier = self._scope(text[clause:end])
            yield earlier
            if len(earlier) < end - clause:
                return

    def _lasts(self, text: str, start: int, end: int, default: str, carried: frozenset[int]) -> Cue | None:
        """What goes on, by a cue or by the meaning of the trigger."""
        if default in ("planned", "proposed"):
            return None
        clause, stop = _clause(text, start, end)
        when = _WHEN.search(text, 0, clause)
        left, right = self._scope(text[when.start() if when else clause : start]), text[end:stop]
        found = self._search(self._before["ongoing"], left) or self._search(self._after["ongoing"], right, _NEAR)
        if not found and default == "done" and self._lasting.fullmatch(text, start, end):
            found = None if self._over.search(text[clause:stop]) else text[start:end]
        if not found and default == "done" and self._often.fullmatch(text, start, end):
            found = self._search_later("ongoing", text, stop, carried)
        if found:
            return Cue("ongoing", found)
        return self._of_sentence(("ongoing",), text, start) if default != "done" else None

    def _has_begun(self, text: str, start: int, end: int, default: str) -> Cue | None:
        """What goes on by its rule, and has just begun: 由甲医院牵头的联盟成立."""
        if default != "ongoing" or not self._leading.fullmatch(text, start, end):
            return None
        found = self._begun.match(text, end)
        return Cue("done", found[0]) if found else None

    def _of_sentence(self, statuses: tuple[str, ...], text: str, start: int) -> Cue | None:
        """A cue that holds for all clauses behind it."""
        earlier = self._scope(text[:start])
        for status in statuses:
            if found := self._search(self._sentence[status], earlier, len(text)):
                return Cue(status, found)
        return None

    def _search_later(self, status: str, text: str, stop: int, carried: frozenset[int]) -> str | None:
        """A cue in a clause that follows, if no other party is spoken of there."""
        at = stop
        while at < len(text) and text[at] == "，":
            clause, at = at + 1, _clause(text, at + 1, at + 1)[1]
            said = _BY_BOTH.sub("", text[clause:at])
            if any(p in said[clause in carried :] for p in PARTIES):
                return None
            if found := self._search(self._later[status], said):
                return found
        return None

    def _is_told(self, text: str, start: int, end: int) -> bool:
        """Whether the clause itself says that something has happened."""
        return text[end : end + 1] in ("了", "过") or bool(self._end.search(text[_clause(text, start, end)[0] : start]))

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
                return str(match[0])
        return None


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the clause around ``[start, end)``."""
    first = max((text.rfind(c, 0, start) for c in BREAKS), default=-1) + 1
    return first, min((e for e in (text.find(c, end) for c in BREAKS) if e >= 0), default=len(text))


def _words(words: list[str]) -> re.Pattern[str]:
    """One expression for words, which may be regular expressions; ``{instrument}`` and ``{party}`` stand for masks."""
    masked = (w.replace("{instrument}", INSTRUMENT).replace("{party}", f"[{PARTIES}]") for w in words)
    longest = sorted(masked, key=lambda w: (-len(w), w))
    return re.compile("|".join(longest) or r"(?!)")
