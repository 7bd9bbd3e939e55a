"""The grammar of things: agreements, undertakings, events and documents, whose names may hold verbs used as nouns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicon import Hit, Suffix
from kg.mention import Mention
from kg.scan import Scan

_MAX_THING = 48
_PLAIN = re.compile("(?![一二两三四五六七八九十]+[年期项份个家])(?:(?!的)[\u4e00-\u9fff])+")
_DATE = re.compile("[0-9·.-]+")  # “4·29” names an accident by its day
_MAX_SIGNED = 20  # characters between a verb of signing and what the name was found to begin with
_FULL_HEAD = {"instrument": 4, "initiative": 6, "event": 6, "document": 99}  # heads so long are names by themselves
_SEVERAL = re.compile(r"(?!(?:一|1)[家个项份座条所场件])[^第]*(?:[家个项份座条所场件批款余多])")
_LATIN_NAME = re.compile(r"(?<=模型)[A-Z][A-Za-z0-9.-]+")
# what stands before a quotation and belongs to the name with it: 第三届“……”, 中法“……”
_NUMBERED = re.compile(r"第|首届|[0-9]{2,4}|中[\u4e00-\u9fff]")
_PARTY = ("institution", "region")


def things(scan: Scan) -> Iterator[Mention]:
    """Names of instruments, initiatives, events and documents, which may hold verbs used as nouns."""
    for start, end in scan.barriers.runs(scan.barriers.thing):
        heads = [
            h
            for h in scan.suffixes
            if h.value.type not in _PARTY
            and start <= h.start
            and h.end <= end
            and not _goes_on(scan, h, end)
            and not _is_party(scan, h)
        ]
        at = start
        for end_of_head in sorted({h.end for h in heads}):
            head = min((h for h in heads if h.end == end_of_head), key=lambda h: h.start)
            mention = _thing(scan, at, head, end, counted=_several(scan, at))
            if mention is not None:
                yield mention
                at = mention.end


def _several(scan: Scan, at: int) -> bool:
    """Whether what begins at ``at`` is counted as several (15个项目).

    What is dated, single or shared is not: 三年协议, 一项协议, 三方协议.
    """
    start = scan.barriers.counts.get(at)
    return start is not None and _SEVERAL.fullmatch(scan.text, start, at) is not None


def _is_party(scan: Scan, head: Hit) -> bool:
    """Whether the head ends an institution's name as well: 研究院, 疾控中心."""
    ends = [h.value for h in scan.suffixes if h.end == head.end and h.start <= head.start]
    listed = scan.lexicon.listed_only
    return any(v.type == "institution" or (v.type == "region" and v.text not in listed) for v in ends)


def _goes_on(scan: Scan, head: Hit, end: int) -> bool:
    """Whether another head follows so closely that the name goes on to it (合作协议签约仪式, 平台项目)."""
    return scan.text[head.end : head.end + 1] == "暨" or any(
        head.end < h.end <= min(end, head.end + 6) and not scan.barriers.walled(head.end, h.end) for h in scan.suffixes
    )


def _thing(scan: Scan, start: int, head: Hit, end: int, *, counted: bool) -> Mention | None:
    suffix: Suffix = head.value
    begin = scan.trim(start, head)
    left = _trim_verbs(scan, begin, head)
    counted = counted if left == begin else _several(scan, left)
    left = _without_partner(scan, _conjoined(scan, _from_verb(scan, left, head), head), head)
    left = _to_quote(scan, left, head)
    stop = _closing(scan, left, head.end, end)
    text = scan.text[left:stop]
    if len(text) > _MAX_THING or head.start < left:
        return None
    if suffix.text in scan.lexicon.verbal_events and left < head.start and scan.ends_party(head.start):
        return None
    if head.start == left and _stands_alone(scan, suffix, counted=counted):
        return Mention(left, stop, text, suffix.type, suffix.type, shape="short")
    if not _is_name(scan, text, suffix) or (head.start == left and len(suffix.text) < _FULL_HEAD[suffix.type]):
        return None
    type_ = "initiative" if suffix.type == "document" and "“" in text else suffix.type
    owner, bare = _owner(scan, left, head), scan.bare(stop, end)
    return Mention(left, stop, text, type_, type_, counted=counted, bare=bare, owner=owner)


def _stands_alone(scan: Scan, suffix: Suffix, *, counted: bool) -> bool:
    """Whether a head without anything before it may stand for a thing named elsewhere: 展销会, 协议, 通知."""
    if suffix.type == "document":
        return suffix.text in scan.lexicon.papers
    return 2 <= len(suffix.text) < _FULL_HEAD[suffix.type] and not counted


def _is_name(scan: Scan, text: str, suffix: Suffix) -> bool:
    """Whether a thing's name is long and special enough to be one."""
    least = 7 if suffix.type == "document" else 8 if suffix.text.endswith("机制") else 3
    if len(text) < (3 if "“" in text else least):
        return False
    return text.strip("“”") not in scan.lexicon.never_things and not text.endswith(("命运共同体", "“一带一路”倡议"))


