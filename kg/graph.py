"""A graph that was built, as one object to ask: what ``kg.open`` gives."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg import asking, query
from kg.errors import KgError
from kg.filters import Filter
from kg.ledger import open_ledger
from kg.stats import Stats, stats

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


class Tables(NamedTuple):
    """The graph as data frames; dates are text, since many are months or years."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    claims: pd.DataFrame


@dataclass(frozen=True)
class Graph:
    """Questions to one ledger. Names may be aliases, unambiguous parts of names, or ids.

    The keywords ``relation``, ``status``, ``since``, ``until`` and ``min_confidence`` keep only such edges.
    All methods raise :class:`kg.query.AmbiguousName`, :class:`kg.query.UnknownName` or KgError.
    """

    ledger: Path

    def neighbors(self, name: str, *, depth: int = 1, **only: Any) -> query.Neighborhood:
        """Who is connected to a node, over at most ``depth`` edges."""
        return query.neighbors(self.ledger, name, depth=depth, **only)

    def search(self, text: str, *, limit: int = 20) -> tuple[asking.Hit, ...]:
        """Nodes by a part of a name."""
        return asking.search(self.ledger, text, limit=limit)

    def show(self, name: str) -> asking.Card:
        """The card of a node."""
        return asking.show(self.ledger, name)

    def path(self, one: str, other: str, *, longest: int = 6, **only: Any) -> tuple[asking.Step, ...] | None:
        """A shortest way between two nodes, or None."""
        return asking.path(self.ledger, one, other, longest=longest, only=Filter(**only))

    def evidence(self, one: str, other: str, **only: Any) -> tuple[asking.Shown, ...]:
        """The sentences that connect two nodes."""
        return asking.evidence(self.ledger, one, other, only=Filter(**only))

    def timeline(self, name: str | None = None, *, limit: int = 0, **only: Any) -> tuple[asking.Statement, ...]:
        """Dated edges, earliest first."""
        return asking.timeline(self.ledger, name, limit=limit, only=Filter(**only))

    def stats(self, *, top: int = 10, deep: bool = False, **only: Any) -> Stats:
        """The graph in numbers."""
        return stats(self.ledger, top=top, deep=deep, only=Filter(**only))

    def to_networkx(self) -> nx.MultiDiGraph:
        """The graph with the attributes of the contract in ``docs/architecture.md``."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        with closing(open_ledger(self.ledger)) as db:
            for row in db.execute("SELECT * FROM nodes ORDER BY id").fetchall():
                data = {**dict(row), "names": query.names_of(db, row["id"])}
                graph.add_node(data.pop("id"), **data)
            for row in db.execute("SELECT * FROM edges ORDER BY head, relation, tail, status = 'negated'"):
                claims = db.execute("SELECT claim FROM edge_claims WHERE edge = ? ORDER BY place", (row["id"],))
                data = {**dict(row), "fields": tuple(json.loads(row["fields"]))}
                data["claims"] = tuple(claim for (claim,) in claims)
                graph.add_edge(data.pop("head"), data.pop("tail"), key=row["id"], **data)
        return graph

    def to_pandas(self) -> Tables:
        """Nodes, edges with the labels of their ends, and the claims behind the edges."""
        import pandas as pd

        queries = (
            "SELECT * FROM nodes ORDER BY id",
            """SELECT e.*, h.label AS head_label, t.label AS tail_label FROM edges e
            JOIN nodes h ON h.id = e.head JOIN nodes t ON t.id = e.tail ORDER BY e.id""",
            """SELECT c.id, x.edge, e.head, c.relation, e.tail, c.status, c.date, c.fields, c.quote, c.document,
            c.start, c."end", c.rule, c.confidence FROM edge_claims x JOIN edges e ON e.id = x.edge
            JOIN claims c ON c.id = x.claim ORDER BY x.edge, x.place""",
        )
        with closing(open_ledger(self.ledger)) as db:
            frames = [pd.read_sql_query(query, db) for query in queries]
        for frame in frames[1:]:
            frame["fields"] = frame["fields"].map(json.loads)
        return Tables(*frames)


def open_graph(path: str | Path) -> Graph:
    """The graph in a folder that ``kg build`` wrote, or of a ledger. Raises KgError where there is none."""
    ledger = query.ledger_of(Path(path))
    try:
        open_ledger(ledger).close()
    except OSError as error:
        raise KgError(f"{path}: {error.strerror or error}") from error
    return Graph(ledger)
