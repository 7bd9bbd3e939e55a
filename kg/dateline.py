"""The day that a page gives as its own: in a masthead, a stamp, or the mark of a wire report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.date_patterns import TO_ASCII, Day, number, numbered_year

_STAMP = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"
    r"|(?P<s>[-/.])(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2})(?!\d|[-/.]\d)|(?P<m3>\d\d)(?P<d3>\d\d)(?=\s+\d\d:\d\d))"
    r"|(?P<y4>[一二][一二三四五六七八九〇零○]{3})年(?P<m4>[一二三四五六七八九十]{1,2})月"
    r"(?P<d4>[一二三四五六七八九十廿]{1,3})日"
)
_ISSUE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(\d{1,2})月(?=号|刊|\s*(?:总?第\s?\d+|.{0,6}期))")
_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d)年\s?第\s?[\d一二三四五六七八九十]{1,3}\s?期(?![^\n]{12})")
_SAID = r"(?:[早晚午]间|凌晨)?\s?(?:[讯电]|消息)"
_SAID_HERE = re.compile(_SAID)
_WIRE = re.compile(rf"(?<!\d)(\d{{1,2}})月(\d{{1,2}})日{_SAID}")
_WIRE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|(?!\d))")
_YEAR = re.compile(r"(?<![\d.])(20\d\d)(?=年|[“《\u4e00-\u9fff])")
_EVENT_YEAR = re.compile(
    r"(?<![\d.\-—–/~～至到])(20\d\d)(?=[“《]|[\u4e00-\u9fff]{2})(?![年个多余万亿元名人家所项次套台亩户吨])"
)
_LABEL = re.compile(
    r"星期[一二三四五六日天]|第?\s?\d+\s?版|版次|来源|发布|日期|时间|更新|原载|刊于|新闻联播|责编|编辑"
    r"|\d{1,2}:\d\d(?::\d\d)?"
)
_PRINTED = re.compile(
    r"(?:原载|刊于|发布)于?$"
    r"|(?:日报|晚报|时报|快报|周报|商报|新闻网|在线|通讯社|电视台|客户端|杂志)$"
)
_SENTENCE = re.compile(r"[。！？；]")
_EDGES = " \t\u3000（()）【】[]|｜:·，,、/《》—-"
_BARE, _LABELLED, _REPORTED, _SET_OFF, _NARRATED = 4, 3, 2, 1, 0


def find_dateline(text: str) -> str | None:
    """The publication date, ISO, in the head or tail of a page or article, or None if it gives none.

    A line that is little more than a date goes before the mark of a wire report (8月9日讯); a date that a
    sentence tells is never taken.
    """
    text = text.translate(TO_ASCII)
    stamps = [stamp for line in text.splitlines() for stamp in _stamps(line)]
    if stamps:
        return max(stamps, key=lambda stamp: stamp[0])[1]
    if issue := _ISSUE.search(text):
        return _iso(Day(int(issue[1]), int(issue[2])))
    number_of_year = _NUMBER.search(text)
    return _wire_day(text) or (number_of_year[1] if number_of_year else None)


def find_year(text: str) -> str | None:
    """The year of a page without a dateline, if the names of events tell it (2026“中国杯”, 2024上海国际论坛): the only
    one so used, and none after it spoken of."""
    named = set(_EVENT_YEAR.findall(text))
    latest = max(_YEAR.findall(text), default="")
    return latest if named == {latest} else None


def _iso(day: Day) -> str | None:
    return day.first if day.possible else None


def _stamps(line: str) -> list[tuple[int, str]]:
    """Ranks and dates of the stamps in a line; a line with several days tells of them, unless a wire mark follows."""
    ranked = [(_rank(line, m), iso) for m, iso in _days(line)]
    reported = [stamp for stamp in ranked if stamp[0] == _REPORTED]
    if reported or len({iso for _, iso in ranked}) != 1:
        return reported
    return [stamp for stamp in ranked if stamp[0] != _NARRATED]


def _days(line: str) -> Iterator[tuple[re.Match[str], str]]:
    for m in _STAMP.finditer(line):
        month, day = m["m"] or m["m2"] or m["m3"] or m["m4"], m["d"] or m["d2"] or m["d3"] or m["d4"]
        year = numbered_year(m[0])
        if year and (iso := _iso(Day(year, number(month), number(day)))):
            yield m, iso


def _rank(line: str, m: re.Match[str]) -> int:
    if _SAID_HERE.match(line, m.end()):
        return _REPORTED
    rest = line[: m.start()] + " " + line[m.end() :]
    beside = _LABEL.sub("", rest).strip(_EDGES)
    if not beside:
        return _BARE
    if _SENTENCE.search(rest) or len(beside) > 40 or not _is_set_off(line, m):
        return _NARRATED
    if _LABEL.search(rest):
        return _LABELLED
    return _SET_OFF if len(beside) <= 16 else _NARRATED


def _is_set_off(line: str, m: re.Match[str]) -> bool:
    before, after = line[: m.start()], line[m.end() :]
    free = not before or before[-1] in _EDGES or _PRINTED.search(before) is not None
    return free and (not after or after[0] in _EDGES)


def _wire_day(text: str) -> str | None:
    """The day of 本报北京1月1日讯, if just one year stands shortly before it."""
    for m in _WIRE.finditer(text):
        years = set(_WIRE_YEAR.findall(text, max(0, m.start() - 40), m.start()))
        if len(years) == 1:
            return _iso(Day(int(years.pop()), int(m[1]), int(m[2])))
    return None