def _from_verb(scan: Scan, left: int, head: Hit) -> int:
    """What is signed begins behind the verb, over verbs used as nouns: 签订种质资源保护利用协议."""
    if head.value.type != "instrument":
        return left
    verbs = scan.lexicon.signed.finditer(scan.text, max(left - _MAX_SIGNED, 0), head.start)
    start = scan.trim(max((v.end() for v in verbs), default=left), head)
    between = scan.text[start : head.start]
    plain = _PLAIN.fullmatch(between) is not None
    if not plain or start >= left or any(start <= n.start < left for n in scan.names) or _several(scan, start):
        return left
    return left if any(start < h.end <= left and h.value.type in _PARTY for h in scan.suffixes) else start


def _without_partner(scan: Scan, left: int, head: Hit) -> int:
    """甲与乙战略合作备忘录: 乙 is a party beside 甲, not a part of the agreement's name."""
    owner = _owner(scan, left, head)
    end = left + len(owner)
    if head.value.type != "instrument" or not owner or end > head.start:
        return left
    beside = left > 1 and scan.text[left - 1] in "与和同" and scan.ends_party(left - 1)
    return end if beside else left


def _to_quote(scan: Scan, left: int, head: Hit) -> int:
    """检索“抗战史数据库”: what stands before a quotation in a name is a region, a number or a country."""
    quote = scan.text.find("“", left, head.start)
    if quote <= left or head.value.type not in ("initiative", "event"):
        return left
    region = any(n.start == left and n.value[0].type == "region" for n in scan.names)
    whole = region or scan.text.startswith(scan.lexicon.national, left) or _NUMBERED.match(scan.text, left)
    return left if whole and not scan.ends_institution(quote) else quote


def _conjoined(scan: Scan, left: int, head: Hit) -> int:
    """技术共享与创新合作平台: what stands before 与 or 和 is part of the name if it is no party and follows a verb."""
    if head.value.type not in ("initiative", "event") or left < 3 or scan.text[left - 1] not in "与和及":
        return left
    start = left - 1
    while start and not scan.barriers.party[start - 1]:
        start -= 1
    chunk = scan.text[start : left - 1]
    known = chunk in scan.lexicon.gazetteer.weak
    if (
        known
        or not 2 <= len(chunk) <= 8
        or scan.ends_party(left - 1)
        or any(start <= n.start < left for n in scan.names)
    ):
        return left
    verb = any(v.end() == start for v in scan.lexicon.leading_verbs.finditer(scan.text, 0, start))
    return start if verb or scan.text[start - 1 : start] in ("了", "的", "") else left


def _owner(scan: Scan, left: int, head: Hit) -> str:
    ends = [h.end for h in scan.suffixes if h.value.type == "institution" and left < h.start and h.end <= head.start]
    ends += [n.end for n in scan.names if n.start == left and n.value[0].type == "institution" and n.end <= head.start]
    return scan.text[left : max(ends)] if ends else ""


def _trim_verbs(scan: Scan, left: int, head: Hit) -> int:
    """Past verbs of founding and signing that a name does not begin with: 共建联合实验室, 甲医院签署托管协议."""
    for verb in scan.lexicon.leading_verbs.finditer(scan.text, left, head.start):
        if scan.ends_party(verb.start()) or scan.text[left - 1 : left] == "在":
            left = scan.trim(verb.end(), head)
    if head.value.type == "instrument":
        return left
    if left < head.start and scan.text[left] in "建设办开搭" and any(n.start == left + 1 for n in scan.names):
        left += 1
    while match := scan.lexicon.leading_verbs.match(scan.text, left):
        if match.end() >= head.start or (head.value.type == "event" and match.end() == head.start):
            break
        left = scan.trim(match.end(), head)
    return left


def quotes(scan: Scan) -> Iterator[Mention]:
    """“光明行动”, “飞防贷”业务: a name in quotation marks, alone or with the word for what it is called."""
    for match in scan.barriers.quotes:
        if "、" in match[1] or scan.text.startswith(("为主题", "为题"), match.end()):
            continue
        verb = match[1] in scan.lexicon.nominal or match[1] in scan.lexicon.verbs or _DATE.fullmatch(match[1])
        following = scan.text[match.end() : match.end() + 1]
        modifier = "\u4e00" <= following <= "\u9fff" and not scan.barriers.party[match.end()]
        kind = scan.lexicon.quoted_heads.match(scan.text, match.end()) if modifier else None
        if kind and len(match[0]) >= 4:
            name = scan.text[match.start() : kind.end()]
            yield Mention(match.start(), kind.end(), name, "initiative", "initiative")
        modifier = modifier and not match[1].endswith(scan.lexicon.quoted_ends)
        if 4 <= len(match[0]) <= 22 and not verb and not modifier and match[1] not in scan.lexicon.never_things:
            yield Mention(match.start(), match.end(), match[0], "initiative", "initiative", shape="quoted")


def _closing(scan: Scan, left: int, stop: int, end: int) -> int:
    """Past a closing quotation mark and a bracket that belong to the name."""
    if scan.text[stop : stop + 1] == "”" and scan.text.count("“", left, stop) > scan.text.count("”", left, stop):
        stop += 1
    latin = _LATIN_NAME.match(scan.text, stop)
    if latin:
        return latin.end()
    quoted = next((q for q in scan.barriers.quotes if q.start() == stop), None)
    return quoted.end() if quoted else scan.bracketed(left, stop, end)
