"""One build at a time in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import KgError

LOCK = ".kg.lock"


@contextmanager
def only_one(folder: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of a folder; where another process holds it, tell ``waiting`` once, and wait.

    The lock of a process that was killed is free. Raises KgError where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    path = folder / LOCK
    lock = FileLock(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire()
    except OSError as error:
        raise KgError(f"{folder}: {error.strerror or error}") from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)  # whoever waits for the removed file sees that it names nothing, and tries anew
        lock.release()
