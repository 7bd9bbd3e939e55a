"""Which of the dates of an article is that of a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.date_patterns import number
from kg.dates import DateSpan

Span = tuple[int, int]
_DAY = 10  # length of an ISO day
_SEGMENT = "；;。！？\n"
_CLAUSE = "，,：" + _SEGMENT
_AHEAD = re.compile(r"将|拟|计划|预计|力争|争取|有望|届时|敲定|前[，。；]|前$")
_LIMIT_BEFORE = re.compile(r"(?:截至|截止|截止到|自|从|到|至)$")
_LIMIT_AFTER = re.compile(r"(?:之?前|以前|底前|末前|起|开始|以来|至今|为止)")
_SINCE = re.compile(r"起|开始|以来|至今")
_BEGINS = re.compile(r"起|开始")
_ENDED = re.compile(r"[^，。；]{0,6}(?:终止|解除|取消|停|到期|作罢|告吹|搁|破裂|流产|叫停|分手|撤|关闭)")
_SEASON = re.compile(r"^(\d{4})-\d\d/\1-\d\d$")  # halves and quarters are plans by the year
_FOUNDED = re.compile(r"(?:成立|始建|创建|创办|兴建|组建|诞生|出生|建院|建校)于$|毕业于.{0,12}$")  # background, no news
_OPEN = re.compile(
    r"近日|日前|近期|最近|不久前|前不久|目前|眼下|如今|近年来?|多年来|长期以来|一直以来|下一步|今后|未来|此前|曾经?"
    r"|早在|往年|历来|据了解|据介绍"
)
_APPOINTED = re.compile(r"(?<![报截印发成])时\s*间(?:[与和及]\s*地\s*点)?\s*[：:]?\s*(?:为|定于|初定)?\s*$")
_HEADING = 20
_ANNIVERSARY = re.compile(
    r"(?:[年月日]|今天|恰逢)(?:正?是|恰逢|迎来)[^，。；]{2,40}?(\d{1,2}|[一二三四五六七八九十]{1,3})周年"
)
_TOLD = re.compile(r"[。！？；：”]\s*$")


def claim_date(
    text: str,
    sentence: Span,
    dates: Sequence[DateSpan],
    at: int,
    status: str,
    running: str | None,
    today: str | None = None,
) -> str | None:
    """The ISO date of the claim whose trigger stands at ``at``, or None where the text leaves it open.

    ``dates`` are those of its sentence, ``running`` the one that the sentences before have told (see
    :func:`told_date`), ``today`` the dateline. What is denied has the date of its end; else the clause of the trigger
    goes first, then the clauses before it, then those behind it.
    """
    clause, segment = (_bounds(text, sentence, at, breaks) for breaks in (_CLAUSE, _SEGMENT))
    ended = [d for d in dates if status == "negated" and at < d.start < segment[1] and _ENDED.match(text, d.end)]
    if ended:
        return ended[0].iso
    own = [d for d in dates if clause[0] <= d.start < clause[1]]
    if own:
        return _begun(text, clause, own) or _nearest(own, at, dates)
    firm = [d for d in dates if not _limits(text, d)]
    begun = [d for d in dates if status == "ongoing" and segment[0] <= d.start and _SINCE.match(text, d.end)]
    before = [
        d
        for d in dates
        if d.end <= at and (d in firm or d in begun) and (segment[0] <= d.start or not lies_ahead(d.iso, today))
    ]
    if before:
        return _nearest(before, at, dates)
    after = _behind(text, sentence, dates, (at, segment[1]), status, today)
    if after:
        return _nearest(after[:1], at, dates)
    if status in ("planned", "proposed") or _OPEN.search(text, clause[0], at):
        return None
    return None if _OPEN.match(text, sentence[0]) else running


def _behind(
    text: str, sentence: Span, dates: Sequence[DateSpan], span: Span, status: str, today: str | None
) -> list[DateSpan]:
    """The dates behind a trigger that may be its own: no limits but of plans, and nothing to come but of plans."""
    behind = [d for d in dates if span[0] < d.start < span[1]]
    if status == "planned":
        return behind
    told = [d for d in behind if not _limits(text, d) or _BEGINS.match(text, d.end)]
    return [d for d in told if not _is_ahead(text, sentence, d, today)]


def lies_ahead(date: str | None, today: str | None) -> bool:
    """Whether an ISO date is later than the dateline, where both are known; this year is not later than a day of it."""
    return bool(date and today) and str(date)[: len(str(today))] > str(today)[: len(str(date))]


def told_date(
    text: str, sentence: Span, dates: Sequence[DateSpan], running: str | None, today: str | None
) -> str | None:
    """The date that a sentence hands on to those that follow: its last day that is past, else the one before.

    A year or a month only counts while no day has been told; a line that is no sentence (a masthead) tells nothing.
    """
    if not _TOLD.search(text[slice(*sentence)]):
        return running
    for date in reversed(dates):
        background = _FOUNDED.search(text, sentence[0], date.start)
        if (
            background
            or _limits(text, date)
            or _is_ahead(text, sentence, date)
            or (today and date.iso[: len(today)] > today)
        ):
            continue
        if len(date.iso) >= _DAY or running is None or len(running) < _DAY:
            return date.iso
    return running


def lead_date(text: str, sentences: Sequence[tuple[Span, Sequence[DateSpan]]], today: str | None) -> str | None:
    """The date of what a heading says: the first day that the sentences below it tell."""
    for sentence, dates in sentences:
        date = told_date(text, sentence, dates[:1], None, today)
        if date and len(date) >= _DAY:
            return date
    return None


def appointed_date(text: str, sentences: Sequence[tuple[Span, Sequence[DateSpan]]]) -> str | None:
    """The date that a notice appoints: behind 活动时间：, or below a heading that speaks of the time."""
    for place, (sentence, dates) in enumerate(sentences):
        above = text[slice(*sentences[place - 1][0])] if place else ""
        headed = _APPOINTED.search(above) is not None and len(above) < _HEADING
        for date in dates:
            if headed or _APPOINTED.search(text[sentence[0] : date.start]):
                return date.iso
    return None


def _nearest(dates: Sequence[DateSpan], at: int, all_dates: Sequence[DateSpan]) -> str:
    """The last date before ``at``, else the first; the whole time of an event where the sentence tells its end too."""
    before = [d for d in dates if d.end <= at]
    date = before[-1] if before else dates[0]
    whole = [d.iso for d in all_dates if d.iso.startswith(f"{date.iso}/")]
    return _SEASON.sub(r"\1", whole[0] if whole else date.iso)


def _begun(text: str, clause: Span, dates: Sequence[DateSpan]) -> str | None:
    """The year in which began what has its anniversary: 2025年是两市结好30周年."""
    match = _ANNIVERSARY.search(text, *clause)
    years = number(match[1]) if match else 0
    return f"{int(dates[0].iso[:4]) - years:04d}" if years else None


def _bounds(text: str, sentence: Span, at: int, breaks: str) -> Span:
    start = max((text.rfind(c, sentence[0], at) for c in breaks), default=-1)
    ends = [e for e in (text.find(c, at, sentence[1]) for c in breaks) if e >= 0]
    return max(start + 1, sentence[0]), min(ends, default=sentence[1])


def _limits(text: str, date: DateSpan) -> bool:
    """Whether a date is the limit of a time: 截至6月, 自6月起, 6月前; a whole time is none."""
    if "/" in date.iso:
        return False
    before = _LIMIT_BEFORE.search(text, max(0, date.start - 3), date.start)
    return before is not None or _LIMIT_AFTER.match(text, date.end) is not None


def _is_ahead(text: str, sentence: Span, date: DateSpan, today: str | None = None) -> bool:
    """Whether the clause of a date speaks of what is to come; the end of an event that has begun does not."""
    if lies_ahead(date.iso, today):
        return True
    if "/" in date.iso:
        return False
    start, end = _bounds(text, sentence, date.start, _CLAUSE)
    return _AHEAD.search(text, start, end) is not None
