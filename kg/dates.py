"""Chinese dates in a text, read relative to its dateline.

A date is only given where the text fixes it: 近日, a duration or an impossible day yields nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kg.date_patterns import (
    NUMERIC,
    PAIR,
    POINT,
    TO_ASCII,
    WEEK,
    WORD,
    YEARS,
    Day,
    months_later,
    number,
    numbered_year,
)
from kg.dateline import find_dateline, find_year

__all__ = ["DateSpan", "find_dateline", "find_dates", "find_year"]

_HALF_YEAR = 183
_SEASON_OF_NEWS = 60
_TITLE = re.compile(r"《[^《》]{1,60}》")
_HINT = re.compile(r"[年月日天周季号]|\d[-/.]\d|\d\d:\d\d")
_STOP = re.compile(r"[。！？\n]")
_CLAUSE = re.compile(r"[。！？；\n]")
_FUTURE_BEFORE = re.compile(r"将|拟|预计|计划|定于|有望|力争|明年")
_FUTURE_AFTER = re.compile(r"[^，。；]{0,4}(?:将|拟|前)")
_GOES_ON = re.compile(r"(?:持续|延续|展出|开放)(?:到|至)(?:当地时间)?$")
_LIMIT = re.compile(r"[自从至到于]$|截[至止]$")
_YEARS_AWAY = {"今": 0, "本": 0, "去": -1, "前": -2, "明": 1, "后": 2}
_MONTHS_AWAY = {"上": -1, "本": 0, "下": 1}
_DAYS_AWAY = {"今": 0, "昨": -1, "前": -2, "明": 1}
_WEEKDAYS = {name: n for n, name in enumerate("一二三四五六日")} | {"天": 6}


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date of a text: its offsets, and ISO ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or an interval ``a/b``."""

    start: int
    end: int
    iso: str


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    first: Day
    last: Day

    @property
    def iso(self) -> str:
        first, last = self.first.first, self.last.last
        return first if first == last else f"{first}/{last}"

    @property
    def possible(self) -> bool:
        return self.first.possible and self.last.possible and self.first.first <= self.last.last


def find_dates(text: str, dateline: str | None, context_year: str | None = None) -> list[DateSpan]:
    """The dates that ``text`` fixes, in its order. Give whole articles: 当日 and 16日 refer to sentences before.

    ``dateline`` is ISO of any precision, or None where it is unknown; then ``context_year`` (``YYYY``) is the year
    of months and days that name none. Raises ValueError for a dateline that is not ISO.
    """
    base = _parse(dateline) if dateline else None
    if not _HINT.search(text):
        return []
    year = base.year if base else int(context_year) if context_year else None
    return [DateSpan(f.start, f.end, f.iso) for f in _Reader(text.translate(TO_ASCII), base, year).read()]


def _parse(iso: str) -> Day:
    parts = [int(part) for part in iso.split("-")]
    if len(parts) > 3 or not Day(*parts).possible:
        raise ValueError(f"not an ISO date: {iso}")
    return Day(*parts)


def _day(stamp: date) -> Day:
    return Day(stamp.year, stamp.month, stamp.day)


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """Expressions from left to right without overlap, of two the longer; none that the title of a document holds."""
    matches = [m for pattern in _READ for m in pattern.finditer(text)]
    titles = [title.span() for title in _TITLE.finditer(text)] if matches else []
    end = 0
    for m in sorted(matches, key=lambda m: (m.start(), -m.end())):
        if m.start() >= end and not any(a < m.start() and m.end() < b for a, b in titles):
            end = m.end()
            yield m


