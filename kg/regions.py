"""Which regions a text names: whose 区卫健委 and 本市 are, and which 鼓楼区 is meant."""

from __future__ import annotations

from collections.abc import Sequence

from kg.gazetteer import LEVELS, Entry
from kg.lexicon import Lexicon, leftmost_longest
from kg.mention import Mention

Region = tuple[str, Entry | None]

_LEVEL_SUFFIXES = {
    "省": ("省", "自治区"),
    "市": ("市",),
    "区": ("区",),
    "县": ("县", "旗"),
    "州": ("州",),
    "镇": ("镇",),
    "乡": ("乡",),
    "旗": ("旗",),
    "街": ("街道",),
}
_HEAD = 160  # characters at the head of an article: masthead, title, first words
_HEAD_COUNTS = 3  # what a region there counts more
_PAPER_COUNTS = 10  # and the region of a paper
_LONGEST_PREFIX = 11  # characters of a region's full name at most
_OF_PAPERS = ("prefecture", "county", "province")


def is_level(character: str) -> bool:
    """Whether a character stands for a level of regions: 区 of 区卫健委, 街 of 街道办事处."""
    return character in _LEVEL_SUFFIXES


class Regions:
    """The regions of one document as they come up, in text order."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._named: list[Region] = []
        self._text = ""
        self._heads: dict[str, int] = {}
        self._times: dict[str, int] = {}

    def open_article(self, text: str) -> None:
        """Take in the text of an article: which regions its head names, and which it names most."""
        self._text += text
        self._times = {}
        head = text[:_HEAD]
        for hit in leftmost_longest(h for h in self._lexicon.scan(head) if h.tag == "name"):
            prefix = self.prefix(text[hit.start : hit.end + 2])
            if prefix and len(prefix[0]) == hit.end - hit.start:
                self._named.append(prefix)
                self._heads.setdefault(prefix[0], _HEAD_COUNTS)
        self._open_paper(head)

    def _open_paper(self, head: str) -> None:
        """Take in the region of a local paper or station: 滁州 of 滁州日报."""
        gazetteer = self._lexicon.gazetteer
        for match in self._lexicon.local_papers.finditer(head):
            entries = (*gazetteer.strong.get(match[1], ()), *gazetteer.weak.get(match[1], ()))
            entry = next((e for e in entries if e.type == "region" and e.level in _OF_PAPERS), None)
            if entry is not None:
                self._named.append((match[1], entry))
                self._heads.update(dict.fromkeys(entry.names, _PAPER_COUNTS))

    def note(self, mention: Mention) -> None:
        """Remember the region that a mention names or begins with, for 区卫健委 and 本市 later on."""
        if mention.type == "region" and mention.shape not in ("level", "anaphor"):
            self._named.append((mention.text, mention.entry))
        elif mention.type == "institution":
            prefix = self.prefix(mention.text)
            if prefix:
                self._named.append(prefix)

    def prefix(self, text: str) -> Region | None:
        """The region that a name begins with, written in full (ending in 省, 市, 区, 县 …), with its entry if clear."""
        for size in range(min(len(text) - 2, _LONGEST_PREFIX), 1, -1):
            entries = self._lexicon.gazetteer.strong.get(text[:size])
            if (
                entries
                and entries[0].type == "region"
                and entries[0].level in ("province", "prefecture", "county", "district")
            ):
                if text[size - 1] in "省市区县旗州" or entries[0].level == "district":
                    return text[:size], self.best(entries)
        return None

    def best(self, entries: Sequence[Entry]) -> Entry | None:
        """Of regions of one name, the one whose parents the text has named; none where that leaves it open."""
        if len(entries) == 1:
            return entries[0]
        named = {
            n
            for name, entry in self._named
            for n in (name, *(entry.names if entry else ()), *(entry.parents if entry else ()))
        }
        fitting = [e for e in entries if named & set(e.parents)]
        return fitting[0] if len(fitting) == 1 else None

    def at_level(self, level: str) -> Region | None:
        """The region of a level (区, 市 …) that the text names most, the first of two; else one above others."""
        own = [found for name, entry in self._named if (found := _at_level(name, entry, level))]
        if own:
            return max(own, key=lambda region: self._weight(region[0]))
        for _, entry in reversed(self._named):
            for parent in reversed(entry.parents if entry else ()):
                if parent.endswith(_LEVEL_SUFFIXES[level]):
                    return parent, self.best(self._lexicon.gazetteer.strong.get(parent, ()))
        return None

    def _weight(self, region: str) -> int:
        """How often the text names a region, in its short form too (丰台 of 丰台区); at its head counts more."""
        stem = region[:-1] if len(region) > 2 else region
        if stem not in self._times:
            self._times[stem] = self._text.count(stem)
        return self._times[stem] * self._heads.get(region, 1)


def _at_level(name: str, entry: Entry | None, level: str) -> Region | None:
    """The region under the name that shows its level: 丰台 is 丰台区 where a 区 is asked for; None at another level."""
    for form in (name, *(reversed(entry.names) if entry and entry.level in LEVELS else ())):
        shown = form.endswith(_LEVEL_SUFFIXES[level]) and not (level == "区" and form.endswith("自治区"))
        if shown and not (entry and any(p in form for p in entry.parents)):
            return form, entry
    return None
