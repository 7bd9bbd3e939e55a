"""Annotated documents: what a reader draws from one text, as the scorer and other programs read it.

The format is a JSON file a document: its entities with all their names, and its triples with status, date,
fields and evidence. It is the contract of ``kg extract --format annotation`` and of ``kg eval``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from kg.errors import KgError
from kg.merge import strongest, union
from kg.schema import load_schema
from kg.types import Claim, Entity, Extraction, Source


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """An entity of an annotated document; an ``optional`` one is neither asked for nor held against."""

    id: str
    type: str
    names: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Triple:
    """A relation of an annotated document; ``head`` and ``tail`` are ids of its entities."""

    head: str
    rel: str
    tail: str
    status: str | None = None
    date: str | None = None
    fields: tuple[str, ...] = ()
    evidence: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotated document."""

    id: str
    source: str
    text_file: str
    entities: tuple[AnnotatedEntity, ...]
    triples: tuple[Triple, ...]

    def to_json(self) -> str:
        """The document in the format of the files; what is empty or usual is left out."""
        data = {
            "id": self.id,
            "source": self.source,
            "text_file": self.text_file,
            "entities": [_without_empty(entity) for entity in self.entities],
            "triples": [_without_empty(triple) for triple in self.triples],
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def annotate(extraction: Extraction) -> Annotation:
    """What was extracted from one document, each triple once, with the entities that take part in one."""
    triples = tuple(_triple(key, said) for key, said in _by_triple(extraction.claims).items())
    used = {end for triple in triples for end in (triple.head, triple.tail)}
    entities = (entity for id, entity in extraction.entities.items() if id in used)
    return Annotation(
        id=document_stem(extraction.source.id),
        source=extraction.source.id,
        text_file=PurePosixPath(extraction.source.path).name,
        entities=tuple(AnnotatedEntity(e.id, e.type, e.names, e.counted) for e in entities),
        triples=triples,
    )


def document_stem(id: str) -> str:
    """A file name without ending for a document: ``a`` for ``news/a.txt``, ``b-3`` for ``b.jsonl#3``."""
    path, _, record = id.partition("#")
    stem = PurePosixPath(path).stem
    return f"{stem}-{record}".replace("/", "_") if record else stem


def load_annotation(path: Path) -> Annotation:
    """Read an annotated document.

    Raises KgError, with the file, where it cannot be read, lacks a key, or a triple names an unknown entity.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        annotation = Annotation(
            id=data["id"],
            source=data.get("source", ""),
            text_file=data["text_file"],
            entities=tuple(map(_read_entity, data["entities"])),
            triples=tuple(map(_read_triple, data["triples"])),
        )
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    except json.JSONDecodeError as error:
        raise KgError(f"{path}:{error.lineno}: {error.msg}") from error
    except KeyError as error:
        raise KgError(f"{path}: the key {error} is missing") from error
    except (TypeError, AttributeError) as error:
        raise KgError(f"{path}: not an annotated document ({error})") from error
    _check_ends(annotation, path)
    return annotation


def as_extraction(annotation: Annotation, text: str) -> Extraction:
    """An annotated document as if it had been extracted, so that a graph can be made of it.

    Evidence that is not in the text cuts out nothing and stands at its beginning.
    """
    digest = sha256(text.encode()).hexdigest()
    path = annotation.text_file
    entities = {e.id: Entity(e.id, e.type, e.names, counted=e.optional) for e in annotation.entities}
    claims = (_claim(place, triple, entities, path, text) for place, triple in enumerate(annotation.triples))
    return Extraction(Source(path, path, text, digest), annotation.id, None, entities, tuple(claims))


def _by_triple(claims: Iterable[Claim]) -> dict[tuple[str, str, str, bool], list[Claim]]:
    relations = load_schema().relations
    triples: dict[tuple[str, str, str, bool], list[Claim]] = {}
    for claim in claims:
        head, tail = claim.head, claim.tail
        if relations[claim.relation].symmetric:
            head, tail = sorted((head, tail))
        triples.setdefault((head, claim.relation, tail, claim.status == "negated"), []).append(claim)
    return triples


def _triple(key: tuple[str, str, str, bool], said: list[Claim]) -> Triple:
    status = strongest(claim.status for claim in said)
    telling = sorted(said, key=lambda claim: claim.status != status)
    date = next((claim.date for claim in telling if claim.date), None)
    return Triple(*key[:3], status, date, union(claim.fields for claim in said), telling[0].quote)


def _without_empty(row: AnnotatedEntity | Triple) -> dict[str, Any]:
    return {key: value for key, value in asdict(row).items() if value not in (None, "", (), False)}


def _read_entity(row: dict[str, Any]) -> AnnotatedEntity:
    return AnnotatedEntity(row["id"], row["type"], tuple(row["names"]), bool(row.get("optional")))


def _read_triple(row: dict[str, Any]) -> Triple:
    return Triple(
        head=row["head"],
        rel=row["rel"],
        tail=row["tail"],
        status=row.get("status"),
        date=row.get("date"),
        fields=tuple(row.get("fields") or ()),
        evidence=row.get("evidence", ""),
        optional=bool(row.get("optional")),
    )


def _check_ends(annotation: Annotation, path: Path) -> None:
    known = {entity.id for entity in annotation.entities}
    for triple in annotation.triples:
        for end in (triple.head, triple.tail):
            if end not in known:
                raise KgError(f"{path}: a triple names the entity {end}, which is not there")


def _claim(place: int, triple: Triple, entities: dict[str, Entity], document: str, text: str) -> Claim:
    start = max(text.find(triple.evidence), 0)
    quote = triple.evidence if triple.evidence in text else ""

    def span(names: tuple[str, ...]) -> tuple[int, int]:
        found = next((name for name in names if name in quote), "")
        return start + quote.find(found), start + quote.find(found) + len(found)

    return Claim(
        id=f"{document}:{place}",
        document=document,
        head=triple.head,
        relation=triple.rel,
        tail=triple.tail,
        status=triple.status or "done",
        date=triple.date,
        fields=triple.fields,
        quote=quote,
        start=start,
        end=start + len(quote),
        head_span=span(entities[triple.head].names),
        tail_span=span(entities[triple.tail].names),
        trigger_span=(start, start),
        rule="annotation",
        confidence=1.0,
    )
