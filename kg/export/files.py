"""Write a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from kg.errors import KgError


def write_whole(path: Path, text: str) -> None:
    """Write UTF-8 ``text`` under a temporary name in the folder of ``path``, then rename it to ``path``.

    Folders are made as needed. Raises KgError where the file cannot be written; what was there before then stays.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(text.encode("utf-8"))
        temporary.replace(path)
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)