class _Reader:
    """Reads one text from left to right; what it has found is what 当日, 同年 and 20日 refer to."""

    def __init__(self, text: str, base: Day | None, year: int | None) -> None:
        self.text = text
        self.base = base
        self.year = year
        self.month = (base.year, base.month) if base and base.month else None
        self.today = base.as_date() if base and base.day else None
        self.found: list[_Found] = []
        self.told: _Found | None = None  # the last of them that gives a day

    def read(self) -> list[_Found]:
        for m in _candidates(self.text):
            ends = self._whole(m, _READ[m.re](self, m))
            if ends and (found := _Found(m.start(), m.end(), *ends)).possible:
                self.found.append(found)
                self.told = found if found.first.day and found.last.day and not self._is_limit(found) else self.told
        return self.found

    def _whole(self, m: re.Match[str], ends: tuple[Day, Day] | None) -> tuple[Day, Day] | None:
        """From the day told last to one until which something goes on: 今天开幕，将持续到9月28日."""
        if ends and ends[1].day and self.told and _GOES_ON.search(self.text, max(0, m.start() - 8), m.start()):
            return self.told.first, ends[1]
        return ends

    def _is_limit(self, found: _Found) -> bool:
        """Whether it is a day yet to come, from or until which something holds; 当天 does not mean it."""
        if self.today is None or found.first.as_date() <= self.today:
            return False
        return bool(_LIMIT.search(self.text, max(0, found.start - 3), found.start))

    def point(self, m: re.Match[str]) -> tuple[Day, Day] | None:
        if m["s1"]:
            return _alone(self._season(m["s1"], None, m))
        if m["b1"]:
            return _until(self._bare_day(number(m["b1"]), m), m["e2"])
        left = self._part(m, 1, None)
        if left is None or m["b2"]:
            return _until(left, m["b2"])
        right = self._part(m, 2, left) if m["y2"] or m["m2"] or m["m2_"] else left
        return (left, right) if right else None

    def pair(self, m: re.Match[str]) -> tuple[Day, Day] | None:
        if m["e"]:
            return _until(self._bare_day(int(m["e"]), m), m["f"])
        if m["c"]:
            left = self._month_day(m["y"], m["c"], None, m, None)
            return (left, Day(left.year, number(m["d"]))) if left else None
        return _until(self._month_day(m["y"], m["m"], number(m["a"]), m, None), m["b"])

    def years(self, m: re.Match[str]) -> tuple[Day, Day] | None:
        return Day(int(m["a"])), Day(int(m["b"]))

    def numeric(self, m: re.Match[str]) -> tuple[Day, Day] | None:
        year, month, day = m.group("y", "m", "d") if m["y"] else m.group("y2", "m2", "d2")
        return _alone(Day(int(year), int(month), int(day)))

    def word(self, m: re.Match[str]) -> tuple[Day, Day] | None:
        word = m["w"]
        if m["d"]:
            day = number(m["d"])
            return _alone(self._month_day(m["y"], m["m"], day, m, None) if m["m"] else self._bare_day(day, m))
        if word == "首日":
            return _alone(self.told.first) if self.told and self.told.first != self.told.last else None
        if word[0] in "当同次翌" or word.startswith("前一"):
            return _alone(self._that_day(0 if word[0] in "当同" else -1 if word[0] == "前" else 1))
        if self.today is None:
            return None
        if word == "几天前":  # two to nine days ago: the month is only sure after the ninth
            return _alone(Day(self.today.year, self.today.month)) if self.today.day > 9 else None
        return _alone(_day(self.today + timedelta(_DAYS_AWAY[word[0]])))

    def week(self, m: re.Match[str]) -> tuple[Day, Day] | None:
        if self.today is None:
            return None
        monday = self.today + timedelta({"上": -7, "下": 7}.get(m["w"] or "", 0) - self.today.weekday())
        name = m["k"] or m["j"]
        if name not in _WEEKDAYS:
            return _day(monday + timedelta(5 if name else 0)), _day(monday + timedelta(6))
        day = monday + timedelta(_WEEKDAYS[name])
        if m["j"] and self._is_future(m):
            day += timedelta(7 * (day < self.today))
        elif m["j"]:
            day -= timedelta(7 * (day > self.today))
        return _alone(_day(day))

    def _part(self, m: re.Match[str], n: int, left: Day | None) -> Day | None:
        """One end of an expression; ``left`` is the other, if this is the second."""
        year, tail = m[f"y{n}"], m[f"t{n}"]
        month, day = m[f"m{n}"] or m[f"m{n}_"], m[f"d{n}"] or m[f"d{n}_"]
        if month:
            return self._month_day(year, month, number(day) if day else None, m, left)
        known = self._named_year(year, m.start())
        if known is None or not tail:
            return Day(known) if known else None
        return self._season(tail, known, m)

    def _before(self, at: int, in_sentence: bool) -> _Found | None:
        last = self.found[-1] if self.found else None
        return None if last and in_sentence and _STOP.search(self.text, last.end, at) else last

    def _named_year(self, name: str, at: int) -> int | None:
        year = numbered_year(name)
        if year:  # 2000年前 is two thousand years ago
            return None if self.text.startswith("2000年前", at) else year
        if name[0] in _YEARS_AWAY:
            return self.year + _YEARS_AWAY[name[0]] if self.year else None
        before = self._before(at, in_sentence=name[0] == "当")
        return before.last.year + (name[0] in "次翌") if before else None

    def _month_day(
        self, year: str | None, name: str, day: int | None, m: re.Match[str], left: Day | None
    ) -> Day | None:
        if name[0] in _MONTHS_AWAY:
            return Day(*months_later(*self.month, _MONTHS_AWAY[name[0]]), day) if self.month and not year else None
        if name[0] in "当同":
            before = self._before(m.start(), in_sentence=False)
            return Day(before.last.year, before.last.month, day) if before and before.last.month else None
        month = number(name)
        known = self._named_year(year, m.start()) if year else self._year_of(month, day, m, left)
        return Day(known, month, day) if known else None

    def _year_of(self, month: int, day: int | None, m: re.Match[str], left: Day | None) -> int | None:
        """The year of a month or day that names none."""
        if left:
            return left.year + (month < (left.month or 1))
        before = self._before(m.start(), in_sentence=True)
        if before and self._goes_on(before, month):
            return before.last.year
        if self.base is None or self.month is None or self.year is None:
            return self.year
        wanted = Day(self.year, month, day)
        if not wanted.possible:
            return None
        ahead = (wanted.as_date() - self.base.as_date()).days
        if self._is_future(m):
            return self.year + (ahead < -_HALF_YEAR // 2)
        return self.year - (ahead > _HALF_YEAR)

    def _goes_on(self, before: _Found, month: int) -> bool:
        """Whether a month continues the date before it: 2018年5月成立，9月… or 2018年，…9月…"""
        last = before.last
        if last.month is None or last.to:
            return self.text[before.end : before.end + 1] in ("，", ",")
        return last.month <= month

    def _is_future(self, m: re.Match[str]) -> bool:
        clause = _CLAUSE.split(self.text[max(0, m.start() - 25) : m.start()])[-1]
        return bool(_FUTURE_BEFORE.search(clause) or _FUTURE_AFTER.match(self.text, m.end()))

    def _bare_day(self, day: int, m: re.Match[str]) -> Day | None:
        """A day whose month is that of the date before, or of the dateline."""
        before = self._before(m.start(), in_sentence=False)
        if before and before.last.day and self._is_near(before, m.start()):
            return Day(before.last.year, before.last.month, day)
        if self.base is None or self.month is None:
            return None
        if self.base.day is None or day <= self.base.day or self._is_future(m):
            return Day(*self.month, day)
        # a day shortly after the dateline may be yet to come or last month's
        return Day(*months_later(*self.month, -1), day) if day - self.base.day > 3 else None

    def _is_near(self, before: _Found, at: int) -> bool:
        if self.base is None or self.month is None or not _STOP.search(self.text, before.end, at):
            return True
        return abs((before.last.as_date() - self.base.as_date()).days) < _SEASON_OF_NEWS

    def _that_day(self, later: int) -> Day | None:
        """The last day told, or the dateline; None where an interval was told last."""
        if self.told is None:
            return _day(self.today) if self.today and not later else None
        if later < 0:
            return _day(self.told.first.as_date() - timedelta(1))
        one = self.told.first == self.told.last
        return _day(self.told.last.as_date() + timedelta(later)) if one else None

    def _season(self, name: str, year: int | None, m: re.Match[str]) -> Day | None:
        """A quarter or a half year, or 年初 and 月底, which stand for the year and the month."""
        if name[0] == "月":
            return Day(*self.month) if self.month else None
        if "季" not in name and "半" not in name:
            return Day(year) if year else self._edge(name, m)
        if "半" in name:
            first, last = (1, 6) if name[0] == "上" else (7, 12)
        else:
            last = 3 * number(name.lstrip("前第"))
            first = 1 if name[0] == "前" else last - 2
        known = year or self._year_of(first, None, m, None)
        return Day(known, first, None, last) if known else None

    def _edge(self, name: str, m: re.Match[str]) -> Day | None:
        if self.year is None:
            return None
        # in January 年底 may be that of either year
        early = self.month is not None and self.month[1] < 3
        return None if early and name[1] in "底末" and not self._is_future(m) else Day(self.year)


def _alone(day: Day | None) -> tuple[Day, Day] | None:
    return (day, day) if day else None


def _until(left: Day | None, day: str | None) -> tuple[Day, Day] | None:
    """From ``left`` to a day of its month."""
    return (left, Day(left.year, left.month, number(day)) if day else left) if left else None


_READ: dict[re.Pattern[str], Callable[[_Reader, re.Match[str]], tuple[Day, Day] | None]] = {
    POINT: _Reader.point,
    PAIR: _Reader.pair,
    YEARS: _Reader.years,
    NUMERIC: _Reader.numeric,
    WORD: _Reader.word,
    WEEK: _Reader.week,
}
