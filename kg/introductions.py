"""Short forms that a text itself introduces: （以下简称…）, and what its full names are usually cut to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from kg.gazetteer import Entry
from kg.identities import Abbreviations
from kg.lexicon import Lexicon
from kg.mentions import Mention

_CALLED = re.compile(
    r"[（(](?:以下|下文|文中|下)?(?:统一|合并)?(?:简称|称)(?:为|[：:])?\s*[“\"‘']?([^”\"’'）)，。；、]{2,14})[”\"’']?[）)]"
)
STOCK_CODE = re.compile(
    r"([\u4e00-\u9fffA-Z]{3,12})[（(](?:股票代码|证券代码)?[：:]?\s*(?:[A-Z]{2,4}[.:：]?)?\d{4,6}(?:[.][A-Z]{2})?[）)]"
)
_LISTED = (3, 4)  # characters of the short names that exchanges list
_COUNTRY = range(2, 7)  # characters of a country's name before a place in it
_FOREIGN = range(3, 9)  # and of the place, with 市 or 州
_PARTY = ("institution", "region")


def introduced(
    text: str, mentions: Iterable[Mention], lexicon: Lexicon, abbreviations: Abbreviations
) -> dict[str, Entry]:
    """Short forms that stand in the text, with what they are short for."""
    found: dict[str, Entry] = {}
    mentions = list(mentions)
    parties = [m for m in mentions if m.type in _PARTY and m.shape != "anaphor" and not m.counted]
    found.update(_spokesmen(text, mentions, lexicon))
    found.update(_with_code(text, lexicon))
    found.update(_without_country(parties, lexicon))
    for short, mention in _definitions(text, parties):
        found[short] = _entry(mention, short)
    for short, mention in _cut_short(text, parties):
        found.setdefault(short, _entry(mention, short))
    for mention in parties:
        for short in _short_forms(mention, lexicon, abbreviations):
            if len(short) >= 2 and short != mention.text and short in text and short not in lexicon.gazetteer.strong:
                found.setdefault(short, _entry(mention, short))
    return found


def _spokesmen(text: str, mentions: list[Mention], lexicon: Lexicon) -> Iterator[tuple[str, Entry]]:
    """Persons who are named with a party: 王少峰 after 丰台区委书记王少峰. What they do later on, it does."""
    for party, person in pairwise(mentions):
        if party.type in _PARTY and party.shape != "anaphor" and person.type == "person" and person.start == party.end:
            name = re.sub(f"^(?:{lexicon.titles.pattern}|、)+|(?:{lexicon.titles.pattern}|、)+$", "", person.text)
            if 2 <= len(name) <= 4 and text.count(name) > 1:
                level = "context" if party.shape == "level" else ""
                yield name, party.entry or Entry(party.text, party.type, party.kind, level, names=(party.text,))


def _with_code(text: str, lexicon: Lexicon) -> Iterator[tuple[str, Entry]]:
    """Companies named with their stock code, as 甲乙股份（600000）; such names have three or four characters."""
    for match in STOCK_CODE.finditer(text):
        name = re.split(f"[{''.join(lexicon.stop_chars)}]", match[1])[-1][-_LISTED[1] :]
        if len(name) >= _LISTED[0] and name not in lexicon.gazetteer.strong:
            yield name, Entry(name, "institution", "company", names=(name,))


def _without_country(parties: list[Mention], lexicon: Lexicon) -> Iterator[tuple[str, Entry]]:
    """Short forms of foreign places: 图尔市 and 图尔 of 法国图尔市."""
    for mention in parties:
        if mention.type != "region" or mention.entry is not None or mention.text[-1] not in "市州省郡":
            continue
        country = next((s for s in _COUNTRY if _is_country(mention.text[:s], lexicon)), 0)
        rest = mention.text[country:]
        if country and len(rest) in _FOREIGN:
            entry = Entry(mention.text, "region", "region", names=(mention.text, rest, rest[:-1]))
            yield mention.text, entry
            yield rest, entry
            yield rest[:-1], entry


def _is_country(name: str, lexicon: Lexicon) -> bool:
    return any(e.level == "country" for e in lexicon.gazetteer.strong.get(name, ()))


def _cut_short(text: str, parties: list[Mention]) -> Iterator[tuple[str, Mention]]:
    """Short forms made of a full name's characters, in order, to its end, used twice: 抗战馆 of 抗日战争纪念馆."""
    for mention in parties:
        full = mention.text
        if mention.type != "institution" or len(full) < 7 or mention.shape == "spokesman":
            continue
        grams = Counter(
            text[i - size + 1 : i + 1] for i, c in enumerate(text) if c == full[-1] for size in (3, 4) if i >= size
        )
        for gram, times in grams.items():
            if times > 1 and gram not in full and gram[0] in full[:-3] and _subsequence(gram, full):
                yield gram, mention


def _subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(c in rest for c in short)


def _entry(mention: Mention, short: str) -> Entry:
    if mention.entry is not None:
        return replace(mention.entry, names=tuple(dict.fromkeys((*mention.entry.names, mention.text, short))))
    return Entry(mention.text, mention.type, mention.kind, names=(mention.text, short))


def _definitions(text: str, mentions: Iterable[Mention]) -> Iterator[tuple[str, Mention]]:
    """Names given in brackets behind a full name, each with the mention that it stands for."""
    by_end = {text_end: m for m in mentions for text_end in _ends_of(m, text)}
    for match in _CALLED.finditer(text):
        if match.start() in by_end:
            yield match[1], by_end[match.start()]


def _ends_of(mention: Mention, text: str) -> list[int]:
    """Ends of all places where a name stands in a text."""
    return [m.end() for m in re.finditer(re.escape(mention.text), text)]


def _short_forms(mention: Mention, lexicon: Lexicon, abbreviations: Abbreviations) -> list[str]:
    if mention.type == "region":
        names = list(mention.entry.names) if mention.entry else []
        return [n for n in names if n in lexicon.gazetteer.weak]
    forms = list(abbreviations.shortened(mention.text))
    if mention.entry is not None:
        forms.extend(mention.entry.names)
    if mention.kind == "company":
        for core in abbreviations.cores(mention.text):
            forms.extend((core, _without_region(core, lexicon)))
    return forms


def _without_region(name: str, lexicon: Lexicon) -> str:
    for size in range(min(6, len(name) - 2), 1, -1):
        entries = lexicon.gazetteer.strong.get(name[:size])
        if entries and entries[0].type == "region":
            return name[size:]
    return name
