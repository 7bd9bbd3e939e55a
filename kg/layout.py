"""How a page's lines hang together: which go on a sentence, which are headings, captions, bylines, datelines.

Shared by :mod:`kg.mend`, which joins lines, and :mod:`kg.split`, which cuts articles at them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
OPENERS, CLOSERS = "“‘（《「『【〈〔", "”’）》」』】〉〕"
_PAIRS = dict(zip(OPENERS, CLOSERS, strict=True))

_ENDS = re.compile(r"[。！？!?…][”’」』）)》\]】]*\s*(?:[（(][^（）()]{1,30}[）)])?$|[A-Za-z)][.][\"”]?$|[；;][”」』]$")
_GOES_ON = re.compile(rf"[，。、；：？！”’）》」』】〉〕%％,;:?!)…]|[{HAN}][，、。；,;]")
_OPENING = re.compile(
    r"(?:今天|今日|近日|日前|昨[日天]|目前|\d{1,2}月\d{1,2}日[^，。]{0,10}|记者[^，。]{0,12}获悉"
    r"|据[^，。]{2,12}(?:消息|介绍))(?:（[^）]{1,10}）)?，"
)
_COMMA = re.compile(r"[，、；,;]$")
_INNER = re.compile(r"[，。；,;]")
_LEAD = re.compile(
    rf"本[报刊网台](?:[^，。,“]{{0,24}}?)讯|[{HAN}]{{2,4}}网消息|[{HAN}]{{2,6}}(?:社|网)[^，。,“]{{2,16}}日?电"
    rf"|[{HAN}]{{2,6}}(?:[日晚]?报|科技|财经|网|社)(?:[^，。,“]{{0,6}}\d+[^，。,“]{{0,12}})?讯(?=[\s（(：:])"
)
_NUMBER = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])"
    r"|第[一二三四五六七八九十百]{1,4}[条章节]\s|\d{1,2}[.．](?!\d)|\d{1,2}、(?!\d)|[①-⑳]"
)
_SECTION = re.compile(r"(?:亮点|看点|案例|镜头|故事|特写|经验|做法)[一二三四五六七八九十\d]{1,3}[：:·、]")
_POINTER = re.compile(r"[■◆●▲▶►]|【[^】]{1,15}】|相关链接|相关新闻|延伸阅读")
_BYLINE = re.compile(
    r"[（(]?\s*[□■◇◎●]?\s*(?:文[/／、]?图?|图[/／、]?文?|摄影)?\s*[^\s，。,（()）]{0,8}"
    r"(?:(?:记者|通讯员|特约撰稿人)[\s：:]|(?<=[□■◇◎●])\s*[^\s，。,]{0,6}(?:记者|通讯员))[^，。,（()）]{1,40}[）)]?$"
)
_CAPTION = re.compile(r"(?:[\s/／。（(]|记者|通讯员)[^\s，。]{0,12}(?:(?<!拍)摄影?|[供制]图)[）)]?$|^摄[/／]")
_IMAGE = re.compile(r"图[为①-⑨]|[上下左右]图[为：:]")
_FURNITURE = re.compile(
    r"(?:责编|责任编辑|版式|美编|校对)[\s:：/／]|^\d{4}年\d{1,2}月\d{1,2}日\s+星期|(?:^|\s)第\s*\w{1,3}\s*版(?:\s|$)"
    r"|^(?:信息|文章|稿件)?来源[:：]|^(?:发布|更新|发表)(?:时间|日期)[:：]|^(?:上|下)一[篇条][:：]|^联系我们|^企业入驻|^版权所有|点我投稿$|^[^，。,]*[城版]?[^，。,]{1,6}·\d{1,2}$"
)
_DAY = r"\d{4}\s*(?:年|[-/.])\s*\d{1,2}\s*(?:月|[-/.])\s*\d{1,2}\s*日?"
_DATE = re.compile(
    rf"[（(\[]?(?:(?:发布|更新|发表)?(?:时间|日期)[:：]\s*)?(?:[^，。,；;]{{1,12}}\s)?{_DAY}(?:\s+\d{{1,2}}:\d\d(?::\d\d)?)?[）)\]]?$"
    r"|（《[^》]+》\s*\d{8}\s+\d{1,2}:\d\d）$"
)
_FIELDS = re.compile(r"[^，。,；;]*(?:\s{2,}|　+)[^，。,；;]*$")
_NAMED = re.compile(r"\s(?:记者|作者|编辑)[\s：:]")
_CREDIT = re.compile(r"[（(][^（）()。]{1,40}[）)]$")
_NARROW = re.compile(r"[\x00-\x7f]")

_LONG = 56.0
_SLACK = 2.5


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its text, offsets of its kept pieces, and how it is set on the page."""

    text: str
    pieces: tuple[tuple[int, int], ...]
    gap: int = 0
    marked: bool = False
    doubled: bool = False
    indented: bool = False
    width: float = field(init=False)
    ends: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", width(self.text))
        object.__setattr__(self, "ends", ends_sentence(self.text))


