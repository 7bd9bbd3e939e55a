"""Who is who in one text: full names for short forms, antecedents for 该院 and 双方, one entity for all its names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.gazetteer import Entry
from kg.lexicon import Lexicon
from kg.mentions import Mention
from kg.regions import Regions, is_level
from kg.rulefiles import load_yaml
from kg.types import Entity

_DROPPED = re.compile(r"[\s“”‘’《》（）()]+")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """How institutions are shortened: ``rules/abbreviations.yml``."""

    heads: tuple[tuple[str, ...], ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]
    droppable: tuple[str, ...]
    organs: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Abbreviations:
        data: dict[str, Any] = load_yaml(folder / "abbreviations.yml")
        words = tuple((k, tuple([v] if isinstance(v, str) else v)) for k, v in data["words"].items())
        return cls(tuple(tuple(g) for g in data["heads"]), words, tuple(data["droppable"]), tuple(data["organs"]))

    def variants(self, name: str) -> tuple[str, ...]:
        """Names that differ from ``name`` by the form of its head only, the official one first."""
        best: tuple[str, tuple[str, ...]] | None = None
        for group in self.heads:
            for form in group:
                if name.endswith(form) and (best is None or len(form) > len(best[0])):
                    best = (form, group)
        if best is None:
            return (name,)
        stem = name[: len(name) - len(best[0])]
        return tuple(dict.fromkeys((*(stem + form for form in best[1]), name)))

    def is_organ(self, head: str) -> bool:
        """Whether a head is that of an organ of which every region has one."""
        return head.endswith(self.organs) and any(head in group for group in self.heads)

    def shortened(self, name: str) -> tuple[str, ...]:
        """Forms with one listed word shortened: 云南师范大学 → 云南师大."""
        found: list[str] = []
        for word, shorts in self.words:
            if name.endswith(word) and len(name) > len(word):
                found.extend(name[: len(name) - len(word)] + s for s in shorts)
        return tuple(found)

    def cores(self, name: str) -> Iterator[str]:
        """A company's name with less and less of its kind: 绿水控股股份有限公司 → 绿水控股 → 绿水."""
        word = next((w for w in self.droppable if name.endswith(w) and len(name) - len(w) >= 2), None)
        if word is not None:
            yield name[: len(name) - len(word)]
            yield from self.cores(name[: len(name) - len(word)])


