"""Write a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import KgError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary name in the folder of ``path``, renamed to ``path`` where the block ends well.

    Folders are made as needed. Raises KgError where the file cannot be written; what was there before then stays.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.tmp{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write UTF-8 text piece by piece, as :func:`whole` does. Raises KgError where the file cannot be written."""
    with whole(path) as temporary, temporary.open("wb") as file:
        for piece in pieces:
            file.write(piece.encode("utf-8"))


def write_whole(path: Path, text: str) -> None:
    """Write UTF-8 ``text``, as :func:`whole` does. Raises KgError where the file cannot be written."""
    write_pieces(path, [text])
