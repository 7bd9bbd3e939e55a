"""Broken layout repaired, with a map back to the source.

What changes: control and zero-width characters go; full-width letters and digits become half-width (never
NFKC, which would take the Chinese punctuation with it); half-width punctuation beside Chinese becomes
full-width; stray spaces go; lines cut inside a sentence are joined; captions printed twice stand once, and those that
interrupt a sentence not at all; Markdown marks go.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.layout import (
    HAN,
    Layout,
    Line,
    credit_start,
    ends_sentence,
    intruders,
    is_furniture,
    lead_length,
    width,
)
from kg.types import Mended

_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_FOLD = str.maketrans(
    {full: full - 0xFEE0 for full in _FULL_WIDTH}
    | dict.fromkeys((0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")
    | dict.fromkeys((0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029), "\n")
)
_ENTITY = re.compile(r"&(?:[nem][bnm]?sp|amp|lt|gt|quot|middot|[lr][ds]quo|mdash|hellip|#\d{2,6}|#x[\da-fA-F]{2,5});")
_DROPPED = re.compile(
    "\r(?=\n)|\\*\\*+|[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
_ZH = rf"[{HAN}\u3001-\u303f\uff01-\uff5e“”‘’—…·]"
_MARKS = str.maketrans(",;:?!()", "，；：？！（）")
_BRACKETS = re.compile(r"\(([^()\n]{0,100})\)")
_HALF = re.compile(rf"(?<={_ZH})(?!://)[,;:?!()]+|[,;:?!()]+(?={_ZH})")
_CHINESE = re.compile(_ZH)
_QUOTED = re.compile(r'"([^"\n]{1,200})"')
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_SECTION = rf"(?:{_NUMERAL}、|（{_NUMERAL}）)[^ ，。；\n]{{3,40}}"
_INLINE_HEADING = re.compile(rf"(?<=[。！？”]) +(?={_SECTION} )|(?<=[。！？”] )(?P<head>{_SECTION}) ")
_GLUED_LEAD = re.compile(rf"(?<=[{HAN}”》！？])(?<![据由])(?=本报讯[\s（(])")
_LINE = re.compile(r"^([^\S\n]*)(.*?)[^\S\n]*$", re.M)
_RULE = re.compile(r"[-*_=~－—]+$")
_MARKDOWN = re.compile(rf"(?P<heading>#{{1,6}}(?=\s|[{HAN}]))\s*|[-+*•●◆▪◦·]\s+|•|>\s?")
_SPACES = re.compile(r"[ 　]+")
_PROTECTED = re.compile(r"《[^《》\n]{1,60}》|“[^“”\n]{1,30}”|（[^（）\n]{1,40}）")
_STRETCH = re.compile(r"[^，。；：？！、（）《》“”\n]*")
_NO_SPACE_AFTER = "，、；：（《“‘【" + "。！？"
_NO_SPACE_BEFORE = "，。、；：！？）》”’】"
_NUMBER_APART = re.compile(r"[\d.]+ ")
_UNIT = re.compile(r"[年月日时分秒个家所名人次元岁届周级期项位种条款台套张件岗万亿余多%]")


@dataclass(frozen=True, slots=True)
class _Draft:
    text: str
    origin: list[int]

    def same_length(self, text: str) -> _Draft:
        return _Draft(text, self.origin)

    def rewrite(self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> _Draft:
        """Replace each match by at most as many characters, or put one in where an empty match is."""
        return self.pieces(self._pieces(pattern, new))

    def _pieces(
        self, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]
    ) -> Iterator[tuple[int, int, str | None]]:
        done = 0
        for match in pattern.finditer(self.text):
            yield done, match.start(), None
            yield match.start(), match.end(), new(match)
            done = match.end()
        yield done, len(self.text), None

    def pieces(self, pieces: Iterable[tuple[int, int, str | None]]) -> _Draft:
        """The draft put together from spans of this one, each as it is (None) or as other text."""
        text: list[str] = []
        origin: list[int] = []
        for start, end, new in pieces:
            if new is None:
                text.append(self.text[start:end])
                origin += self.origin[start:end]
            elif new:
                text.append(new)
                origin += self.origin[start : start + len(new)]
        return _Draft("".join(text), origin)


def mend(text: str) -> Mended:
    """The text with its layout repaired, each character with the offset of the source that it came from.

    Offsets never decrease. Works on any text and raises nothing.
    """
    draft = _Draft(text, list(range(len(text))))
    for stage in (_characters, _punctuation, _glued, _lines, _quotes, _stray_spaces, _compose):
        draft = stage(draft)
    return Mended(draft.text, tuple(draft.origin))


def _characters(draft: _Draft) -> _Draft:
    if "&" in draft.text:
        draft = draft.rewrite(_ENTITY, lambda match: html.unescape(match[0])[:1])
    draft = draft.rewrite(_DROPPED, lambda match: "")
    return draft.same_length(draft.text.translate(_FOLD))


def _punctuation(draft: _Draft) -> _Draft:
    def brackets(match: re.Match[str]) -> str:
        around = match.string[max(0, match.start() - 1) : match.end() + 1]
        return f"（{match[1]}）" if _CHINESE.search(around) else match[0]

    text = _BRACKETS.sub(brackets, draft.text)
    return draft.same_length(_HALF.sub(lambda match: match[0].translate(_MARKS), text))


def _glued(draft: _Draft) -> _Draft:
    """Headings run into the text: ``…“结了亲”本报讯 墙里``, ``…平台。 一、会议规模 此次大会``."""
    text = _INLINE_HEADING.sub(lambda m: f"{m['head']}\n" if m["head"] else "\n".rjust(len(m[0])), draft.text)
    return draft.same_length(text).rewrite(_GLUED_LEAD, lambda match: "\n")


def _lines(draft: _Draft) -> _Draft:
    lines = list(_read_lines(draft.text))
    dropped = intruders(lines)
    lines = [line for i, line in enumerate(lines) if i not in dropped]
    joined = Layout(lines).joins()
    return draft.pieces(_assemble(draft.text, lines, joined))


def _read_lines(text: str) -> Iterator[Line]:
    gap = 0
    for match in _LINE.finditer(text):
        content, start = match[2], match.start(2)
        if not content or _RULE.match(content):
            gap += 1
            continue
        mark = _MARKDOWN.match(content)
        if mark:
            start += mark.end()
            content = content[mark.end() :].rstrip("# ") if mark["heading"] else content[mark.end() :]
        if not content:
            continue
        heading = bool(mark and mark["heading"])
        pieces = _halves(content) if 6 <= len(content) <= 160 else None
        kept = "".join(content[a:b] for a, b in pieces) if pieces else content
        spans = tuple((start + a, start + b) for a, b in pieces or [(0, len(content))])
        indented = len(match[1]) > 1 or "　" in match[1]
        yield Line(kept, spans, gap, heading, bool(pieces), indented)
        gap = 0


def _halves(content: str) -> list[tuple[int, int]] | None:
    """The first halves of a line whose every part is printed twice, or None."""
    places = [i for i, char in enumerate(content) if not char.isspace()]
    letters = "".join(content[i] for i in places)
    tail = letters[-1] if letters[-1] in "。！？" and len(letters) % 2 else ""
    letters = letters[: len(letters) - len(tail)]
    if len(letters) < 6 or any(letters.count(char) % 2 for char in set(letters)):
        return None
    units = _units(letters)
    if not units or max(length for _, length in units) < 3:
        return None
    kept = [(places[at], places[at + length - 1] + 1) for at, length in units]
    if tail:
        kept.append((places[-1], places[-1] + 1))
    return list(_spaced(content, kept))


def _spaced(content: str, kept: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The kept parts, with a space between those that had one somewhere between them."""
    done = 0
    for start, end in kept:
        space = next((i for i in range(done, start) if content[i].isspace()), None)
        if done and space is not None:
            yield space, space + 1
        yield start, end
        done = end


