"""A page cut to articles, and articles to sentences.

Offsets here count characters of the mended text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg import layout
from kg.dates import find_dateline
from kg.types import Article, Mended, Sentence

_MARK = re.compile(r"[。！？!?…]+[”’」』）)》\]】]*")
_TITLE = re.compile(r"《[^《》]*》|（[^（）]{0,80}）")
_IN_ADDRESS = re.compile(r"[!-~].[A-Za-z0-9]")
_GOES_ON = re.compile(r"[，、；：,;:]|(?<=[”’」』）》])(?:的|和|与|及|等)")
_DIGEST = re.compile(r"(?:快讯|简讯|短讯|集锦|速览|一览|要闻)$")
_LABEL = re.compile(
    r"(?:[主承协合]办|(?:支持|指导|参加|参会|合作|签约)(?:单位|媒体|机构|各?方)|证券代码|联系[人方电]|甲方|乙方)[^：，。]{0,8}："
)
_QUESTION = re.compile(r"[^。！？!?…]+[！？!?]$")
_TEXTS = ("body", "lead")
_HEADERS = ("heading", "byline", "date", "furniture", "formula")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    kind: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def split(mended: Mended, *, title: str | None, published: str | None) -> list[Article]:
    """The articles of a page in text order; they do not overlap and hold all of its text.

    ``title`` and ``published`` are what the file itself says of the page; ``published`` outweighs dates in the text.
    """
    lines = list(_lines(mended.text))
    starts = _Page(lines).starts()
    groups = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    datelines = [published or _own_dateline(group) for group in groups]
    page_date = next((date for date in datelines if date), None)
    return [
        Article(
            group[0].start,
            group[-1].end,
            _title(group) if len(groups) > 1 or not title else title,
            date or page_date,
            tuple(_sentences(group)),
        )
        for group, date in zip(groups, datelines, strict=True)
    ]


def _lines(text: str) -> Iterator[_Line]:
    spans: list[tuple[int, str]] = []
    start = 0
    for line in text.split("\n"):
        content = line.strip()
        if content:
            spans.append((start + line.index(content), content))
        start += len(line) + 1
    for i, (at, content) in enumerate(spans):
        after = spans[i + 1][1] if i + 1 < len(spans) else ""
        yield _Line(at, content, _kind(content, after))


def _kind(text: str, after: str) -> str:
    for kind, test in _TESTS:
        if test(text):
            return kind
    if layout.ends_sentence(text):
        asks = _QUESTION.match(text) and layout.width(text) <= 26 and layout.width(after) > 40
        return "heading" if asks else "body"
    if _LABEL.match(text):
        return "body"
    runs_on = text[-1] in "，、；：,;:" or "。" in text or layout.width(text) > 50
    return "body" if runs_on else "heading"


_TESTS = (
    ("date", layout.is_date),
    ("furniture", layout.is_furniture),
    ("byline", layout.is_byline),
    ("credit", layout.is_credit),
    ("formula", layout.is_formula),
    ("lead", layout.is_lead),
    ("caption", lambda text: layout.is_caption(text) and layout.width(text) <= 60),
)


class _Page:
    """Finds where articles start among the lines of a page."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.kinds = [line.kind for line in lines]
        self.blocks = list(self._find_blocks())
        self.next_text = self._find_next_text()

    def _find_blocks(self) -> Iterator[int]:
        """For each line, the first of the headings and page headers right before it, or the line itself."""
        head: int | None = None
        for i, kind in enumerate(self.kinds):
            yield i if head is None else head
            if kind not in _HEADERS:
                head = None
            elif head is None and (i == 0 or kind == "heading"):
                head = i

    def _find_next_text(self) -> list[int]:
        """For each line, the first line of text from there on; the number of lines if there is none."""
        found = [len(self.kinds)] * (len(self.kinds) + 1)
        for i in range(len(self.kinds) - 1, -1, -1):
            found[i] = i if self.kinds[i] in _TEXTS else found[i + 1]
        return found

    def starts(self) -> list[int]:
        """Indices of the first lines of the articles."""
        reports = self._report_starts()
        found = {0} | reports | self._dated_starts() | self._other_starts()
        if len(reports) > 1 or self._is_digest():
            found |= self._heading_starts()
        return self._with_text(self._hand_back(sorted(found)))

    def _report_starts(self) -> set[int]:
        """Where reports start: at the headings above ``本报讯`` or a byline."""
        found = set()
        for i, (kind, block) in enumerate(zip(self.kinds, self.blocks, strict=True)):
            titled = block == 0 or block < i
            if kind == "lead" or (kind == "byline" and titled and not self._has_lead(i)):
                found.add(block)
        return found

    def _has_lead(self, i: int) -> bool:
        return i + 1 < len(self.kinds) and self.kinds[i + 1] == "lead"

    def _dated_starts(self) -> set[int]:
        """On pages of several dated items: after each date, or before, where the first stands above its item."""
        dates = [i for i, kind in enumerate(self.kinds) if kind == "date"]
        if len(dates) < 2:
            return set()
        if dates[0] > self.next_text[0]:
            return {i + 1 for i in dates if i + 1 < len(self.kinds)}
        return {self.blocks[i] for i in dates}

    def _other_starts(self) -> set[int]:
        found = set()
        for i, line in enumerate(self.lines):
            if line.kind == "heading" and layout.is_pointer(line.text):
                found.add(i)
            if line.kind == "credit" and self.kinds[i + 1 : i + 2] == ["heading"] and self.next_text[0] < i:
                found.add(i + 1)
        return found

    def _is_digest(self) -> bool:
        opening = self.lines[:4]
        return any(line.kind == "formula" or _names_digest(line) for line in opening)

    def _heading_starts(self) -> set[int]:
        """Headings that follow text and have text after them, but for those of sections."""
        found = set()
        for i, kind in enumerate(self.kinds):
            if kind in _TEXTS and self._is_title(self.blocks[i], i):
                found.add(self.blocks[i])
        return found

    def _is_title(self, block: int, text: int) -> bool:
        heads = [line.text for line in self.lines[block:text] if line.kind == "heading"]
        return bool(heads) and max(map(layout.width, heads)) >= 8 and not layout.is_numbered(heads[0])

    def _hand_back(self, starts: list[int]) -> list[int]:
        """Give headings below an article without a title to it, if the next article keeps one of its own."""
        result = starts[:1]
        for before, start in pairwise(starts):
            untitled = "heading" not in self.kinds[before : min(self.next_text[before], start)]
            last = self.next_text[start] - 1
            subtitle = self.lines[last].text.startswith("—")
            if untitled and last > start and self._has_lead(last) and not subtitle:
                start = last
            result.append(start)
        return result

    def _with_text(self, starts: list[int]) -> list[int]:
        """Leave out starts of pieces that are nothing but headings and navigation."""
        kept: list[int] = []
        for start, end in pairwise([*starts, len(self.kinds)]):
            if not kept or self.next_text[start] < end:
                kept.append(start)
        return kept if self.lines else []


