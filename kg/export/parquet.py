"""Parquet: nodes, edges and claims as typed columns, lists as lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from kg.export.files import whole
from kg.export.looks import kind_of, partners
from kg.export.optional import need
from kg.export.stored import Stored
from kg.export.tables import EDGE_COLUMNS, NODE_COLUMNS, sorted_edges

_ROWS = 20_000
_PARTS = ("head", "trigger", "tail")
_MARKS = tuple(f"{part}_{end}" for part in _PARTS for end in ("start", "end"))
_TEXTS = ("fields", "names", "claims")
_WHOLE = ("documents", "partners", "weight", *_MARKS)
# what a join with the nodes gives is left to the join
_JOINED = ("source_label", "relation_zh", "target_label")
_ABOUT = ("claim", "edge", "document", "title", "published", "quote")
_COLUMNS = {
    "nodes": NODE_COLUMNS,
    "edges": tuple(column for column in EDGE_COLUMNS if column not in _JOINED),
    "claims": (*_ABOUT, *_MARKS, "status", "date", "fields", "rule", "confidence"),
}


def write_parquet(stored: Stored, folder: Path) -> tuple[Path, ...]:
    """Write ``nodes.parquet``, ``edges.parquet`` and ``claims.parquet`` into ``folder``; returns their paths.

    Raises KgError where PyArrow is missing or a file cannot be written.
    """
    rows = {"nodes": _nodes(stored), "edges": _edges(stored), "claims": _claims(stored)}
    paths = tuple(folder / f"{name}.parquet" for name in rows)
    for path, (name, items) in zip(paths, rows.items(), strict=True):
        _write(path, _COLUMNS[name], items)
    return paths


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> None:
    arrow, parquet = need("pyarrow", "parquet"), need("pyarrow.parquet", "parquet")
    schema = arrow.schema([(column, _type(arrow, column)) for column in columns])
    with whole(path) as temporary, parquet.ParquetWriter(str(temporary), schema, compression="zstd") as writer:
        while batch := list(islice(rows, _ROWS)):
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))


def _type(arrow: Any, column: str) -> Any:
    if column in _TEXTS:
        return arrow.list_(arrow.string())
    if column in _WHOLE:
        return arrow.int64()
    return arrow.float64() if column == "confidence" else arrow.string()


def _nodes(stored: Stored) -> Iterator[dict[str, Any]]:
    counts = partners(stored.graph, stored.schema)
    for node in sorted(stored.graph):
        data = stored.graph.nodes[node]
        yield {**data, "id": node, "kind": kind_of(data, stored.schema), "partners": counts[node]}


def _edges(stored: Stored) -> Iterator[dict[str, Any]]:
    for head, tail, data in sorted_edges(stored.graph):
        yield {**data, "source": head, "target": tail}


def _claims(stored: Stored) -> Iterator[dict[str, Any]]:
    for _, _, data in sorted_edges(stored.graph):
        for row in _known(stored, data["claims"]):
            marks = {
                f"{part}_{end}": row[f"{part}_marks"][n] for part in _PARTS for n, end in enumerate(("start", "end"))
            }
            yield {**row, **marks, "edge": data["id"]}


def _known(stored: Stored, claims: Iterable[str]) -> Iterator[dict[str, Any]]:
    yield from (asdict(stored.evidence[claim]) for claim in claims if claim in stored.evidence)
