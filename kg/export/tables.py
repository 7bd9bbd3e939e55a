"""The graph as three tables that open in a spreadsheet: nodes, edges, and the claims behind the edges."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from kg.export.clean import clean, joined, one_line, unique_ids
from kg.export.files import write_pieces
from kg.export.looks import kind_of, partners, relation_zh
from kg.schema import Schema, load_schema
from kg.types import Evidence

Row = Sequence[str | int | float | None]

NODE_COLUMNS = ("id", "label", "type", "kind", "region", "names", "documents", "partners", "first", "last")
EDGE_COLUMNS = (
    "id",
    "source",
    "target",
    "source_label",
    "relation",
    "relation_zh",
    "target_label",
    "status",
    "weight",
    "first",
    "last",
    "fields",
    "confidence",
    "claims",
)
CLAIM_COLUMNS = (
    "claim",
    "edge",
    "head",
    "relation",
    "tail",
    "status",
    "date",
    "fields",
    "quote",
    "head_text",
    "trigger_text",
    "tail_text",
    "document",
    "title",
    "published",
    "rule",
    "confidence",
)
# a cell that begins so is run as a formula; spreadsheets set to Chinese or Japanese take the full-width ones too
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_tables(
    graph: Any, evidence: Mapping[str, Evidence], folder: Path, schema: Schema | None = None
) -> tuple[Path, Path, Path]:
    """Write ``nodes.csv``, ``edges.csv`` and ``claims.csv`` into ``folder``; returns their paths.

    UTF-8 with a byte order mark, so that Excel shows Chinese; rows are sorted by id. A cell that a spreadsheet would
    run as a formula begins with ``'``. Raises KgError where a file cannot be written.
    """
    for name, columns, rows in tables(graph, evidence, schema or load_schema()):
        write_pieces(folder / f"{name}.csv", _lines(columns, rows))
    return folder / "nodes.csv", folder / "edges.csv", folder / "claims.csv"


def tables(
    graph: Any, evidence: Mapping[str, Evidence], schema: Schema
) -> tuple[tuple[str, tuple[str, ...], Iterable[Row]], ...]:
    """Name, columns and rows of the three tables; the rows are made as they are asked for."""
    return (
        ("nodes", NODE_COLUMNS, _nodes(graph, schema)),
        ("edges", EDGE_COLUMNS, _edges(graph, schema)),
        ("claims", CLAIM_COLUMNS, _claims(graph, evidence)),
    )


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run ``text`` where it stands in a cell."""
    return text.lstrip(" ").startswith(_FORMULA)


def _lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterable[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    for row in chain([columns], ([_cell(value) for value in row] for row in rows)):
        writer.writerow(row)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _cell(value: str | int | float | None) -> str | int | float:
    if not isinstance(value, str):
        return "" if value is None else value
    text = clean(value)
    return f"'{text}" if is_formula(text) else text


def _nodes(graph: Any, schema: Schema) -> Iterable[Row]:
    ids, counts = unique_ids(graph), partners(graph, schema)
    for node in sorted(graph):
        data = graph.nodes[node]
        yield (
            ids[node],
            one_line(data["label"]),
            data["type"],
            kind_of(data, schema),
            one_line(data["region"]),
            joined(data["names"]),
            data["documents"],
            counts[node],
            data["first"],
            data["last"],
        )


def sorted_edges(graph: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Head, tail and attributes of every edge, by id."""
    return sorted(graph.edges(data=True), key=lambda edge: str(edge[2]["id"]))


def _edges(graph: Any, schema: Schema) -> Iterable[Row]:
    nodes, ids = unique_ids(graph), unique_ids(data["id"] for _, _, data in graph.edges(data=True))
    for head, tail, data in sorted_edges(graph):
        yield (
            ids[data["id"]],
            nodes[head],
            nodes[tail],
            one_line(graph.nodes[head]["label"]),
            data["relation"],
            relation_zh(data["relation"], schema),
            one_line(graph.nodes[tail]["label"]),
            data["status"],
            data["weight"],
            data["first"],
            data["last"],
            joined(data["fields"]),
            data["confidence"],
            joined(data["claims"]),
        )


def _claims(graph: Any, evidence: Mapping[str, Evidence]) -> Iterable[Row]:
    ids = unique_ids(data["id"] for _, _, data in graph.edges(data=True))
    for head, tail, data in sorted_edges(graph):
        for claim in data["claims"]:
            if claim in evidence:
                yield _claim(ids[data["id"]], graph.nodes[head], graph.nodes[tail], data["relation"], evidence[claim])


def _claim(edge: str, head: Mapping[str, Any], tail: Mapping[str, Any], relation: str, row: Evidence) -> Row:
    return (
        row.claim,
        edge,
        one_line(head["label"]),
        relation,
        one_line(tail["label"]),
        row.status,
        row.date,
        joined(row.fields),
        row.quote,
        _cut(row, row.head_marks),
        _cut(row, row.trigger_marks),
        _cut(row, row.tail_marks),
        row.document,
        row.title,
        row.published,
        row.rule,
        row.confidence,
    )


def _cut(row: Evidence, marks: tuple[int, int]) -> str:
    return row.quote[marks[0] : marks[1]]
