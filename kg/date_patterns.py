"""How Chinese news writes dates: the expressions that :mod:`kg.dates` reads, and the days that they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

TO_ASCII = str.maketrans("０１２３４５６７８９－／．：", "0123456789-/.:")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_EARLIEST, _LATEST = 1840, 2100

_DIGITS = "一二三四五六七八九"
_NUMBER = rf"(?:\d{{1,2}}|[{_DIGITS}十廿]{{1,3}})"
_ALONE = rf"(?<![\d.历个{_DIGITS}十廿])(?<!每年)(?<!每年的)"
_TO = r"\s?(?:至|到|—{1,2}|–|-|~|～)\s?"

_CENTURIES = r"(?:1[89]|20)\d\d"
_NUMBERED_YEAR = (
    rf"(?:(?<![\d.比较]){_CENTURIES}|(?<![{_DIGITS}〇零○])[{_DIGITS}〇零○]{{4}})"
    r"\s?年(?![代版鉴级]|多|余|以上|的?历史)度?"
)
# the characters around keep apart 今年 and 如今年轻, 明年 and 文明年, 去年 and 过去年份
_NAMED_YEAR = (
    r"(?:(?<![如现当])今年|(?<![过除失减比较])去年(?!同期)|(?<![以目之此从])前年(?!度)|(?<![文证说声光清透贤表])明年"
    r"|(?<![以之此今往然0])后年(?!度)|(?<![日基版成资])本年(?!会)|同年|那一?年(?!代)|(?<![相适])当年|翌年"
    rf"|(?<![\d首几多{_DIGITS}十])次年(?!会))(?![轻龄级纪])度?"
)
_YEAR = rf"(?:{_NUMBERED_YEAR}|{_NAMED_YEAR})"
_NAMED_MONTH = (
    r"(?:上个月|下个月|(?<![网线天晚水岸街路以])上月|(?<![日基])本月|(?<![线乡])下月|当月|同月)"
    r"(?![球亮薪租票均嫂])"
)
_MONTH = rf"(?:{_ALONE}{_NUMBER}\s?月份?|{_NAMED_MONTH})"
_NO_MONTH = rf"(?![龄球饼薪租均票嫂光亮子{_DIGITS}十初廿]|革命|天(?!津))"
_DAY = rf"{_NUMBER}\s?[日号](?!龄|元|均)"
_SEASON = r"[前第]?[一二三四1-4]季度|[上下]半年"
_EDGE = rf"(?<![\d个半多几数当近这同百{_DIGITS}十两])年[初底末内]|(?<![\d个多几{_DIGITS}十])月[初底末]"

# 20日 may count days: 为期20日, 20日内
_BARE_DAY_NUMBER = rf"(?:\d{{1,2}}|[二三]?十[{_DIGITS}]|[二三]十)"
_NO_COUNT_BEFORE = rf"(?<![\d.第每近逾超满达期续共约仅余后时需计月历—\-{_DIGITS}十])(?<!住院)"
_NO_COUNT_AFTER = (
    r"(?![龄游内间程均元语后前租票制热]|以内|左右|之[内后前]|时间|常(?![务委])"
    r"|本(?![报刊台市次届院校区省县周月年]))"
)
_BARE_DAY = rf"{_NO_COUNT_BEFORE}{_BARE_DAY_NUMBER}日{_NO_COUNT_AFTER}"


def _month_of(n: str) -> str:
    rest = rf"(?:\s?(?P<d{n}>{_DAY})|{_NO_MONTH}(?:上旬|中旬|下旬|[初底末])?)"
    return rf"(?P<m{n}>{_MONTH}){rest}"


def _point(n: int) -> str:
    tail = rf"(?P<t{n}>{_SEASON}|年?[初底末](?!中)|内(?!蒙|地))"
    return rf"(?:(?P<y{n}>{_YEAR})\s?(?:{_month_of(str(n))}|{tail})?|{_month_of(f'{n}_')})"


# 2023年5月20日至21日, 今年上半年, 16日
POINT = re.compile(
    rf"{_point(1)}(?:{_TO}(?:{_point(2)}|(?P<b2>{_BARE_DAY_NUMBER}[日号])))?|(?P<s1>{_SEASON}|{_EDGE})"
    rf"|(?P<b1>{_BARE_DAY})(?:{_TO}(?P<e2>{_BARE_DAY_NUMBER}日{_NO_COUNT_AFTER}))?"
)
# 2020至2023年
YEARS = re.compile(rf"(?<![\d.])(?P<a>{_CENTURIES})年?{_TO}(?P<b>{_CENTURIES})年(?![代版级])")
# 5月20—21日, 1至5月, 16-17日
PAIR = re.compile(
    rf"(?P<y>{_YEAR})?\s?(?:(?P<m>{_ALONE}{_NUMBER}月|上个?月|本月|下个?月)(?P<a>{_NUMBER}){_TO}(?P<b>{_NUMBER})[日号]"
    rf"|{_ALONE}(?P<c>{_NUMBER}){_TO}(?P<d>{_NUMBER})月份?(?![龄{_DIGITS}十\d])"
    rf"|{_NO_COUNT_BEFORE}(?P<e>\d{{1,2}}){_TO}(?P<f>\d{{1,2}})日{_NO_COUNT_AFTER})"
)
# 2023-05-20, 20230806 19:00
NUMERIC = re.compile(
    rf"(?<![\d.\-/])(?P<y>{_CENTURIES})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?![\d\-/]|\.\d)"
    r"|(?<!\d)(?P<y2>20\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?=\s+\d\d:\d\d)"
)
# 今天（8月5日）
WORD = re.compile(
    r"(?P<w>今天(?!的)|(?<![《“])今日(?!头条|俄罗斯|中国|关注)|昨[天日]|(?<!以)前天|(?<![的好])明[天日](?!之|更|会更)"
    r"|(?<=[式幕会束字约始行])前一[天日]|当[天日]|同日|首日|(?<!\d)次日|翌日|几天前)"
    rf"(?:[（(](?:(?P<y>{_YEAR})\s?)?(?P<m>{_NUMBER}月)?(?P<d>{_NUMBER}[日号])[^（）()]{{0,6}}[）)])?"
)
WEEK = re.compile(
    r"(?<![晚早以])(?P<w>上|本|下)(?:周|个?星期)(?P<k>[一二三四五六日天末])?(?![边围期岁年转刊报])"
    rf"|(?<![每逢隔至到、上本下这—\-\d{_DIGITS}日天末])周(?P<j>[一二三四五六日])(?=[，,上下早晚凌（(在举])"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A year, a month or a day; the months from ``month`` to ``to`` if that is given."""

    year: int
    month: int | None = None
    day: int | None = None
    to: int | None = None

    @property
    def possible(self) -> bool:
        """Whether the calendar has it."""
        if self.day is not None and self.month is None:
            return False
        try:
            self.as_date()
        except ValueError:
            return False
        return _EARLIEST <= self.year <= _LATEST and (self.to or 1) <= 12

    @property
    def first(self) -> str:
        """ISO, of as much precision as there is."""
        parts = (f"{n:02d}" for n in (self.month, self.day) if n is not None)
        return "-".join((f"{self.year:04d}", *parts))

    @property
    def last(self) -> str:
        return self.first if self.to is None else f"{self.year:04d}-{self.to:02d}"

    def as_date(self) -> date:
        """Its first day. Raises ValueError if there is no such day."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)


def number(text: str) -> int:
    """The number, below 100, that ``text`` begins with in digits or Chinese numerals."""
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    numeral = re.match(rf"[{_DIGITS}十廿]*", text)
    tens, ten, ones = (numeral[0] if numeral else "").replace("廿", "二十").rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def numbered_year(text: str) -> int | None:
    """The year that ``text`` begins with in four digits or Chinese numerals, or None."""
    figures = [_NUMERALS.get(c, c) for c in text[:4]]
    spelled = "".join(map(str, figures))
    return int(spelled) if spelled.isdigit() else None


def months_later(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month ``by`` months after (before, if negative) a month."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1
