"""What a name tells by itself: whether it can stand for the same thing in another document.

The words come from ``rules/merge.yml``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kg.errors import KgError
from kg.rulefiles import default_rules, load_yaml

_PROVINCES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_UNITS = "特别行政区|自治区|自治州|自治县|自治旗|新区|省|市|州|盟|区|县|旗"
_NATIONAL = "中国|国家(?!级)|全国|中央|中共"
_LOCATED = re.compile(
    rf"(?:{_PROVINCES}|{_NATIONAL}|(?P<stem>[\u4e00-\u9fff]{{2,7}}?)(?:{_UNITS})|(?P<one>[\u4e00-\u9fff])县)(?=.{{2}})"
)
_NUMBERED = "第[一二三四五六七八九十百\\d]+|[一二三四五六七八九十百千万余\\d]+[家个所名条届次期年月日级院]|\\d+"
_LEVEL = re.compile(r"省|市|自治区|自治州|州|盟|区|县|旗|镇|乡|街道")
_PARENT = re.compile(
    rf"((?:{_PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?|[\u4e00-\u9fff]{{2,7}}?(?:自治州|州|市|盟))"
    rf"(?=[\u4e00-\u9fff]{{1,7}}?(?:{_UNITS}|街道|镇|乡))"
)
_ORDINAL = re.compile(
    r"第?([一二三四五六七八九十百]+|\d+)(?=[\u4e00-\u9fff]{0,6}(?:院|医|学|小|幼|所|队|大|师|中|局|支|分|附))"
)
_CAMPUS = re.compile(r"[\u4e00-\u9fff]{1,4}(?:院区|校区|分院|分校|分行|分局|分公司)$")
_HEADS = {
    "school": "大学|学院|中学|小学|附中|附小|学校|幼儿园|研究生院",
    "hospital": "医院|卫生院|保健院|卫生室|护理院|[一二三四五六七八九十]院",
    "company": "公司|集团|银行|分行",
    "organ": "委员会|局|厅|政府|政协|人大|法院|检察院|[^编外]委",
    "institute": "研究院|研究所|科学院",
}
_HEAD = re.compile("(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _HEADS.items()) + ")$")
_STATE = re.compile("^(?:中华人民共和国|中国|国家)")
_AFFILIATED = re.compile(r".{2,}?大学(?:第.)?附属(?=.{4})")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name as it is compared: without spaces, punctuation, and differences of width and case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def compatible(one: str, other: str) -> bool:
    """Whether two regions may be the same place, or one lie in the other; an unknown one may be anywhere."""
    return not one or not other or one in other or other in one


@dataclass(frozen=True)
class Names:
    """The word lists by which names are judged."""

    generic: re.Pattern[str]
    leading: str
    trailing: str
    ambiguous: frozenset[str]
    shared: frozenset[str]
    known: frozenset[str]
    ending: re.Pattern[str]
    endings: dict[str, str]
    official: dict[str, str]

    def key(self, name: str) -> str:
        """The folded official name, its ending in full: 某区卫健委 and 某区卫生健康委员会 are one."""
        folded = self.official_name(name) or fold(name)
        found = self.ending.search(folded)
        return folded[: found.start()] + self.endings[found.group()] if found else folded

    def official_name(self, name: str) -> str:
        """The folded official name of the gazetteer, also for 中国教育部; empty where it knows none."""
        folded = fold(name)
        return self.official.get(folded) or self.official.get(_STATE.sub("", folded), "")

    def borrowed(self, full: str, short: str) -> bool:
        """Whether a short form is somebody else's: 中央政治局 is not that of 朝鲜劳动党中央政治局."""
        official, folded = self.official_name(short), fold(full)
        if not official:  # what is longer than an official name, and unknown, is no short form of it
            return self.official_name(full) == folded and len(fold(short)) > len(folded)
        if official == self.official_name(full):
            return False
        left = iter(official)
        return not all(char in left for char in folded)

    def proper(self, name: str) -> str:
        """What is left of a name without its generic words."""
        return self.generic.sub("", fold(name)).lstrip(self.leading).rstrip(self.trailing)

    def is_specific(self, name: str) -> bool:
        """Whether a name can be the same everywhere: 天坛医院 can, 人民医院 and 协和医院 cannot."""
        if self.is_full(name):
            return True
        proper, place = self.proper(name), _LOCATED.match(fold(name))
        if place and place.group() in self.shared:
            return False  # 和平区教育局: several cities have one
        return len(proper) >= 2 and proper not in self.ambiguous and fold(name) not in self.shared

    def is_full(self, name: str) -> bool:
        """Whether a name says where it belongs, or is known: it links even where it is no full name."""
        folded = fold(name)
        found = _LOCATED.match(folded)
        if folded in self.known or folded in self.shared or found is None or found.group() in self.shared:
            return folded in self.known
        stem = found["stem"] or found["one"]
        return stem is None or len(self.proper(stem)) >= max(1, len(stem) - 1)

    def implied(self, name: str) -> list[tuple[str, str]]:
        """Shorter forms that follow from a full name, each with the region that was cut off."""
        folded = fold(name)
        parent, school = _PARENT.match(folded), _AFFILIATED.match(folded)
        forms = [(folded[parent.end() :], parent.group())] if parent else []
        return forms + ([(folded[school.end() :], "")] if school else [])

    def located(self, name: str, region: str) -> str:
        """The full name that a name is short for in its region: 县人民医院 of 白水县 is 白水县人民医院."""
        folded, place = fold(name), fold(region)
        level = _LEVEL.match(folded)
        return self.key(place + (folded[level.end() :] if level and place.endswith(level.group()) else folded))

    def distinguished(self, one: str, other: str) -> bool:
        """Whether two names cannot be of one: a school and a hospital, first and second, a campus and the whole."""
        a, b = self.key(one), self.key(other)
        numbers = [set(_ORDINAL.findall(name)) for name in (a, b)]
        if all(numbers) and numbers[0] != numbers[1]:
            return True
        heads = [found.lastgroup for found in map(_HEAD.search, (a, b)) if found]
        if len(heads) == 2 and heads[0] != heads[1]:
            return True
        return (_CAMPUS.search(a) is None) != (_CAMPUS.search(b) is None)

    def belongs(self, name: str, region: str) -> bool:
        """Whether a region makes a name unique that is not specific: a city has one 市第一人民医院."""
        level = _LEVEL.match(fold(name))
        return region.endswith(level.group()) if level else len(self.proper(name)) >= 2


