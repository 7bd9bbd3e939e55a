"""The view of a sentence that relation rules match: one mark for each group of names, the subject said again.

``甲医院与乙大学签署协议，共建实验室`` becomes ``P签署I，P共建N``: names that stand in one list are one mark, titles and
brackets behind a name are dropped, and a clause without a subject gets that of the clause before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from kg.mention import follows_owner
from kg.mentions import Mention

MASKS = "".join(map(chr, range(0xE000, 0xE00A)))  # characters of the private use area, which mending keeps out of texts
PARTY, INSTRUMENT, INITIATIVE, EVENT, DOCUMENT, QUOTED, ALLIANCE, TIME, DELEGATION, VENUE = list(MASKS)
PARTIES = PARTY + ALLIANCE + DELEGATION
MARKS = {
    "party": PARTIES,
    "institution": PARTIES,
    "region": PARTIES,
    "alliance": ALLIANCE,
    "delegation": DELEGATION,
    "venue": VENUE,
    "instrument": INSTRUMENT,
    "initiative": INITIATIVE + QUOTED,
    "named": INITIATIVE,
    "event": EVENT,
    "occasion": EVENT + QUOTED,
    "document": DOCUMENT,
    "time": TIME,
}
_MARK_OF = {
    "institution": PARTY,
    "region": PARTY,
    "instrument": INSTRUMENT,
    "initiative": INITIATIVE,
    "event": EVENT,
    "occasion": EVENT + QUOTED,
    "document": DOCUMENT,
}
_JOINT = re.compile(
    r"(、|，?以及|及其|及|和|与|暨|同|跟)(?:所有|各|其他|多家|[0-9一二三四五六七八九十多]+余?多?[家个所名])?"
)
_GOVERNMENT = re.compile(r"[省市区县州旗]政府$")  # behind a committee: 湘潭市委市政府
BREAKS = "，；：。！？\n"
_PARTNER = re.compile(f"[^{PARTIES}{BREAKS}]{{0,16}}?(?<!分别)[与和同跟][{PARTIES}]")
_ALLIED = re.compile(r"[，]?(?:共同)?(?:联合|携手|会同|联手|牵手|协同|联袂)")
_SAME_SIDE = frozenset(("、", "及", "以及", "，以及", "和", "暨", "及其"))


@dataclass(frozen=True, slots=True)
class Group:
    """Names in one list, with the words that join them (one fewer than members); ``more``: 等七部门 follows."""

    members: tuple[Mention, ...]
    joins: tuple[str, ...]
    start: int
    end: int
    inherited: bool = False
    more: bool = False

    @property
    def pairs(self) -> list[tuple[tuple[Mention, ...], tuple[Mention, ...]]]:
        """Who is paired with whom: 甲与乙、丙与丁 are two pairs; 甲、乙与丙 one, of two sides; a plain list none."""
        cuts = [i + 1 for i, join in enumerate(self.joins) if join not in _SAME_SIDE]
        if len(cuts) > 1 and [c % 2 for c in cuts] == [1] * len(cuts) and len(cuts) * 2 == len(self.members):
            return [((self.members[i],), (self.members[i + 1],)) for i in range(0, len(self.members), 2)]
        if cuts:
            return [(self.members[: cuts[0]], self.members[cuts[0] :])]
        return (
            [((a,), (b,)) for i, a in enumerate(self.members) for b in self.members[i + 1 :]]
            if len(self.members) <= 5
            else []
        )


@dataclass(frozen=True, slots=True)
class View:
    """``text``: the masked sentence; ``groups`` by position; ``origin``: the sentence offset of each character."""

    text: str
    groups: dict[int, Group] = field(default_factory=dict)
    origin: tuple[int, ...] = ()
    topic: Group | None = None


class Viewer:
    """Makes views; holds the patterns that ``rules/grammar.yml`` gives."""

    def __init__(self, grammar: dict[str, Any]) -> None:
        self._tail = re.compile(grammar["list_tail"])
        adverbs = "|".join(sorted(map(re.escape, grammar["adverbs"]), key=len, reverse=True))
        self._adverbs = re.compile(f"(?:{adverbs}|[{TIME} ]|[（(]?[0-9一二三四五六七八九十]+[.．、）)])*$")
        self._byline = re.compile("|".join(grammar["bylines"]))
        self._aside = re.compile(r"\s*[（(][^（）()]{1,40}[）)]")
        self._staff = re.compile("|".join(sorted(grammar["dropped_staff"], key=len, reverse=True)))
        self._delegation = re.compile("|".join(grammar["delegations"]))
        self._venue = re.compile("|".join(sorted(grammar["venue_verbs"], key=len, reverse=True)))
        self._site = re.compile("|".join(sorted(grammar["site_verbs"], key=len, reverse=True)))
        self._within = re.compile("|".join(grammar["within"]))
        self._hosts = re.compile(grammar["hosts"])
        self._jointly = re.compile(grammar["jointly"])
        self._joining = re.compile(grammar["joining"])
        nameless = "|".join(sorted(map(re.escape, grammar["nameless"]), key=len, reverse=True))
        foreign = f"[{grammar['transliteration']}·]{{2,9}}(?=[是将在于还也对应])"  # 卡斯特罗是应邀来访
        several = f"[\u4e00-\u9fff、]{{2,12}}等(?:{'|'.join(grammar['nameless_groups'])})"  # 铁路、气象等部门建立…
        self._nameless = re.compile(f"(?:{adverbs}|[{TIME} ])*(?:{nameless}|{foreign}|{several})")
        self._resume = re.compile(grammar["resume"])
        self._at = re.compile(f"[在于](?:[\u4e00-\u9fff]{{2,6}}(?:{'|'.join(grammar['capitals'])}))?$")

    def view(
        self,
        text: str,
        start: int,
        end: int,
        mentions: Sequence[Mention],
        times: Sequence[tuple[int, int]] = (),
        topic: Group | None = None,
        event: Mention | None = None,
        initiative: Mention | None = None,
    ) -> View:
        """The view of ``text[start:end]``. All offsets, those of the result too, count ``text``.

        ``topic`` is the subject of the sentence before; ``event`` and ``initiative`` are what 主办 and 加入 are said of
        where the sentence names none.
        """
        marks, origin, groups = self._mask(text, start, end, mentions, times)
        masked = "".join(marks)
        if event is not None and EVENT not in marks and self._hosts.search(masked):
            _insert(0, EVENT, event, marks, origin, groups)
        elif joining := self._joining.search(masked):
            said = [g.members[-1] for i, g in sorted(groups.items()) if i < joining.start() and marks[i] == INITIATIVE]
            said = said or ([initiative] if initiative else [])
            if said:
                _insert(joining.end(), INITIATIVE, said[-1], marks, origin, groups)
        return self._with_subjects("".join(marks), origin, groups, topic)

    def _mask(
        self, text: str, start: int, end: int, mentions: Sequence[Mention], times: Sequence[tuple[int, int]]
    ) -> tuple[list[str], list[int], dict[int, Group]]:
        marks: list[str] = []
        origin: list[int] = []
        groups: dict[int, Group] = {}
        stamps = dict(times)
        by_start = {m.start: i for i, m in enumerate(mentions)}
        at = start
        while at < end:
            if at in by_start:
                mention = mentions[by_start[at]]
                if mention.type == "person":
                    at = mention.end
                    continue
                mark = self._mark(mention)
                if mark and mark == PARTY and self._part_of(text, mentions, by_start[at]):
                    at = mentions[by_start[at] + 1].start
                    continue
                if mark:
                    group, allied, after = self._group(text, mentions, by_start[at], mark)
                    groups[len(marks)] = group
                    marks.append(ALLIANCE if allied else self._role(text, mark, group, after))
                    origin.append(at)
                    at = after
                    continue
            if at in stamps and stamps[at] > at:
                marks.append(TIME)
                origin.append(at)
                at = stamps[at]
                continue
            marks.append(text[at])
            origin.append(at)
            at += 1
        return marks, origin, groups

    def _part_of(self, text: str, mentions: Sequence[Mention], index: int) -> bool:
        """甲集团旗下乙公司, 我校化学学院: the first only says whose the second is."""
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if following is not None and follows_owner(following, mentions[index]):
            return True
        return following is not None and self._within.fullmatch(text, mentions[index].end, following.start) is not None

    def _role(self, text: str, mark: str, group: Group, end: int) -> str:
        """A delegation or a leader on the way is one who visits; 在某地举行 makes a venue, no party."""
        if mark != PARTY:
            return mark
        verbs = self._site if all(m.type == "region" for m in group.members) else self._venue
        if self._at.search(text, max(group.start - 10, 0), group.start) and (
            self._venue.match(text, end) or verbs.match(text, end)
        ):
            return VENUE
        led = group.members[0].shape in ("led", "level", "spokesman")
        return DELEGATION if led or self._delegation.search(text, group.end, end) else mark

    @staticmethod
    def _mark(mention: Mention) -> str:
        if mention.shape == "quoted":
            return QUOTED
        if mention.type == "region" and not mention.bare:
            return ""
        return _MARK_OF[mention.type]

    def _group(self, text: str, mentions: Sequence[Mention], index: int, mark: str) -> tuple[Group, bool, int]:
        members = [mentions[index]]
        joins: list[str] = []
        allied = False
        end = self._after(text, mentions[index].end, mentions, index)
        while index + 1 < len(mentions):
            following = self._next_member(mentions, index, end)
            if following is None or self._mark(mentions[following]) != mark:
                break
            between = text[end : mentions[following].start]
            while self._part_of(text, mentions, following):
                following += 1
            joint = _JOINT.fullmatch(between) or (not between and _GOVERNMENT.match(mentions[following].text))
            if not (joint or (mark == PARTY and _ALLIED.fullmatch(between))):
                break
            joins.append((joint[1] if between else "、") if joint else between)
            allied = allied or bool(_ALLIED.fullmatch(between))
            index = following
            members.append(mentions[index])
            end = self._after(text, mentions[index].end, mentions, index)
        tail = self._tail.match(text, end)
        more = tail is not None and len(tail[0]) > 1
        end = tail.end() if tail else end
        return Group(tuple(members), tuple(joins), members[0].start, members[-1].end, more=more), allied, end

    @staticmethod
    def _next_member(mentions: Sequence[Mention], index: int, end: int) -> int | None:
        following = index + 1
        while following < len(mentions) and (mentions[following].start < end or mentions[following].type == "person"):
            following += 1
        return following if following < len(mentions) else None

    def _after(self, text: str, end: int, mentions: Sequence[Mention], index: int) -> int:
        """Past the bracket, the staff and the titled person that follow a name, and past 三校 behind a list of them."""
        while True:
            ahead = [m for m in mentions[index + 1 : index + 4] if m.start >= end]
            step = self._aside_end(text, end, ahead)
            person = next((m for m in ahead if m.start == end and m.type == "person"), None)
            again = next((m for m in ahead if m.start == end and m.shape == "anaphor"), None)
            staff = self._staff.match(text, end)
            step = max(step, person.end if person else end, again.end if again else end)
            if staff and not any(m.start < staff.end() for m in ahead):
                step = max(step, staff.end())
            if step == end:
                return end
            end = step

    def _aside_end(self, text: str, end: int, ahead: Sequence[Mention]) -> int:
        match = self._aside.match(text, end)
        if match is None:
            return end
        named = any(m.start < match.end() and m.type != "person" for m in ahead)
        return match.end() if not named or any(c in match[0] for c in "称叫原现即") else end

    def _with_subjects(self, marks: str, origin: list[int], groups: dict[int, Group], topic: Group | None) -> View:
        """Put the topic at the head of every clause that begins without a party."""
        out: list[str] = []
        places: dict[int, Group] = {}
        spots: list[int] = []
        pair: Group | None = None
        for start, end in self._clauses(marks):
            clause = marks[start:end]
            found = re.search(f"[{PARTIES}]", clause)
            subject = self._subject(clause, found, groups, start)
            if subject is None and self._nameless.match(clause):
                topic = pair = None
            if subject is None and topic is not None and clause.strip():
                together = self._jointly.search(clause) and not _PARTNER.match(clause)
                carried = pair if pair is not None and together else topic
                places[len(out)] = replace(carried, inherited=True)
                spots.append(origin[start])
                out.append(PARTY)
            for i in range(start, end):
                if i in groups:
                    places[len(out)] = groups[i]
                out.append(marks[i])
                spots.append(origin[i])
            if subject is not None and found and clause[found.end() : found.end() + 1] != "的":
                topic, pair = subject, self._pair(clause, found.start(), subject, groups, start)
        return View("".join(out), places, tuple(spots), topic)

    def _pair(self, clause: str, at: int, subject: Group, groups: dict[int, Group], start: int) -> Group | None:
        """The subject with the partner that a 与 behind it names: both do what is done 共同 in the next clause."""
        found = _PARTNER.match(clause, at + 1)
        if found is None:
            return None
        partner = groups[start + found.end() - 1]
        joins = (*subject.joins, "与", *partner.joins)
        return Group((*subject.members, *partner.members), joins, subject.start, subject.end)

    def _subject(self, clause: str, found: re.Match[str] | None, groups: dict[int, Group], start: int) -> Group | None:
        """The party that a clause begins with, past adverbs, or only describes; a source (央视网消息) is none."""
        if found is None or self._byline.match(clause, found.end()):
            return None
        before, after = clause[: found.start()], clause[found.end() :]
        described = before.endswith("的") and after in ("，", "")
        return groups[start + found.start()] if described or self._adverbs.match(before) else None

    def _clauses(self, marks: str) -> list[tuple[int, int]]:
        cuts = [0]
        for match in self._resume.finditer(marks):
            cuts.append(match.start())
        for i, c in enumerate(marks):
            if c in BREAKS:
                cuts.append(i + 1)
        cuts = sorted({*cuts, len(marks)})
        return [(a, b) for a, b in pairwise(cuts) if a < b]


def _insert(at: int, mark: str, said: Mention, marks: list[str], origin: list[int], groups: dict[int, Group]) -> None:
    """Put the mark of a thing said earlier into a masked sentence."""
    shifted = {i + (i >= at): g for i, g in groups.items()}
    groups.clear()
    groups.update(shifted)
    groups[at] = Group((said,), (), said.start, said.end, inherited=True)
    origin.insert(at, origin[min(at, len(origin) - 1)])
    marks.insert(at, mark)