def width(text: str) -> float:
    """Width in full-width characters; letters and digits count half."""
    return len(text) - len(_NARROW.findall(text)) / 2


def ends_sentence(line: str) -> bool:
    """Whether a sentence is over at the end of the line."""
    return bool(_ENDS.search(line, max(0, len(line) - 40)) or _CAPTION.search(line, max(0, len(line) - 40)))


def is_caption(line: str) -> bool:
    """Whether the line is, or ends, a caption with its photographer."""
    return len(line) <= 90 and bool(_CAPTION.search(line))


def credit_start(line: str) -> int:
    """Offset of the photographer's credit that the line ends with, or the line's length."""
    return line.rfind("。") + 1 if _CAPTION.search(line, max(0, len(line) - 40)) else len(line)


def is_byline(line: str) -> bool:
    """``□ 本报记者 明 慧``"""
    return len(line) <= 60 and bool(_BYLINE.match(line))


def is_date(line: str) -> bool:
    """A line that holds a date and nothing to speak of besides: ``2025-07-18``, ``openEuler 2023-03-17``."""
    return len(line) <= 40 and bool(_DATE.match(line))


def is_furniture(line: str) -> bool:
    """Page headers and footers, sources, editors' credits, navigation."""
    if len(line) > 80 or "。" in line:
        return False
    return bool(_FURNITURE.search(line) or (re.search(_DAY, line) and (_FIELDS.match(line) or _NAMED.search(line))))


def is_credit(line: str) -> bool:
    """A line in brackets that closes an article: ``（民盟丰台区工委）``"""
    return len(line) <= 42 and bool(_CREDIT.match(line)) and not _NUMBER.match(line) and not is_date(line)


def is_lead(line: str) -> bool:
    """Whether the line opens a report: ``本报讯``, ``央视网消息``, ``新华社北京5月3日电``."""
    return bool(_LEAD.match(line))


def is_formula(line: str) -> bool:
    """An opening formula that stands on a line of its own, as above digests: ``央视网消息（新闻联播）：``."""
    return len(line) <= 24 and line[-1] in "：:" and is_lead(line)


def lead_length(line: str) -> int:
    """Length of the opening formula of a report, 0 if there is none."""
    match = _LEAD.match(line)
    return match.end() if match else 0


def is_numbered(line: str) -> bool:
    """Whether the line starts like a list item or a section of an article."""
    return bool(_NUMBER.match(line) or _SECTION.match(line))


def is_pointer(line: str) -> bool:
    """``■相关``, ``【昌平区招商】…``: what starts another piece on the same page."""
    return bool(_POINTER.match(line))


def _stands_alone(line: Line) -> bool:
    if line.marked or (line.doubled and not line.ends):
        return True
    if line.width > _LONG:
        return False
    text = line.text
    return any(test(text) for test in (is_furniture, is_date, is_byline, is_credit, is_formula))


def _starts(line: Line) -> bool:
    return bool(_NUMBER.match(line.text)) or is_lead(line.text) or is_pointer(line.text)


