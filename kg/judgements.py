"""What people decided on who is who: a CSV file that goes into git, and wins over the machine.

One decision a line. ``name`` and ``other`` are names as documents give them; a ``document`` beside a name means
the one that only this document speaks of. Decisions are taken back by removing their lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from kg.errors import KgError
from kg.export.files import write_whole
from kg.names import fold

JUDGEMENTS = "judgements.csv"
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
ALIAS, NO_ALIAS, SPLIT, RENAME, REJECT = "alias", "no-alias", "split", "rename", "reject"
VERDICTS = (SAME, DIFFERENT, UNSURE, ALIAS, NO_ALIAS, SPLIT, RENAME, REJECT)
EACH = "*"
_ALONE = (SPLIT, REJECT)
_CHINESE = {"相同": SAME, "同": SAME, "是": SAME, "不同": DIFFERENT, "异": DIFFERENT, "否": DIFFERENT, "不确定": UNSURE}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision.

    same, different, unsure: on ``name`` and ``other``. alias, no-alias: ``other`` is or is no name of ``name``.
    rename: ``name`` is shown as ``other``. split: what ``document`` (``*``: every document for itself) calls ``name``
    is nobody else. reject: the claim whose id is ``name`` is wrong; ``other`` quotes it.
    """

    verdict: str
    name: str
    document: str = ""
    other: str = ""
    other_document: str = ""
    reason: str = ""
    by: str = ""
    on: str = ""

    @property
    def subject(self) -> tuple[str, ...]:
        """What it decides on, whatever it decides."""
        if self.verdict in (SAME, DIFFERENT, UNSURE):
            ends = sorted([(self.name, self.document), (self.other, self.other_document)])
            return ("pair", *ends[0], *ends[1])
        kind = "alias" if self.verdict == NO_ALIAS else self.verdict
        other = "" if self.verdict in (REJECT, RENAME) else self.other
        return (kind, self.name, self.document, other, self.other_document)


COLUMNS = tuple(field.name for field in fields(Judgement))


def read_verdict(text: str) -> str:
    """The verdict that a cell holds, in English or Chinese; empty where it holds none that is known."""
    word = text.strip().casefold()
    return _CHINESE.get(word, word if word in VERDICTS else "")


def load_judgements(path: Path | None) -> tuple[Judgement, ...]:
    """The decisions of a file; none where there is no file.

    Raises KgError, with file and line, where a line is none.
    """
    if path is None or not path.exists():
        return ()
    return tuple(_read(path))


def read_filled_in(path: Path) -> tuple[Judgement, ...]:
    """The decisions of a table for review that somebody filled in: rows without a verdict are passed over.

    Raises KgError, with file and line, where it cannot be read or a verdict is none.
    """
    if not path.exists():
        raise KgError(f"{path}: no such file")
    return tuple(_read(path, blank=True))


def save_judgements(path: Path, judgements: Iterable[Judgement]) -> None:
    """Write the file anew, in the order given. Raises KgError where it cannot be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(judgement) for judgement in judgements)
    write_whole(path, text.getvalue())


def decide(path: Path, judgement: Judgement) -> None:
    """Put a decision into the file, in the place of an earlier one on the same.

    Raises KgError where it contradicts what other lines say together.
    """
    kept = [old for old in load_judgements(path) if old.subject != judgement.subject]
    decided = [*kept, judgement]
    for fault in contradictions(decided):
        raise KgError(f"{path}: {fault}")
    save_judgements(path, decided)


def take_back(path: Path, judgement: Judgement) -> bool:
    """Remove the decision on the same as ``judgement`` from the file; False where there is none."""
    before = load_judgements(path)
    kept = [old for old in before if old.subject != judgement.subject]
    if len(kept) < len(before):
        save_judgements(path, kept)
    return len(kept) < len(before)


def check(judgements: Iterable[Judgement], path: Path | None) -> None:
    """Raises KgError, naming the lines, where decisions contradict one another."""
    for fault in contradictions(list(judgements)):
        raise KgError(f"{path or JUDGEMENTS}: {fault}")


def contradictions(judgements: list[Judgement]) -> Iterator[str]:
    """Each pair that is said to be different, and made one by other lines, directly or by way of third names."""
    home = _Homes(judgements)
    for line, row in enumerate(judgements, 2):
        if row.verdict not in (DIFFERENT, NO_ALIAS):
            continue
        if home.of(row.name, row.document) == home.of(row.other, row.other_document):
            lines = "、".join(map(str, home.lines(row.name, row.document)))
            yield f"line {line} keeps {row.name} and {row.other} apart, and lines {lines} make them one"


class _Homes:
    """The groups that decisions make, by name."""

    def __init__(self, judgements: list[Judgement]) -> None:
        self._parent: dict[tuple[str, str], tuple[str, str]] = {}
        self._joins: list[tuple[int, tuple[str, str]]] = []
        wide: set[str] = set()
        for line, row in enumerate(judgements, 2):
            if row.verdict in (SAME, ALIAS):
                one, other = (fold(row.name), row.document), (fold(row.other), row.other_document)
                wide.update(key[0] for key in (one, other) if not key[1])
                self._parent[self._root(one)] = self._root(other)
                self._joins.append((line, one))
        for key in list(self._parent):
            if key[0] in wide:
                self._parent[self._root(key)] = self._root((key[0], ""))
        self._wide = wide

    def of(self, name: str, document: str) -> tuple[str, str]:
        folded = fold(name)
        return self._root((folded, "" if folded in self._wide else document))

    def lines(self, name: str, document: str) -> list[int]:
        root = self.of(name, document)
        return [line for line, key in self._joins if self._root(key) == root]

    def _root(self, key: tuple[str, str]) -> tuple[str, str]:
        while self._parent.setdefault(key, key) != key:
            key = self._parent[key]
        return key


def _read(path: Path, *, blank: bool = False) -> Iterator[Judgement]:
    from kg.read import decode

    try:
        text = decode(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KgError(f"{path}: {error}") from error
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if reader.fieldnames is None or not {"verdict", "name"} <= set(reader.fieldnames):
        raise KgError(f"{path}:1: the first line has to name the columns {', '.join(COLUMNS)}")
    for row in reader:
        if blank and not (row.get("verdict") or "").strip():
            continue
        judgement = Judgement(**{column: (row.get(column) or "").strip() for column in COLUMNS})
        verdict = read_verdict(judgement.verdict)
        if not verdict:
            raise KgError(f"{path}:{reader.line_num}: {judgement.verdict!r} is none of {', '.join(VERDICTS)}")
        if not judgement.name or not (judgement.other or verdict in _ALONE):
            raise KgError(f"{path}:{reader.line_num}: a name is missing")
        yield replace(judgement, verdict=verdict)
