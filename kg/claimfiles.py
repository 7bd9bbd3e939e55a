"""Claims of single documents as files: annotated documents, JSON Lines, CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from kg.annotation import annotate
from kg.errors import KgError
from kg.types import Extraction

COLUMNS = (
    "id", "document", "head", "head_type", "relation", "tail", "tail_type", "status", "date", "fields",
    "quote", "start", "end", "rule", "confidence",
)  # fmt: skip


def write_claims(extractions: Iterable[Extraction], format: str, folder: Path | None, stream: TextIO) -> None:
    """Write in ``format`` (annotation, jsonl, csv) into a folder, or to the stream where there is none.

    An annotated document is STEM.json; one whose stem another has is called by its whole id. Raises KgError where
    the folder cannot be written.
    """
    if folder is None:
        _FORMATS[format](extractions, stream)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if format == "annotation":
            _write_annotations(extractions, folder)
        else:
            with (folder / f"claims.{format}").open("w", encoding="utf-8", newline="") as file:
                _FORMATS[format](extractions, file)
    except OSError as error:
        raise KgError(f"{error.filename or folder}: {error.strerror or error}") from error


def write_dropped(extractions: Iterable[Extraction], folder: Path | None, stream: TextIO) -> None:
    """Write what rules found and was left out, with the reason, as JSON Lines: dropped.jsonl, or to the stream.

    Raises KgError where the folder cannot be written.
    """
    if folder is None:
        _print_dropped(extractions, stream)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "dropped.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            _print_dropped(extractions, file)
    except OSError as error:
        raise KgError(f"{error.filename or folder}: {error.strerror or error}") from error


def claim_rows(extraction: Extraction) -> Iterator[dict[str, Any]]:
    """The claims of a document, with the names of their ends in the place of ids."""
    for claim in extraction.claims:
        head, tail = extraction.entities[claim.head], extraction.entities[claim.tail]
        ends = {"head": head.name, "head_type": head.type, "tail": tail.name, "tail_type": tail.type}
        yield {**asdict(claim), **ends}


def _write_annotations(extractions: Iterable[Extraction], folder: Path) -> None:
    written: set[str] = set()
    for extraction in extractions:
        annotation = annotate(extraction)
        whole_id = annotation.source.replace("/", "_").replace("#", "-")
        stem = whole_id if annotation.id in written else annotation.id
        written.add(stem)
        (folder / f"{stem}.json").write_text(annotation.to_json(), encoding="utf-8", newline="\n")


def _print_annotations(extractions: Iterable[Extraction], stream: TextIO) -> None:
    for extraction in extractions:
        stream.write(annotate(extraction).to_json())


def _print_jsonl(extractions: Iterable[Extraction], stream: TextIO) -> None:
    for extraction in extractions:
        for row in claim_rows(extraction):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _print_dropped(extractions: Iterable[Extraction], stream: TextIO) -> None:
    for extraction in extractions:
        for candidate in extraction.dropped:
            stream.write(json.dumps(asdict(candidate), ensure_ascii=False) + "\n")


def _print_csv(extractions: Iterable[Extraction], stream: TextIO) -> None:
    writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for extraction in extractions:
        for row in claim_rows(extraction):
            writer.writerow({**row, "fields": "、".join(row["fields"])})


_FORMATS: dict[str, Callable[[Iterable[Extraction], TextIO], None]] = {
    "annotation": _print_annotations,
    "jsonl": _print_jsonl,
    "csv": _print_csv,
}
