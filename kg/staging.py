"""New files beside the old ones, put in their place when all of them are whole."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

STAGE = ".kg-new"
LEDGER = "kg.sqlite"
PREVIOUS = "kg.previous.sqlite"


class Stage:
    """A folder inside ``out`` in which a build is made; that it is there at the start says that one was interrupted.

    Only who holds the lock of ``out`` may use it.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self.folder = out / STAGE
        self.interrupted = self.folder.exists()

    @property
    def work(self) -> Path:
        """Where the extractions of an unfinished build are kept."""
        return self.folder / "work.sqlite"

    def publish(self, names: Iterable[str]) -> list[Path]:
        """Put the files in place, the ledger last: until it is there, the build has not happened."""
        ordered = sorted(names, key=lambda name: name == LEDGER)
        for name in ordered:
            if name == LEDGER:
                _settle(self.folder / name)
                self._keep_previous()
            os.replace(self.folder / name, self._out / name)
        return [self._out / name for name in ordered]

    def clear(self) -> None:
        """Remove the folder and what is left in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep_previous(self) -> None:
        """The ledger of the graph before, for `kg diff`; a build that changes nothing leaves the one before it."""
        old, new = self._out / LEDGER, self.folder / LEDGER
        if old.exists() and not filecmp.cmp(old, new, shallow=False):
            copy = self.folder / PREVIOUS
            copy.unlink(missing_ok=True)
            try:
                os.link(old, copy)
            except OSError:  # file systems without links
                shutil.copyfile(old, copy)
            os.replace(copy, self._out / PREVIOUS)


def _settle(path: Path) -> None:
    """Wait until a file is on the disk: a name must not lead to what a loss of power took."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
