"""Files and folders to decoded texts.

Offsets in a :class:`~kg.types.Source` count characters of the file as it is: newlines are not translated,
only a byte order mark is left out.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.types import Source

FORMATS = (".txt", ".md", ".jsonl", ".jsonl.gz")
_TEXT, _TITLE, _PUBLISHED = ("text", "content", "body"), ("title",), ("published", "date", "pubdate")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DAY = re.compile(r"\s*(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2}))?)?(?!\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read, or not all of it; reading went on. ``where`` is ``file:line``."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The readable files among the paths and inside those that are folders, sorted by the ids of their texts.

    Raises KgError as :func:`locate` does.
    """
    return [path for _, path in locate(paths)]


def locate(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """Readable files with the ids of their texts, sorted by id; each file once.

    The id of a file found in a folder is its path inside that folder, of a file given directly its name; where
    two would be equal, each takes as many parents' names as tell them apart. Hidden files, and links that lead
    out of a folder, are passed over.

    Raises KgError for a path that does not exist, or for a file given directly whose format is not known.
    """
    found: dict[Path, tuple[Path, int]] = {}
    for path in paths:
        for file, depth in _inside(path) if path.is_dir() else [_direct(path)]:
            found.setdefault(file.resolve(), (Path(os.path.abspath(file)), depth))
    return sorted(_named(list(found.values())))


def _direct(path: Path) -> tuple[Path, int]:
    if not path.exists():
        raise KgError(f"{path}: no such file or folder")
    if not path.name.lower().endswith(FORMATS):
        raise KgError(f"{path}: unknown format (known: {', '.join(FORMATS)})")
    return path, 1


def _inside(folder: Path) -> Iterator[tuple[Path, int]]:
    home = folder.resolve()
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if name.startswith(".") or not name.lower().endswith(FORMATS):
                continue
            if path.is_file() and path.resolve().is_relative_to(home):
                yield path, len(path.relative_to(folder).parts)


def _named(files: list[tuple[Path, int]]) -> Iterator[tuple[str, Path]]:
    while True:
        names = ["/".join(path.parts[-depth:]) for path, depth in files]
        seen = Counter(names)
        longer = [
            (path, min(depth + (seen[name] > 1), len(path.parts)))
            for name, (path, depth) in zip(names, files, strict=True)
        ]
        if longer == files:
            return zip(names, (path for path, _ in files), strict=True)
        files = longer


def read_file(path: Path, name: str) -> Iterator[Source | Problem]:
    """The texts of one file whose id is ``name``: one, or one for each record of a JSON Lines file.

    A bad record is yielded as a Problem and the rest is read on. Raises KgError, one line with the file, where
    the file cannot be read, is empty, is no text, or is in no known encoding.
    """
    if path.name.lower().endswith((".jsonl", ".jsonl.gz")):
        yield from _records(path, name)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    try:
        text = decode(data)
    except ValueError as error:
        raise KgError(f"{path}: {error}") from error
    if not text.strip():
        raise KgError(f"{path}: empty file")
    yield Source(name, str(path), text, hashlib.sha256(data).hexdigest())


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, in UTF-16 or UTF-32 with a byte order mark, or in a Chinese encoding.

    Raises ValueError where the bytes are no text or their encoding is not known.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            name = encoding.removesuffix("-sig").upper()
            raise ValueError(f"not valid {name}, as its byte order mark says it is") from error
        text = _decode_legacy(data)
    if len(_CONTROL.findall(text[:4000])) > len(text[:4000]) / 50:
        raise ValueError("binary file, not text")
    return text


def _decode_legacy(data: bytes) -> str:
    if b"\x00" in data[:4000]:
        raise ValueError("binary file, not text")
    readings = [text for text in (_strict(data, "gb18030"), _strict(data, "big5hkscs")) if text is not None]
    best = max(readings, key=_chinese, default="")
    if _chinese(best) > 0.6:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(data).best()
    if guess is None:
        raise ValueError("unknown encoding (save the file as UTF-8)")
    return str(guess)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(text: str) -> float:
    """Share of everyday characters: those of the first levels of GB 2312 and Big5, and ，。 etc."""
    sample = [char for char in text[:20000] if char > "\x7f"]
    return sum(map(_everyday, sample)) / len(sample) if sample else 0.0


def _everyday(char: str) -> bool:
    if char in "，。、；：？！（）《》“”「」—…· 　":
        return True
    first = [char.encode(encoding, "ignore")[:1] for encoding in ("gb2312", "big5")]
    return b"\xb0" <= first[0] <= b"\xd7" or b"\xa4" <= first[1] <= b"\xc6"


def _records(path: Path, name: str) -> Iterator[Source | Problem]:
    seen: dict[str, int] = {}
    number = 0
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            source, doubt = _record(line, number, path, name)
        except ValueError as error:
            yield Problem(where, str(error))
            continue
        first = seen.setdefault(source.id, number)
        if first != number:
            key = source.id.removeprefix(name + "#")
            yield Problem(where, f"passed over: id {key!r} is that of line {first}")
            continue
        if doubt:
            yield Problem(where, doubt)
        yield source
    if not number:
        raise KgError(f"{path}: empty file")


def _lines(path: Path) -> Iterator[bytes]:
    opened = gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")
    try:
        with opened as file:
            yield from file
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise KgError(f"{path}: {reason or 'damaged gzip file'}") from error


def _record(line: bytes, number: int, path: Path, name: str) -> tuple[Source, str]:
    record = _object(line)
    text = _first(record, _TEXT)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"no text (one of the fields {', '.join(_TEXT)})")
    title = _first(record, _TITLE)
    if any("\ud800" <= char <= "\udfff" for char in (text + str(title or ""))):
        raise ValueError("half a surrogate pair in the text")
    given = _first(record, _PUBLISHED)
    published = _iso_day(str(given)) if given is not None else None
    key = record.get("id")
    source = Source(
        id=f"{name}#{number if key in (None, '') else key}",
        path=str(path),
        text=text,
        sha256=hashlib.sha256(line.rstrip(b"\r\n")).hexdigest(),
        title=title.strip() or None if isinstance(title, str) else None,
        published=published,
    )
    return source, f"{given!r} is no date; left out" if given and not published else ""


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(decode(line))
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise ValueError("not JSON: nested too deeply") from error
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    return record


def _first(record: dict[str, Any], fields: tuple[str, ...]) -> Any:
    return next((record[field] for field in fields if record.get(field) not in (None, "")), None)


def _iso_day(text: str) -> str | None:
    """ISO date of the day, month or year that the text begins with."""
    match = _DAY.match(text)
    if not match:
        return None
    parts = [int(part) for part in match.groups() if part]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return "-".join(f"{part:02d}" if place else f"{part:04d}" for place, part in enumerate(parts))
