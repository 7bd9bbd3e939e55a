"""Knowledge graphs of inter-institution cooperation from Chinese text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph import Graph

__version__ = "0.1.0"


def open(path: str | Path) -> Graph:
    """The graph in a folder that ``kg build`` wrote, to be asked: ``kg.open("out/").neighbors("天坛医院")``.

    Raises KgError where there is none.
    """
    from kg.graph import open_graph

    return open_graph(path)