class Registry:
    """The entities of one document as they come up, in text order. Made, filled and read within :mod:`kg.pipeline`."""

    def __init__(self, lexicon: Lexicon, abbreviations: Abbreviations) -> None:
        self._lexicon = lexicon
        self._abbreviations = abbreviations
        self._names: dict[tuple[str, str], str] = {}
        self._entities: dict[str, Entity] = {}
        self.regions = Regions(lexicon)

    @property
    def entities(self) -> dict[str, Entity]:
        return self._entities

    def resolve(self, mention: Mention, variant: str = "") -> Entity:
        """The entity of a mention, made where it is new, with the mention's name added to its names."""
        names = tuple(dict.fromkeys(n for n in self._forms(mention) if n))
        group = "party" if mention.type in ("institution", "region") else "thing"
        found = self._names.get((group, _key(names[0]) + variant)) if variant else self._find(group, names, mention)
        if found is None:
            entity = Entity(f"e{len(self._entities) + 1}", mention.type, names, mention.kind, self._home(mention))
        else:
            old = self._entities[found]
            listed = old.names[0] in self._lexicon.gazetteer.strong
            merged = dict.fromkeys((*old.names, *names))
            entity = replace(old, names=tuple(merged) if listed else _fullest_first(merged))
        self._entities[entity.id] = entity
        for name in entity.names:
            self._names.setdefault((group, _key(name) + variant), entity.id)
        return entity

    def known(self, mention: Mention) -> bool:
        """Whether the text says whose 县医院 or 镇卫生院 is meant; true for all other names."""
        level = mention.text[:1]
        short = mention.type == "institution" and mention.shape == "grammar" and len(mention.text) <= 5
        if not short or not is_level(level) or self.regions.prefix(mention.text):
            return True
        return self.regions.at_level(level) is not None

    def _find(self, group: str, names: Iterable[str], mention: Mention) -> str | None:
        for name in names:
            if (group, _key(name)) in self._names:
                return self._names[group, _key(name)]
        if mention.type == "institution":
            return self._shortened_from(mention)
        if group == "thing":
            return self._thing(mention)
        return None

    def _shortened_from(self, mention: Mention) -> str | None:
        """An earlier institution that this name shortens, or that shortens it: 天坛医院 and 北京天坛医院."""
        short = mention.text
        if self._lexicon.is_head(short) or self._country(short) not in ("", "中国"):
            return None
        for entity in reversed(list(self._entities.values())):
            if entity.type == "institution" and any(
                _shortens(short, n) or (_shortens(n, short) and not self._lexicon.is_head(n)) for n in entity.names
            ):
                return entity.id
        return None

    def _thing(self, mention: Mention) -> str | None:
        key = _key(mention.text)
        for entity in reversed(list(self._entities.values())):
            if entity.type == mention.type and entity.type != "instrument":
                if any(
                    len(key) >= 3 and (_key(n).endswith(key) or (key.endswith(_key(n)) and len(_key(n)) >= 4))
                    for n in entity.names
                ):
                    return entity.id
        return None

    def _forms(self, mention: Mention) -> list[str]:
        """Names that the mention's name implies, the fullest first."""
        text = mention.text
        if mention.shape == "spokesman" and mention.entry is not None:
            if mention.entry.level == "context":
                return self._region_forms(replace(mention, text=mention.entry.name, shape="level", entry=None))
            return [mention.entry.name, *mention.entry.names]
        if mention.type == "region":
            return self._region_forms(mention)
        if mention.type != "institution":
            bare = text.strip("《》“”")
            return [text, bare] if bare != text else [text]
        if mention.entry is not None and len(mention.entry.names) > 1:
            weak = self._lexicon.gazetteer.weak
            return [mention.entry.name, text, *(n for n in mention.entry.names if n not in weak)]
        forms = [v for full in self._expanded(mention.full or text) for v in self._abbreviations.variants(full)]
        return [*forms, *([] if mention.full else [text])]

    def _expanded(self, text: str) -> list[str]:
        """区卫健委 → 丰台区卫健委, 北京市丰台区卫健委; 丰台区卫健委 → 北京市丰台区卫健委."""
        level = text[:1]
        if is_level(level) and self.regions.prefix(text) is None:
            found = self.regions.at_level(level)
            if found is None:
                return [text]
            name, entry = found
            full = _full_region(name, entry)
            rest = text[2:] if level == "街" else text[1:]
            return list(dict.fromkeys((full + rest, name + rest)))
        prefix = self.regions.prefix(text)
        if prefix:
            name, entry = prefix
            full = _full_region(name, entry)
            return list(dict.fromkeys((full + text[len(name) :], text)))
        region = self._short_region(text)
        return [region[1] + text[len(region[0]) :], text] if region else [text]

    def _short_region(self, text: str) -> tuple[str, str] | None:
        """The short and the full name of the region that an organ is called by: 龙岩 of 龙岩中级人民法院."""
        for size in range(min(len(text) - 2, 6), 1, -1):
            entries = self._lexicon.gazetteer.strong.get(text[:size], ())
            if len(entries) == 1 and entries[0].level in ("province", "prefecture"):
                organ = self._abbreviations.is_organ(text[size:])
                return (text[:size], entries[0].name) if organ and entries[0].name != text[:size] else None
        return None

    def _region_forms(self, mention: Mention) -> list[str]:
        if mention.shape == "level":
            found = self.regions.at_level(mention.text)
            if found is None:
                return [mention.text]
            name, entry = found
            return [_full_region(name, entry), name, *(entry.names if entry else ())]
        entries = self._lexicon.gazetteer.strong.get(mention.text, ())
        entry = self.regions.best(entries) if len(entries) > 1 and mention.entry in entries else mention.entry
        if entry is None:
            country = self._country(mention.text)
            if country:
                return [mention.text, mention.text[len(country) :]]
            if self._lies_in_listed(mention.text):
                return [mention.text]
            above = self.regions.at_level("县") or self.regions.at_level("区") or self.regions.at_level("市")
            own = mention.text
            return (
                [own]
                if above is None or own.startswith(above[0]) or not own.endswith(("镇", "乡", "街道"))
                else [above[0] + own, own]
            )
        return [entry.name, mention.text, *entry.names]

    def _lies_in_listed(self, text: str) -> bool:
        """Whether a region's name begins with that of a listed one: 拉萨市林周县强嘎乡."""
        return any(text[:size] in self._lexicon.gazetteer.strong for size in range(2, min(len(text) - 1, 12)))

    def _country(self, text: str) -> str:
        """The country that a name begins with: 罗马尼亚 of 罗马尼亚布加勒斯特第二区."""
        for size in range(min(len(text) - 2, 8), 1, -1):
            entries = self._lexicon.gazetteer.strong.get(text[:size], ())
            if any(e.level == "country" for e in entries):
                return text[:size]
        return ""

    def _home(self, mention: Mention) -> str:
        if mention.entry and mention.entry.parents:
            return mention.entry.parents[0]
        prefix = self.regions.prefix(mention.text)
        return _full_region(*prefix) if prefix else ""


def _full_region(name: str, entry: Entry | None) -> str:
    return entry.name if entry and entry.name.endswith(name) else name


def _key(name: str) -> str:
    return _DROPPED.sub("", name)


def _fullest_first(names: Iterable[str]) -> tuple[str, ...]:
    """Without repetitions; the first stays first unless a later one contains it."""
    listed = list(dict.fromkeys(names))
    top = max((n for n in listed if listed[0] in n), key=len)
    return tuple(dict.fromkeys((top, *listed)))


def _shortens(short: str, full: str) -> bool:
    """Whether ``short`` is ``full`` without its region or its owner: the same ending, and enough of it to be a name."""
    if len(short) >= len(full) or not full.endswith(short) or len(short) < 4:
        return False
    rest = full[: len(full) - len(short)]
    return len(rest) >= 2 and short[0] not in "省市区县" and "驻" not in rest