def _names_digest(line: _Line) -> bool:
    return line.kind == "heading" and bool(_DIGEST.search(line.text))


def _title(group: Sequence[_Line]) -> str:
    """The heading, or kicker and heading, above an article's text, else those below it, else its first."""
    texts = [i for i, line in enumerate(group) if line.kind in _TEXTS] or [len(group)]
    heads = [line.text for line in group[: texts[0]] if line.kind == "heading"]
    heads = heads or [line.text for line in group[texts[-1] :] if line.kind == "heading"]
    heads = heads or [line.text for line in group if line.kind == "heading"][:1]
    long = [head for head in heads if layout.width(head) >= 5 and not _DIGEST.search(head)]
    return " ".join((long or heads)[-2:])


def _own_dateline(group: Sequence[_Line]) -> str | None:
    headers = (find_dateline(line.text) for line in group if line.kind in ("date", "furniture", "credit"))
    return next(filter(None, headers), None) or find_dateline("\n".join(line.text for line in group))


def _sentences(group: Sequence[_Line]) -> Iterator[Sentence]:
    for line in group:
        if line.kind == "heading":
            yield Sentence(line.start, line.end, heading=True)
            continue
        done = 0
        for end in [*_cuts(line.text), len(line.text)]:
            piece = line.text[done:end]
            if content := piece.strip():
                start = line.start + done + piece.index(content)
                yield Sentence(start, start + len(content))
            done = end


def _cuts(text: str) -> Iterator[int]:
    """Offsets in a line at which a sentence ends; not inside 《》 or （）, and not where the sentence goes on."""
    inside = iter([match.span() for match in _TITLE.finditer(text)])
    span = next(inside, None)
    for match in _MARK.finditer(text):
        while span and span[1] <= match.start():
            span = next(inside, None)
        enclosed = span is not None and span[0] < match.start() < span[1]
        address = match[0] in "!?" and _IN_ADDRESS.match(text, match.start() - 1)
        if not enclosed and not address and not _GOES_ON.match(text, match.end()):
            yield match.end()
