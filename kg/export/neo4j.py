"""Neo4j: the files of ``neo4j-admin database import``, and a Cypher script for a database that is in use."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.export.clean import joined, one_line, unique_ids
from kg.export.files import write_pieces
from kg.export.looks import kind_of, partners
from kg.export.stored import Stored
from kg.export.tables import sorted_edges

_BATCH = 500
NODE_HEADER = (
    "id:ID",
    "label",
    "type",
    "kind",
    "region",
    "names:string[]",
    "documents:int",
    "partners:int",
    "first",
    "last",
    ":LABEL",
)
EDGE_HEADER = (
    ":START_ID",
    ":END_ID",
    ":TYPE",
    "id",
    "status",
    "weight:int",
    "first",
    "last",
    "fields:string[]",
    "confidence:double",
    "claims:string[]",
)


def write_neo4j(stored: Stored, folder: Path) -> tuple[Path, Path, Path]:
    """Write ``nodes.csv``, ``edges.csv`` and ``load.cypher`` into ``folder``; returns their paths.

    Raises KgError where a file cannot be written.
    """
    nodes, edges, script = folder / "nodes.csv", folder / "edges.csv", folder / "load.cypher"
    write_pieces(nodes, _csv(NODE_HEADER, (_node_row(row) for row in _nodes(stored))))
    write_pieces(edges, _csv(EDGE_HEADER, (_edge_row(row) for row in _edges(stored))))
    write_pieces(script, _script(stored))
    return nodes, edges, script


def _nodes(stored: Stored) -> Iterator[dict[str, Any]]:
    ids, counts = unique_ids(stored.graph), partners(stored.graph, stored.schema)
    for node in sorted(stored.graph):
        data = stored.graph.nodes[node]
        yield {
            "id": ids[node],
            "label": one_line(data["label"]),
            "type": one_line(data["type"]),
            "kind": kind_of(data, stored.schema),
            "region": one_line(data["region"]),
            "names": [one_line(name) for name in data["names"]],
            "documents": data["documents"],
            "partners": counts[node],
            "first": data["first"],
            "last": data["last"],
        }


def _edges(stored: Stored) -> Iterator[dict[str, Any]]:
    graph = stored.graph
    nodes, ids = unique_ids(graph), unique_ids(data["id"] for *_, data in graph.edges(data=True))
    for head, tail, data in sorted_edges(graph):
        yield {
            "start": nodes[head],
            "end": nodes[tail],
            "relation": one_line(data["relation"]),
            "id": ids[data["id"]],
            "status": one_line(data["status"]),
            "weight": data["weight"],
            "first": data["first"],
            "last": data["last"],
            "fields": [one_line(field) for field in data["fields"]],
            "confidence": float(data["confidence"]),
            "claims": [one_line(claim) for claim in data["claims"]],
        }


def _node_row(row: dict[str, Any]) -> list[Any]:
    return [*_flat(row), ";".join(("Entity", _class(row["type"])))]


def _edge_row(row: dict[str, Any]) -> list[Any]:
    return _flat(row | {"relation": _type(row["relation"])})


def _flat(row: dict[str, Any]) -> list[Any]:
    return [joined(value) if isinstance(value, list) else value for value in row.values()]


def _class(name: str) -> str:
    return "".join(char for char in name.title() if char.isalnum()) or "Other"


def _type(relation: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in relation.upper()) or "RELATED"


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(row)
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _script(stored: Stored) -> Iterator[str]:
    yield "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n"
    for name, rows in _grouped(_nodes(stored), "type"):
        for batch in _batches(rows):
            yield f"UNWIND {batch} AS row MERGE (n:Entity {{id: row.id}}) SET n += row, n:{_class(name)};\n"
    for name, rows in _grouped(_edges(stored), "relation"):
        for batch in _batches(rows):
            ends = "MATCH (a:Entity {id: row.start}) MATCH (b:Entity {id: row.end})"
            kept = "SET r.status = row.status, r.weight = row.weight, r.first = row.first, r.last = row.last, "
            more = "r.fields = row.fields, r.confidence = row.confidence, r.claims = row.claims"
            yield f"UNWIND {batch} AS row {ends} MERGE (a)-[r:{_type(name)} {{id: row.id}}]->(b) {kept}{more};\n"


def _grouped(rows: Iterable[dict[str, Any]], key: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    yield from sorted(groups.items())


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    for start in range(0, len(rows), _BATCH):
        yield f"[{', '.join(map(_map, rows[start : start + _BATCH]))}]"


def _map(row: dict[str, Any]) -> str:
    """A map of Cypher, whose strings are written as JSON has them."""
    known = ((key, value) for key, value in row.items() if value is not None)
    return f"{{{', '.join(f'{key}: {json.dumps(value, ensure_ascii=False)}' for key, value in known)}}}"
