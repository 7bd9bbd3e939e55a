"""The schema of the graph, read from ``rules/schema.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import KgError
from kg.rulefiles import default_rules, load_yaml


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type of node; a ``party`` may be the head of a relation."""

    name: str
    zh: str
    en: str
    party: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A refinement of a type, for colours and filters (hospital, agency, …)."""

    name: str
    zh: str
    en: str
    color: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A type of edge. ``joint``: those who share a tail cooperate with one another by that."""

    name: str
    zh: str
    en: str
    inverse_zh: str
    inverse_en: str
    symmetric: bool
    joint: bool
    head: tuple[str, ...]
    tail: tuple[str, ...]
    color: str


@dataclass(frozen=True, slots=True)
class Label:
    """A status with its labels."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything that ``rules/schema.yml`` declares, by name."""

    types: dict[str, EntityType]
    kinds: dict[str, Kind]
    relations: dict[str, Relation]
    statuses: dict[str, Label]

    def allows(self, head_type: str, relation: str, tail_type: str) -> bool:
        rule = self.relations[relation]
        return head_type in rule.head and tail_type in rule.tail


@cache
def load_schema(rules: Path | None = None) -> Schema:
    """Read the schema of a folder of rules (that of the package where none is given).

    Raises KgError where a key is missing or unknown.
    """
    path = (rules or default_rules()) / "schema.yml"
    data = load_yaml(path)
    try:
        relations = {
            name: Relation(name=name, **{**row, "head": tuple(row["head"]), "tail": tuple(row["tail"])})
            for name, row in data["relations"].items()
        }
        return Schema(
            types={name: EntityType(name=name, **row) for name, row in data["entity_types"].items()},
            kinds={name: Kind(name=name, **row) for name, row in data["kinds"].items()},
            relations=relations,
            statuses={name: Label(name=name, **row) for name, row in data["statuses"].items()},
        )
    except (TypeError, KeyError) as error:
        raise KgError(f"{path}: {error}") from error
