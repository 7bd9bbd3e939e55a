"""Which institution replaced which: linked, and never merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kg.errors import KgError
from kg.names import fold
from kg.rulefiles import default_rules, load_yaml

Named = tuple[str, str, tuple[str, ...]]


def successions(nodes: Sequence[Named], rules: Path | None = None) -> Iterator[tuple[str, str]]:
    """Pairs of former and later institution among nodes given as id, type and names, sorted.

    The gazetteer says so of one, the endings in ``merge.yml`` of a whole kind: 某市卫计委 became 某市卫健委.
    Raises KgError where these files are not of their form.
    """
    renamed, endings = _known(rules or default_rules())
    bearers: dict[str, str] = {}
    for id, type, names in nodes:
        bearers.update((fold(name), id) for name in names if type == "institution")
    found = set()
    for name, id in bearers.items():
        for later in _later(name, renamed, endings):
            if later in bearers and bearers[later] != id:
                found.add((id, bearers[later]))
    yield from sorted(found)


def _later(name: str, renamed: dict[str, str], endings: list[tuple[str, list[str]]]) -> Iterator[str]:
    if name in renamed:
        yield renamed[name]
    for old, new in endings:
        if name.endswith(old):
            yield from (name.removesuffix(old) + ending for ending in new)


@cache
def _known(rules: Path) -> tuple[dict[str, str], list[tuple[str, list[str]]]]:
    path = rules / "merge.yml"
    renamed: dict[str, str] = {}
    try:
        endings = [(old, list(new)) for old, new in load_yaml(path)["renamed_ending"].items()]
        for path in sorted((rules / "gazetteer").glob("*.yml")):
            rows = [] if path.stem == "regions" else load_yaml(path)
            renamed.update((fold(former), fold(row["name"])) for row in rows for former in row.get("former", ()))
    except (KeyError, TypeError, AttributeError) as error:
        raise KgError(f"{path}: {error!r}") from error
    return renamed, endings