def _open_bracket(text: str) -> str:
    """The closing mark that the line still waits for, or an empty string."""
    waiting: list[str] = []
    for char in text:
        if char in _PAIRS:
            waiting.append(_PAIRS[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
    return waiting[-1] if waiting else ""


class Layout:
    """Decides, for the lines of one page, which of them continue their predecessors."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._alone = [_stands_alone(line) for line in lines]
        self._doublespaced = self._find_doublespaced()
        self._sequences = list(self._cut())
        self._columns = self._find_columns()

    def joins(self) -> set[int]:
        """Indices of the lines that go on where the line before them breaks off."""
        joined = set(self._wrapped_captions())
        for start, end in self._sequences:
            body = self._body_start(start, end)
            joined.update(range(body + 1, end))
            joined.update(self._wrapped_headings(start, min(body, end)))
        return joined

    def _cut(self) -> Iterator[tuple[int, int]]:
        """Runs of lines that may belong to one sentence with headings before it."""
        start = 0
        for i in range(1, len(self.lines) + 1):
            if i == len(self.lines) or self._boundary(i):
                yield start, i
                start = i

    def _boundary(self, i: int) -> bool:
        before, after = self.lines[i - 1], self.lines[i]
        if self._alone[i - 1] or self._alone[i] or _starts(after):
            return True
        return before.ends and not _GOES_ON.match(after.text)

    def _find_doublespaced(self) -> list[bool]:
        """For each line, whether broken lines around it have blank ones between them."""
        sums = [(0, 0)]
        for line, after in zip(self.lines, self.lines[1:], strict=False):
            counts = not line.ends and line.width >= 6
            blank, seen = sums[-1]
            sums.append((blank + (counts and after.gap > 0), seen + counts))
        last = len(sums) - 1
        result = []
        for i in range(len(self.lines)):
            low, high = sums[max(0, min(i - 10, last))], sums[min(i + 10, last)]
            blank, seen = high[0] - low[0], high[1] - low[1]
            result.append(seen >= 4 and blank >= 0.7 * seen)
        return result

    def _find_columns(self) -> list[float]:
        """For each line, the width of the broken lines nearest to it; 0 where none are."""
        sure = [(i, self.lines[i].width) for start, end in self._sequences for i in self._sure(start, end)]
        columns = [0.0] * len(self.lines)
        place = 0
        for i in range(len(columns)):
            while place + 1 < len(sure) and abs(sure[place + 1][0] - i) <= abs(sure[place][0] - i):
                place += 1
            near = [wide for at, wide in sure[max(0, place - 3) : place + 4] if abs(at - i) <= 14]
            columns[i] = median(near) if len(near) > 1 else 0.0
        return columns

    def _sure(self, start: int, end: int) -> Iterator[int]:
        lines = self.lines
        if end - start < 2 or not lines[end - 1].ends:
            return
        for i in range(start, end - 1):
            line, after = lines[i], lines[i + 1]
            if line.width < 6:
                continue
            fits = lines[end - 1].width <= line.width + _SLACK
            even = i < end - 2 and abs(line.width - after.width) <= 1.5
            inner = _INNER.search(line.text) or _INNER.search(after.text)
            if fits and (_COMMA.search(line.text) or (even and inner)):
                yield i

    def _body_start(self, start: int, end: int) -> int:
        """Index of the first line of running text in a sequence, or ``end`` if there is none."""
        commas = any(_COMMA.search(line.text) for line in self.lines[start : end - 1])
        if not commas and not self.lines[end - 1].ends:
            return end
        body = next((i for i in range(start, end - 1) if not self._is_heading(i, start, end)), end - 1)
        for i in range(body + 1, min(body + 3, end - 1)):
            if _INNER.search(self.lines[i - 1].text):
                break
            if self._ends_wrapped_heading(i, start, end):
                return i + 1
        return body

    def _is_heading(self, i: int, start: int, end: int) -> bool:
        line, after = self.lines[i], self.lines[i + 1]
        if line.width >= _LONG or _COMMA.search(line.text) or is_lead(line.text):
            return False
        if line.ends or _GOES_ON.match(after.text):
            return False
        if not self._columns[i]:
            return not self._breaks_off(line, after, last=i + 2 == end)
        following = [self.lines[j].width for j in range(i + 1, min(end - 1, i + 6))]
        column = median(following) if len(following) > 2 else self._columns[i]
        return self._heading_score(i, start, column) >= 3

    def _ends_wrapped_heading(self, i: int, start: int, end: int) -> bool:
        """Whether the line is the short last one of a heading that fills the column above it."""
        short = self._columns[i] - self.lines[i].width >= 5 and not _INNER.search(self.lines[i].text)
        close = self.lines[i].gap == 0 or self._doublespaced[i]
        return short and close and self._is_heading(i, start, end)

    def _breaks_off(self, line: Line, after: Line, *, last: bool) -> bool:
        """Where there is no column to measure by: whether the line is cut inside a sentence."""
        if _open_bracket(line.text) and _open_bracket(line.text) in after.text:
            return True
        if not _INNER.search(line.text) or after.width > line.width + 1:
            return False
        return line.width >= 30 or (last and after.gap == 0 and line.width >= 14)

    def _heading_score(self, i: int, start: int, column: float) -> int:
        line = self.lines[i]
        short = column - line.width
        score = 2 if short >= 5 or short <= -3 else 1 if short >= 3 else 0
        score += -4 if "。" in line.text else -1 if _INNER.search(line.text) else 1
        score += 3 * self._set_off(i, start) + 2 * is_numbered(line.text) - line.indented
        score += 2 * bool(_OPENING.match(self.lines[i + 1].text)) + 2 * line.text.startswith("—")
        return score + bool(re.search(rf"[{HAN}] [{HAN}]", line.text))

    def _set_off(self, i: int, start: int) -> bool:
        """Whether the spacing around the line differs from that between the lines of running text."""
        before, after = self.lines[i].gap, self.lines[i + 1].gap
        if self._doublespaced[i]:
            return after == 0 or (i > start and before == 0)
        return (before > 0 or i == 0) and after > 0

    def _wrapped_headings(self, start: int, end: int) -> Iterator[int]:
        """Headings that take two lines: an open bracket, or set close where running text is double-spaced."""
        for i in range(start + 1, end):
            before, line = self.lines[i - 1], self.lines[i]
            close = line.gap == 0
            if line.text.startswith("—") or not (close or self._doublespaced[i]):
                continue
            waiting = _open_bracket(before.text)
            bracketed = waiting and waiting in line.text
            if (close and (bracketed or self._doublespaced[i])) or self._fills(before, line, i):
                yield i

    def _fills(self, before: Line, line: Line, i: int) -> bool:
        """Whether a heading runs on because its first line fills the column."""
        column = self._columns[i]
        fills = column > 0 and abs(before.width - column) <= 1.5
        return fills and line.width <= before.width / 2 and " " not in before.text

    def _wrapped_captions(self) -> Iterator[int]:
        """The second lines of captions whose every line is printed twice."""
        for i, line in enumerate(self.lines[1:], 1):
            before = self.lines[i - 1]
            if before.doubled and line.doubled and line.ends and not before.ends and line.gap == 0:
                yield i


def intruders(lines: Sequence[Line]) -> set[int]:
    """Indices of captions that stand inside a sentence of the running text and do not belong to it."""
    copies = Counter(line.text for line in lines if is_caption(line.text))
    found = set()
    for i in range(1, len(lines) - 1):
        text, after = lines[i].text, lines[i + 1]
        if not is_caption(text) or not (copies[text] > 1 or _IMAGE.match(text)):
            continue
        if _unfinished(lines, i - 1) and not _starts(after) and not _stands_alone(after):
            found.add(i)
    return found


def _unfinished(lines: Sequence[Line], i: int) -> bool:
    """Whether running text breaks off at the end of the line."""
    inner = _INNER.search(lines[i].text) or (i and not lines[i - 1].ends and _INNER.search(lines[i - 1].text))
    return not lines[i].ends and bool(inner)
