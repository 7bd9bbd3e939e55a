"""How right the extraction is against annotated documents: entities, links, triples and their details.

What is optional in the annotation, or touches an entity so marked, is neither asked for nor held against.
Pairs that sign, build, hold or publish the same thing (where at most five do) count as cooperating, on both
sides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import combinations, pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from kg.annotation import AnnotatedEntity, Annotation, Triple, annotate, load_annotation
from kg.errors import KgError
from kg.schema import load_schema
from kg.types import Extraction, Source

_FEW = 5
_ALIKE = 0.7

Left = TypeVar("Left")
Right = TypeVar("Right")


class Extractor(Protocol):
    """What can be evaluated: anything that reads a source."""

    def extract(self, source: Source) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class Score:
    """Right ones, predicted ones, and those of the annotation."""

    hit: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of a folder; an accuracy is None where no triple was found that has what it measures."""

    documents: int
    entities: Score
    links: Score
    triples: Score
    by_relation: dict[str, Score]
    status_accuracy: float | None
    date_accuracy: float | None
    fields: Score


def evaluate(gold_dir: Path, pipeline: Extractor) -> Scores:
    """Extract every annotated document of a folder, and compare.

    Raises KgError where there is none, or an annotation or its text cannot be read.
    """
    golds = [load_annotation(path) for path in sorted(gold_dir.glob("*.json"))]
    if not golds:
        raise KgError(f"{gold_dir}: no annotated documents (*.json) here")
    return compare((gold, annotate(pipeline.extract(_source(gold_dir / gold.text_file)))) for gold in golds)


def compare(pairs: Iterable[tuple[Annotation, Annotation | None]]) -> Scores:
    """The figures of pairs of an annotated document and the predicted one, None where there is none."""
    count: Counter[tuple[str, str]] = Counter()
    relations: set[str] = set()
    documents = 0
    for gold, predicted in pairs:
        documents += 1
        comparison = _Comparison(_Document(gold), _Document(predicted))
        relations.update(triple.rel for triple in comparison.gold + comparison.predicted)
        count.update(comparison.count())

    def score(name: str) -> Score:
        return Score(count[name, "hit"], count[name, "predicted"], count[name, "gold"])

    def share(name: str) -> float | None:
        return count[name, "hit"] / count[name, "gold"] if count[name, "gold"] else None

    by_relation = {name: score(f"rel {name}") for name in sorted(relations)}
    figures = score("entities"), score("links"), score("triples")
    return Scores(documents, *figures, by_relation, share("status"), share("date"), score("fields"))


class _Document:
    """Entities and triples, each triple once, and the cooperation that follows from joint ones."""

    def __init__(self, annotation: Annotation | None) -> None:
        entities = annotation.entities if annotation else ()
        self.entities = {entity.id: entity for entity in entities}
        self.keys = {e.id: {_normal(name) for name in e.names} - {""} for e in entities}
        stated = {_key(triple): triple for triple in reversed(annotation.triples if annotation else ())}
        self.stated = list(dict.fromkeys(map(_key, annotation.triples if annotation else ())))
        self.triples = [_sorted_ends(stated[key]) for key in self.stated]
        self.derived = list(self._derived())

    def is_optional(self, triple: Triple) -> bool:
        ends = self.entities[triple.head], self.entities[triple.tail]
        return triple.optional or any(end.optional for end in ends)

    def _derived(self) -> Iterator[Triple]:
        relations = load_schema().relations
        heads: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
        for triple in self.triples:
            if relations[triple.rel].joint and triple.status != "negated":
                heads[triple.rel, triple.tail][triple.head] = self.is_optional(triple)
        known = set(self.stated)
        for optional in heads.values():
            for one, other in combinations(sorted(optional), 2) if len(optional) <= _FEW else ():
                if (one, "cooperates_with", other) not in known:
                    known.add((one, "cooperates_with", other))
                    yield Triple(one, "cooperates_with", other, optional=optional[one] or optional[other])


