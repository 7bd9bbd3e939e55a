"""How well identities across documents are told: pairs of names in context, with the verdict of a reader.

A table has the columns ``kind``, ``verdict`` (same or different), ``one`` and ``other`` (names, the fullest first,
joined by ``=``, after a type and a colon where it is no institution), the region and a partner of each, and
``together`` where one document says both.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import KgError
from kg.merge import merge_all
from kg.types import Claim, Entity, Extraction, Source

COLUMNS = ("kind", "verdict", "one", "one_region", "one_with", "other", "other_region", "other_with", "together")
_RELATION = {"instrument": "signs", "initiative": "builds", "event": "organizes", "document": "issues"}


@dataclass(frozen=True, slots=True)
class IdentityPair:
    """Two entities with a partner each, and whether they are the same."""

    kind: str
    same: bool
    one: Entity
    partner: str
    other: Entity
    other_partner: str
    together: bool


@dataclass(frozen=True, slots=True)
class IdentityScore:
    """Pairs that are and were found the same, by kind; ``faults`` are the pairs that were decided wrongly."""

    pairs: int
    precision: float
    recall: float
    by_kind: dict[str, tuple[int, int]]
    faults: tuple[IdentityPair, ...]


def load_pairs(folder: Path) -> list[IdentityPair]:
    """The pairs of every table of a folder, or of one table.

    Raises KgError, with file and line, where there is none or a row is none.
    """
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else [folder]
    pairs = [pair for file in files for pair in _pairs(file)]
    if not pairs:
        raise KgError(f"{folder}: no pairs here")
    return pairs


def score(pairs: Iterable[IdentityPair], rules: Path | None = None) -> IdentityScore:
    """Merge each pair as two documents (or one) would be merged, and count who became one node."""
    pairs = list(pairs)
    found = [judge(pair, rules) for pair in pairs]
    rows = list(zip(pairs, found, strict=True))
    right = Counter(pair.kind for pair, one in rows if pair.same == one)
    hits = sum(pair.same and one for pair, one in rows)
    kinds = Counter(pair.kind for pair in pairs)
    return IdentityScore(
        pairs=len(pairs),
        precision=hits / (sum(found) or 1),
        recall=hits / (sum(pair.same for pair in pairs) or 1),
        by_kind={kind: (right[kind], number) for kind, number in kinds.items()},
        faults=tuple(pair for pair, one in rows if pair.same != one),
    )


def judge(pair: IdentityPair, rules: Path | None = None) -> bool:
    """Whether the two become one node."""
    documents = _documents(pair)
    merged = merge_all(documents, rules=rules)
    nodes = {(member.document, member.entity): member.node for member in merged.members}
    return nodes[documents[0].source.id, "one"] == nodes[documents[-1].source.id, "other"]


def _documents(pair: IdentityPair) -> list[Extraction]:
    partners = (Entity("p", "institution", (pair.partner,)), Entity("q", "institution", (pair.other_partner,)))
    said = [_said("a", 0, partners[0], pair.one), _said("b", 1, partners[1], pair.other)]
    if pair.together:
        return [_joined(*said)]
    return said


def _said(document: str, place: int, partner: Entity, entity: Entity) -> Extraction:
    quote = f"{partner.name}{entity.name}"
    relation = _RELATION.get(entity.type, "cooperates_with")
    middle = len(partner.name)
    ends = (partner.id, relation, entity.id, "done", None, ())
    spans = ((0, middle), (middle, len(quote)), (0, 1))
    claim = Claim(f"{document}{place}", document, *ends, quote, 0, len(quote), *spans, "pair", 1.0)
    return Extraction(Source(document, document, "", ""), "", None, {e.id: e for e in (partner, entity)}, (claim,))


def _joined(one: Extraction, other: Extraction) -> Extraction:
    claims = (*one.claims, *(replace(claim, document=one.source.id) for claim in other.claims))
    return replace(one, entities={**one.entities, **other.entities}, claims=claims)


def _pairs(path: Path) -> Iterable[IdentityPair]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                if row["verdict"] not in ("same", "different") or None in row.values():
                    raise KgError(f"{path}:{reader.line_num}: not a pair")
                yield _pair(row)
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    except KeyError as error:
        raise KgError(f"{path}:1: the column {error} is missing") from error


def _pair(row: dict[str, str]) -> IdentityPair:
    one, other = (_entity(end, row[end], row[f"{end}_region"]) for end in ("one", "other"))
    partners = (row["one_with"], row["other_with"])
    return IdentityPair(
        row["kind"], row["verdict"] == "same", one, partners[0], other, partners[1], bool(row["together"])
    )


def _entity(id: str, text: str, region: str) -> Entity:
    type, colon, names = text.rpartition(":")
    return Entity(id, type if colon else "institution", tuple(names.split("=")), region=region)
