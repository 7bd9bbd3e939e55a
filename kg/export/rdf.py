"""Linked data: Turtle and JSON-LD with schema.org, W3C Organization and PROV-O.

A relation is a triple, unless it is denied, and a statement that carries its status, dates and fields. Each claim is
an entity that was derived from its document, and supports its statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.export.clean import clean
from kg.export.files import write_pieces
from kg.export.gexf import first_day
from kg.export.stored import Stored
from kg.export.tables import sorted_edges

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "kg": "urn:kg:term:",
}
_CLASSES = {
    "institution": ("org:Organization", "schema:Organization"),
    "region": ("schema:AdministrativeArea",),
    "instrument": ("schema:CreativeWork",),
    "initiative": ("org:OrganizationalCollaboration", "schema:Project"),
    "event": ("schema:Event",),
    "document": ("schema:CreativeWork",),
}

Block = tuple[str, tuple[str, ...], list[tuple[str, Any]]]


def write_turtle(stored: Stored, path: Path) -> None:
    """Write Turtle, subject by subject. Raises KgError where the file cannot be written."""
    prefixes = [f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()]
    write_pieces(path, chain(prefixes, map(_turtle, _blocks(stored))))


def write_json_ld(stored: Stored, path: Path) -> None:
    """Write JSON-LD with its context, one node object after the other.

    Raises KgError where the file cannot be written.
    """
    write_pieces(path, _json_ld(stored))


def _blocks(stored: Stored) -> Iterator[Block]:
    """Subject, classes, and predicates with their values."""
    graph = stored.graph
    for name, relation in sorted(stored.schema.relations.items()):
        yield _iri("term", name), ("rdf:Property",), [("rdfs:label", relation.zh), ("skos:altLabel", relation.en)]
    for node in sorted(graph):
        yield _node(stored, node)
    documents = {}
    for head, tail, data in sorted_edges(graph):
        yield _edge(head, tail, data)
        for claim in data["claims"]:
            if claim in stored.evidence:
                row = stored.evidence[claim]
                documents[row.document] = row
                yield _claim(data["id"], row)
    for name, row in sorted(documents.items()):
        about = [("schema:name", row.title), ("schema:identifier", name), ("schema:datePublished", row.published)]
        yield _iri("document", name), ("schema:Article", "prov:Entity"), about


def _node(stored: Stored, node: str) -> Block:
    data = stored.graph.nodes[node]
    about: list[tuple[str, Any]] = [("schema:name", data["label"]), ("rdfs:label", data["label"])]
    about += [("skos:altLabel", name) for name in data["names"] if name != data["label"]]
    about += [("kg:type", data["type"]), ("kg:kind", data["kind"]), ("kg:region", data["region"])]
    about += [("kg:documents", data["documents"]), ("kg:first", data["first"]), ("kg:last", data["last"])]
    for _, tail, edge in sorted(stored.graph.out_edges(node, data=True), key=lambda row: str(row[2]["id"])):
        if edge["status"] != "negated":
            about.append((f"kg:{edge['relation']}", _Link(_iri("node", tail))))
    return _iri("node", node), _CLASSES.get(data["type"], ("prov:Entity",)), about


def _edge(head: str, tail: str, data: dict[str, Any]) -> Block:
    ends = (("rdf:subject", _iri("node", head)), ("rdf:object", _iri("node", tail)))
    about: list[tuple[str, Any]] = [(name, _Link(iri)) for name, iri in ends]
    about.append(("rdf:predicate", _Link(_iri("term", data["relation"]))))
    about += [
        ("kg:status", data["status"]),
        ("kg:weight", data["weight"]),
        ("kg:confidence", float(data["confidence"])),
    ]
    about += [("kg:first", data["first"]), ("kg:last", data["last"]), ("schema:startDate", _day(data["first"]))]
    about += [("schema:about", field) for field in data["fields"]]
    return _iri("edge", data["id"]), ("rdf:Statement", "kg:Relation"), about


def _claim(edge: str, row: Any) -> Block:
    about: list[tuple[str, Any]] = [("kg:supports", _Link(_iri("edge", edge))), ("schema:text", row.quote)]
    about += [("prov:wasDerivedFrom", _Link(_iri("document", row.document)))]
    about += [("prov:wasGeneratedBy", _Link(_iri("rule", row.rule))), ("kg:status", row.status), ("kg:date", row.date)]
    return _iri("claim", row.claim), ("schema:Claim", "prov:Entity"), [*about, ("kg:confidence", float(row.confidence))]


class _Link(str):
    """The IRI of a resource, and not a text."""


class _Day(str):
    """An ISO date."""


def _day(value: str | None) -> _Day | None:
    day = first_day(value) if value and len(value.split("/")[0]) == len("2026-05-20") else None
    return _Day(day) if day else None


def _iri(group: str, name: str) -> str:
    return f"urn:kg:{group}:{quote(name or '_', safe='', errors='replace')}"


def _turtle(block: Block) -> str:
    subject, classes, about = block
    rows = [f"a {', '.join(classes)}", *(f"{name} {_term(value)}" for name, value in about if value not in (None, ""))]
    return f"<{subject}> " + " ;\n  ".join(rows) + " .\n"


def _term(value: Any) -> str:
    if isinstance(value, _Link):
        return f"<{value}>"
    if isinstance(value, _Day):
        return f'"{value}"^^xsd:date'
    if isinstance(value, float):
        return f'"{value!r}"^^xsd:double'
    return str(value) if isinstance(value, int) else json.dumps(clean(value), ensure_ascii=False)


def _json_ld(stored: Stored) -> Iterator[str]:
    yield f'{{"@context":{json.dumps(PREFIXES)},\n"@graph":['
    separator = "\n"
    for subject, classes, about in _blocks(stored):
        item: dict[str, Any] = {"@id": subject, "@type": list(classes)}
        for name, value in about:
            if value not in (None, ""):
                item.setdefault(name, []).append(_value(value))
        yield separator + json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        separator = ",\n"
    yield "\n]}\n"


def _value(value: Any) -> Any:
    if isinstance(value, _Link):
        return {"@id": value}
    if isinstance(value, _Day):
        return {"@value": value, "@type": "xsd:date"}
    if isinstance(value, float):
        return {"@value": repr(value), "@type": "xsd:double"}
    return clean(value) if isinstance(value, str) else value
