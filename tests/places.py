"""Where things lie, and what is checked of the claims of any text."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.read import locate, read_file
from kg.types import Claim, Extraction, Source

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"
EXPORTS = ("graph.html", "graph.graphml", "nodes.csv", "edges.csv", "claims.csv")

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"{SHARED} is not there: real pages and the corpus are not part of the repository"
)


def sources(path: Path) -> list[Source]:
    """All texts of a file or folder."""
    items = [item for id, file in locate([path]) for item in read_file(file, id)]
    assert all(isinstance(item, Source) for item in items), items
    return [item for item in items if isinstance(item, Source)]


def faults(extraction: Extraction, text: str) -> list[str]:
    """What is wrong with the offsets of a document's claims, given the text as it stands in the file."""
    return [fault for claim in extraction.claims for fault in _faults(claim, extraction, text)]


def _faults(claim: Claim, extraction: Extraction, text: str) -> list[str]:
    where = f"{claim.document} {claim.rule} {claim.quote!r}"
    found = [] if text[claim.start : claim.end] == claim.quote else [f"{where}: not what stands there"]
    for name in ("head_span", "tail_span", "trigger_span"):
        start, end = getattr(claim, name)
        if not claim.start <= start < end <= claim.end:
            found.append(f"{where}: {name} {start}–{end} is not inside {claim.start}–{claim.end}")
    for end_id in (claim.head, claim.tail):
        if end_id not in extraction.entities:
            found.append(f"{where}: no entity {end_id}")
    return found
