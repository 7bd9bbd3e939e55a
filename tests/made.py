"""Extractions made by hand, for tests of what comes after the extraction."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from kg.ledger import Ledger
from kg.merge import merge_all
from kg.types import Claim, Entity, Extraction, Source


def entity(names: str, type: str = "institution", *, region: str = "", kind: str = "", id: str = "") -> Entity:
    """``甲=乙`` is an entity of two names, its id the first of them."""
    forms = tuple(names.split("="))
    return Entity(id or forms[0], type, forms, kind, region)


def said(
    head: Entity,
    relation: str,
    tail: Entity,
    status: str = "done",
    *,
    date: str | None = None,
    fields: tuple[str, ...] = (),
    confidence: float = 0.8,
    rule: str = "made",
) -> tuple[Entity, Entity, Claim]:
    """A claim with its ends; the document is filled in by :func:`document`."""
    quote = f"{head.name}{relation}{tail.name}。"
    second = len(head.name) + len(relation)
    spans = (0, len(head.name)), (second, second + len(tail.name)), (len(head.name), second)
    ends = (head.id, relation, tail.id, status, date, fields)
    return head, tail, Claim("", "", *ends, quote, 0, len(quote), *spans, rule, confidence)


def document(
    id: str, *statements: tuple[Entity, Entity, Claim], date: str | None = None, also: tuple[Entity, ...] = ()
) -> Extraction:
    """A document that says the statements one after the other."""
    from dataclasses import replace

    claims, place = [], 0
    for number, (_, _, claim) in enumerate(statements):
        spans = [(a + place, b + place) for a, b in (claim.head_span, claim.tail_span, claim.trigger_span)]
        moved = replace(claim, id=f"{id}:{number}", document=id, start=place, end=place + claim.end)
        claims.append(replace(moved, head_span=spans[0], tail_span=spans[1], trigger_span=spans[2]))
        place += len(claim.quote)
    entities = [*also, *(end for head, tail, _ in statements for end in (head, tail))]
    source = Source(id, id, "".join(claim.quote for claim in claims), f"sha of {id}")
    return Extraction(source, f"题目{id}", date, {e.id: e for e in entities}, tuple(claims))


def ledger_of(path: Path, *extractions: Extraction) -> Path:
    """A ledger of documents with their merged graph."""
    with Ledger(path) as ledger:
        for extraction in extractions:
            ledger.replace(extraction, "rules")
        merged = merge_all(extractions)
        ledger.store_projection(merged.graph, merged.members, merged.successions)
    return path


def labels(graph: nx.MultiDiGraph) -> list[str]:
    """The labels of the nodes, sorted."""
    return sorted(data["label"] for _, data in graph.nodes(data=True))