class _Comparison:
    """One document against its annotation."""

    def __init__(self, gold: _Document, predicted: _Document) -> None:
        self._gold, self._predicted = gold, predicted
        everything = gold.triples + gold.derived
        spare = [triple for triple in everything if triple.optional]
        self.gold = [triple for triple in everything if not gold.is_optional(triple)]
        self.predicted = [
            triple
            for triple in predicted.triples + predicted.derived
            if not (self._is_forgiven(triple) or any(self._fits(triple, other) for other in spare))
        ]

    def count(self) -> Counter[tuple[str, str]]:
        """Numbers of hits, of predicted and of gold ones, by measure."""
        hits = _pair_up(self.predicted, self.gold, self._fits)
        pairs = [(self.predicted[i], self.gold[j]) for i, j in hits]
        stated = [pair for pair in pairs if not self._touches_derived(*pair)]
        count = self._count_entities() + self._count_links()
        count += _tally("triples", len(pairs), len(self.predicted), len(self.gold))
        for triples, side in (
            (self.predicted, "predicted"),
            (self.gold, "gold"),
            ([g for _, g in pairs], "hit"),
        ):
            count.update((f"rel {triple.rel}", side) for triple in triples)
        for one, other in stated:
            count += _count_details(one, other)
        return count

    def _count_entities(self) -> Counter[tuple[str, str]]:
        predicted, gold = _ends(self.predicted), _ends(self.gold)
        hits = _pair_up(predicted, gold, lambda one, other: self._alike[one, other])
        return _tally("entities", len(hits), len(predicted), len(gold))

    def _count_links(self) -> Counter[tuple[str, str]]:
        predicted, gold = _links(self.predicted), _links(self.gold)
        return _tally("links", len(_pair_up(predicted, gold, self._same_ends)), len(predicted), len(gold))

    @cached_property
    def _alike(self) -> dict[tuple[str, str], bool]:
        one, other = self._predicted, self._gold
        return {
            (p, g): _same(pe, one.keys[p], ge, other.keys[g])
            for p, pe in one.entities.items()
            for g, ge in other.entities.items()
        }

    def _same_ends(self, one: tuple[str, str], other: tuple[str, str]) -> bool:
        straight = self._alike[one[0], other[0]] and self._alike[one[1], other[1]]
        return straight or (self._alike[one[0], other[1]] and self._alike[one[1], other[0]])

    def _fits(self, one: Triple, other: Triple) -> bool:
        if one.rel != other.rel or (one.status == "negated") != (other.status == "negated"):
            return False
        if load_schema().relations[one.rel].symmetric:
            return self._same_ends((one.head, one.tail), (other.head, other.tail))
        return self._alike[one.head, other.head] and self._alike[one.tail, other.tail]

    def _is_forgiven(self, triple: Triple) -> bool:
        loose = [entity.id for entity in self._gold.entities.values() if entity.optional]
        return any(self._alike[end, other] for end in (triple.head, triple.tail) for other in loose)

    def _touches_derived(self, one: Triple, other: Triple) -> bool:
        return any(one is triple for triple in self._predicted.derived) or any(
            other is triple for triple in self._gold.derived
        )


def _count_details(one: Triple, other: Triple) -> Counter[tuple[str, str]]:
    status = _tally("status", (one.status or "done") == (other.status or "done"), 1, 1)
    date = _tally("date", one.date == other.date, 1, 1) if other.date else Counter[tuple[str, str]]()
    left, right = ({_normal(name) for name in triple.fields} for triple in (one, other))
    return status + date + _tally("fields", len(left & right), len(left), len(right))


def _tally(name: str, hit: int, predicted: int, gold: int) -> Counter[tuple[str, str]]:
    return Counter({(name, "hit"): hit, (name, "predicted"): predicted, (name, "gold"): gold})


def _pair_up(
    left: Sequence[Left], right: Sequence[Right], fits: Callable[[Left, Right], bool]
) -> list[tuple[int, int]]:
    """A largest one-to-one matching, found by augmenting paths."""
    edges = [[j for j, other in enumerate(right) if fits(one, other)] for one in left]
    owner: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in edges[i]:
            if j not in tried:
                tried.add(j)
                if j not in owner or place(owner[j], tried):
                    owner[j] = i
                    return True
        return False

    for i in range(len(left)):
        place(i, set())
    return [(i, j) for j, i in owner.items()]


def _same(one: AnnotatedEntity, keys: set[str], other: AnnotatedEntity, gold_keys: set[str]) -> bool:
    """Parties must share a name to the letter; things made or signed may differ a little in extent."""
    parties = [load_schema().types[entity.type].party for entity in (one, other)]
    if keys & gold_keys:
        return parties[0] == parties[1] or {one.type, other.type} == {"institution", "initiative"}
    return not any(parties) and any(_dice(a, b) >= _ALIKE for a in keys for b in gold_keys)


def _dice(one: str, other: str) -> float:
    left, right = _bigrams(one), _bigrams(other)
    total = sum(left.values()) + sum(right.values())
    return 2 * sum((left & right).values()) / total if total else 0.0


def _bigrams(name: str) -> Counter[object]:
    pairs: list[object] = list(pairwise(name))
    return Counter(pairs or list(name))


def _normal(name: str) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _key(triple: Triple) -> tuple[str, str, str]:
    triple = _sorted_ends(triple)
    return triple.head, triple.rel, triple.tail


def _sorted_ends(triple: Triple) -> Triple:
    if triple.head > triple.tail and load_schema().relations[triple.rel].symmetric:
        return replace(triple, head=triple.tail, tail=triple.head)
    return triple


def _ends(triples: Iterable[Triple]) -> list[str]:
    return sorted({end for triple in triples for end in (triple.head, triple.tail)})


def _links(triples: Iterable[Triple]) -> list[tuple[str, str]]:
    return sorted({(min(t.head, t.tail), max(t.head, t.tail)) for t in triples})


def _source(path: Path) -> Source:
    try:
        data = path.read_bytes()
        return Source(path.name, str(path), data.decode("utf-8"), sha256(data).hexdigest())
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{path}: {error}") from error