@cache
def load_names(rules: Path | None = None) -> Names:
    """Read ``merge.yml`` and the gazetteer of a folder of rules (that of the package where none is given).

    Raises KgError where a list is missing.
    """
    from kg.gazetteer import load_gazetteer

    folder = rules or default_rules()
    path = folder / "merge.yml"
    data, gazetteer = load_yaml(path), load_gazetteer(folder)
    listed = [(name, {entry.name for entry in of}) for name, of in gazetteer.strong.items()]
    try:
        endings = {fold(form): fold(row[0]) for row in data["same_ending"] for form in row}
        return Names(
            generic=re.compile(rf"{_alternatives(data['generic'].split())}|{_NUMBERED}"),
            leading=data["leading"],
            trailing=data["trailing"],
            ambiguous=frozenset(data["ambiguous"].split()),
            shared=frozenset(map(fold, gazetteer.weak)) | {fold(name) for name, of in listed if len(of) > 1},
            known=frozenset(map(fold, data["known"].split())) | {fold(name) for name, of in listed if len(of) == 1},
            ending=re.compile(f"{_alternatives(endings)}$"),
            endings=endings,
            official={fold(name): fold(min(of)) for name, of in listed if len(of) == 1},
        )
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise KgError(f"{path}: {error!r}") from error


def _alternatives(words: object) -> str:
    assert isinstance(words, (list, dict))
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"