def _units(letters: str) -> list[tuple[int, int]] | None:
    """Cut into parts that stand twice in a row: start and length of the first copies; longest parts first."""
    size = len(letters)
    step = [0] * (size + 1)
    step[size] = -1
    for at in range(size - 2, -1, -1):
        for length in range((size - at) // 2, 0, -1):
            if step[at + 2 * length] and letters.startswith(letters[at : at + length], at + length):
                step[at] = length
                break
    units, at = [], 0
    while at < size and step[at]:
        units.append((at, step[at]))
        at += 2 * step[at]
    return units if at == size else None


def _assemble(text: str, lines: list[Line], joined: set[int]) -> Iterator[tuple[int, int, str | None]]:
    end = 0
    for i, line in enumerate(lines):
        if i:
            at = max(end, text.find("\n", end))
            yield at, at + 1, _between(lines[i - 1].text, line.text) if i in joined else "\n"
        for start, stop in line.pieces[:-1]:
            yield start, stop, None
        start, end = line.pieces[-1]
        hyphenated = i + 1 in joined and _hyphenated(line.text, lines[i + 1].text)
        yield start, end - hyphenated, None


def _between(before: str, after: str) -> str:
    english = after[0].isascii() and re.search(r"[A-Za-z][,;:.)]?$", before)
    return " " if english and not _hyphenated(before, after) else ""


def _hyphenated(before: str, after: str) -> bool:
    return bool(re.search(r"[a-z]-$", before) and re.match("[a-z]", after))


def _quotes(draft: _Draft) -> _Draft:
    if '"' not in draft.text:
        return draft
    lines = draft.text.split("\n")
    return draft.same_length("\n".join(map(_pair_quotes, lines)))


def _pair_quotes(line: str) -> str:
    if line.count('"') % 2 or not line.count('"'):
        return line

    def pair(match: re.Match[str]) -> str:
        around = line[max(0, match.start() - 1) : match.end() + 1]
        return f"“{match[1]}”" if _CHINESE.search(around) else match[0]

    return _QUOTED.sub(pair, line)


def _stray_spaces(draft: _Draft) -> _Draft:
    """Spaces inside Chinese running text go; those that divide the parts of a heading stay."""
    pieces: list[tuple[int, int, str | None]] = []
    start = done = 0
    for line in draft.text.splitlines(keepends=True):
        if " " in line or "　" in line:
            for at, end, new in _Spaces(line).changes():
                pieces += [(done, start + at, None), (start + at, start + end, new)]
                done = start + end
        start += len(line)
    return draft.pieces([*pieces, (done, start, None)])


class _Spaces:
    """The spaces of one line."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.lead = lead_length(line)
        self.credit = credit_start(line.rstrip())
        self.prose = is_prose(line)
        self.protected = [match.span() for match in _PROTECTED.finditer(line)]
        self.stretches = self._stretches() if self.prose else set()
        parts = line.split()
        self.spaced_out = len(parts) > 3 and all(len(part) == 1 for part in parts)

    def changes(self) -> Iterator[tuple[int, int, str]]:
        for match in _SPACES.finditer(self.line):
            new = self._new(match)
            if new != match[0]:
                yield match.start(), match.end(), new

    def _new(self, match: re.Match[str]) -> str:
        before, after = self.line[match.start() - 1], self.line[match.end() : match.end() + 1]
        if not after or not match.start() or match.start() == self.lead or match.start() >= self.credit:
            return match[0]
        if before.isascii() and after.isascii():
            return " " if self.prose else match[0]
        if before in _NO_SPACE_AFTER or after in _NO_SPACE_BEFORE:
            return ""
        if before.isdigit() and _UNIT.match(after):
            return ""
        return self._in_prose(match) if self.prose else self._in_heading(match)

    def _in_heading(self, match: re.Match[str]) -> str:
        """Stray before a number that has a space on its other side too, and in s p a c e d letters."""
        return "" if _NUMBER_APART.match(self.line, match.end()) or self.spaced_out else match[0]

    def _in_prose(self, match: re.Match[str]) -> str:
        at = match.start()
        if self.line[at - 1].isascii() or self.line[match.end()].isascii():
            return ""
        place = bisect_left(self.protected, (at, at))
        if place and self.protected[place - 1][1] > at:
            return match[0]
        return match[0] if at in self.stretches else ""

    def _stretches(self) -> set[int]:
        """Spaces that part the items of a list: more than one between two marks, and no part a mere scrap."""
        kept: set[int] = set()
        for stretch in _STRETCH.finditer(self.line):
            parts = stretch[0].split()
            if len(parts) > 2 and min(map(len, parts)) > 2 and all(_CHINESE.match(part) for part in parts):
                kept.update(stretch.start() + m.start() for m in _SPACES.finditer(stretch[0]))
        return kept


def is_prose(line: str) -> bool:
    """Whether the line is running text, not a heading, caption or header."""
    line = line.rstrip()
    return ("。" in line or width(line) > 50 or ends_sentence(line)) and not is_furniture(line)


def _compose(draft: _Draft) -> _Draft:
    if unicodedata.is_normalized("NFC", draft.text):
        return draft
    return draft.pieces(_clusters(draft.text))


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Characters with the marks that combine with them, composed."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not _combines(text[i]):
            yield start, i, unicodedata.normalize("NFC", text[start:i])[: i - start]
            start = i


def _combines(char: str) -> bool:
    if char < "\u0300":
        return False
    jamo = "\u1161" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff"
    return jamo or unicodedata.category(char)[0] == "M"
