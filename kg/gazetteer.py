"""Names that are known beforehand: regions and institutions, with their aliases, from ``rules/gazetteer``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.rulefiles import load_yaml

LEVELS = ("country", "province", "prefecture", "county")
_SHORTENED = ("市", "省", "县", "区", "旗", "盟")


@dataclass(frozen=True, slots=True)
class Entry:
    """A known region or institution. ``parents`` are the names of the regions that it lies in, outermost first."""

    name: str
    type: str
    kind: str
    level: str = ""
    parents: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Entries by each of their names: unique ones, those that need context, and one-character forms of regions."""

    strong: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    weak: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    abbreviated: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    def members_of(self, name: str) -> int:
        """How many members the bloc of a name has; none where it is no bloc."""
        entries = self.strong.get(name, ())
        return len(entries[0].members) if entries and entries[0].level == "bloc" else 0


@cache
def load_gazetteer(rules: Path) -> Gazetteer:
    """Read every file of ``rules/gazetteer``. Raises KgError, naming the file, where one is not of the form."""
    gazetteer = Gazetteer()
    folder = rules / "gazetteer"
    for path in sorted(folder.glob("*.yml")):
        data = load_yaml(path)
        try:
            entries = _regions(data, gazetteer) if path.stem == "regions" else _institutions(data)
            for entry, strong, weak in entries:
                _register(gazetteer.strong, strong, entry)
                _register(gazetteer.weak, weak, entry)
        except (KeyError, TypeError, AttributeError) as error:
            raise KgError(f"{path}: not of the form that a gazetteer has: {error}") from error
    return gazetteer


_Row = tuple[Entry, tuple[str, ...], tuple[str, ...]]


def _register(table: dict[str, tuple[Entry, ...]], names: tuple[str, ...], entry: Entry) -> None:
    for name in names:
        if entry not in table.get(name, ()):
            table[name] = (*table.get(name, ()), entry)


def _institutions(rows: list[dict[str, Any]]) -> Iterator[_Row]:
    for row in rows:
        aliases, weak = tuple(row.get("aliases", ())), tuple(row.get("weak", ()))
        parents = (row["region"],) if row.get("region") else ()
        names = (row["name"], *aliases)
        entry = Entry(row["name"], "institution", row["kind"], parents=parents, names=(*names, *weak))
        yield entry, names, weak
        for former in row.get("former", ()):
            yield Entry(former, "institution", row["kind"], parents=parents, names=(former,)), (former,), ()


def _regions(data: dict[str, Any], gazetteer: Gazetteer) -> Iterator[_Row]:
    for name, row in data["countries"].items():
        row = row or {}
        names = (name, *row.get("full", ()), *row.get("short", ()))
        entry = Entry(name, "region", "region", "country", names=names)
        for letter in row.get("abbr", ()):
            _register(gazetteer.abbreviated, (letter,), entry)
        yield entry, names, ()
    for name, row in data["china"].items():
        yield from _province(name, row, data.get("county_short", {}), gazetteer)
    for row in data.get("districts", ()):
        names = (row["name"], *row.get("short", ()))
        yield Entry(row["name"], "region", "region", "district", (row["parent"],), names), names, ()
    for row in data.get("blocs", ()):
        names = (row["name"], *row.get("short", ()))
        yield Entry(row["name"], "region", "region", "bloc", (), names, tuple(row.get("members", ()))), names, ()
    for name, country in data.get("foreign", {}).items():
        names = (name, f"{country}{name}")
        yield Entry(name, "region", "region", "foreign", (country,), names), (name,), ()


def _province(
    name: str, row: dict[str, Any], county_short: dict[str, list[str]], gazetteer: Gazetteer
) -> Iterator[_Row]:
    names = (name, *row.get("short", ()))
    province = Entry(name, "region", "region", "province", names=names)
    for letter in row.get("abbr", ()):
        _register(gazetteer.abbreviated, (letter,), province)
    yield province, names, ()
    yield from _counties(row.get("counties", []), (name,), county_short)
    for city, below in (row.get("prefectures") or {}).items():
        below = below or {}
        shorts = tuple(below["short"]) if "short" in below else _short(city)
        names = (f"{name}{city}", city, *shorts)
        yield Entry(f"{name}{city}", "region", "region", "prefecture", (name,), names), (city, *shorts), ()
        yield from _counties(list(below.get("counties") or ()), (name, city), county_short)


def _counties(counties: list[str], parents: tuple[str, ...], county_short: dict[str, list[str]]) -> Iterator[_Row]:
    """Short forms of counties are weak: 和平 and 城关 are words until a text has said 和平区."""
    full = "".join(parents)
    for county in counties:
        shorts = tuple(county_short[county]) if county in county_short else _short(county)
        names = tuple(dict.fromkeys((full + county, parents[0] + county, parents[-1] + county, county, *shorts)))
        strong = (county, *(s for s in shorts if s[-1] in "县区市旗"))
        weak = tuple(s for s in shorts if s not in strong)
        yield Entry(full + county, "region", "region", "county", parents, names), strong, weak


def _short(name: str) -> tuple[str, ...]:
    return (name[:-1],) if name.endswith(_SHORTENED) and len(name) > 2 else ()
