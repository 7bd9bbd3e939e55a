"""The graph in numbers."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.filters import ALL, Filter
from kg.ledger import open_ledger
from kg.schema import load_schema

if TYPE_CHECKING:
    import networkx as nx

_SAMPLE, _SEED = 200, 7


@dataclass(frozen=True, slots=True)
class Hub:
    """A node with its centralities: edges, documents behind them, and, where asked for, PageRank and betweenness."""

    id: str
    label: str
    type: str
    degree: int
    documents: int
    pagerank: float | None = None
    betweenness: float | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes that are connected more among themselves than to others; ``hubs`` are the best connected."""

    nodes: int
    hubs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts, hubs and parts of a graph. ``components`` are sizes, largest first."""

    documents: int
    nodes: int
    edges: int
    claims: int
    types: dict[str, int]
    kinds: dict[str, int]
    relations: dict[str, int]
    statuses: dict[str, int]
    years: dict[str, int]
    components: tuple[int, ...]
    hubs: tuple[Hub, ...]
    communities: tuple[Community, ...] | None = None


def stats(ledger: Path, *, only: Filter = ALL, top: int = 10, deep: bool = False) -> Stats:
    """Counts by type, kind, relation, status and year; components; the ``top`` hubs by degree.

    ``deep`` adds PageRank, betweenness (from a sample of 200 nodes) and communities, and takes longer. Raises KgError
    where the ledger cannot be read or the filter asks for what is not in the schema.
    """
    only.check(load_schema())
    with closing(open_ledger(ledger)) as db:
        wanted = f"FROM edges WHERE {only.sql('edges')}"
        ends = db.execute(f"SELECT head, tail, weight {wanted} ORDER BY id", only.values).fetchall()
        used = {end for row in ends for end in (row["head"], row["tail"])}
        kinds = db.execute("SELECT id, type, kind FROM nodes").fetchall()
        hubs, communities = _hubs(db, ends, top, deep)
        claims = f"SELECT count(*) FROM edge_claims JOIN edges ON edges.id = edge WHERE {only.sql('edges')}"
        return Stats(
            documents=db.execute("SELECT count(*) FROM documents").fetchone()[0],
            nodes=len(used),
            edges=len(ends),
            claims=db.execute(claims, only.values).fetchone()[0],
            types=_counted(row["type"] for row in kinds if row["id"] in used),
            kinds=_counted(row["kind"] for row in kinds if row["id"] in used and row["kind"]),
            relations=_grouped(db, "relation", wanted, only),
            statuses=_grouped(db, "status", wanted, only),
            years=dict(sorted(_grouped(db, "substr(first, 1, 4)", wanted, only).items())),
            components=tuple(_components(ends)),
            hubs=hubs,
            communities=communities,
        )


def _grouped(db: sqlite3.Connection, column: str, wanted: str, only: Filter) -> dict[str, int]:
    query = f"SELECT {column} AS value, count(*) {wanted} AND value IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    return dict(db.execute(query, only.values).fetchall())


def _counted(values: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _components(edges: list[sqlite3.Row]) -> list[int]:
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for edge in edges:
        parent[root(edge["head"])] = root(edge["tail"])
    return sorted(Counter(root(node) for node in list(parent)).values(), reverse=True)


def _hubs(
    db: sqlite3.Connection, edges: list[sqlite3.Row], top: int, deep: bool
) -> tuple[tuple[Hub, ...], tuple[Community, ...] | None]:
    degree, documents = Counter[str](), Counter[str]()
    for edge in edges:
        for end in (edge["head"], edge["tail"]):
            degree[end] += 1
            documents[end] += edge["weight"]
    rank, between, communities = _measured(db, edges, degree) if deep else ({}, {}, None)
    best = sorted(degree, key=lambda node: (-rank.get(node, 0), -degree[node], node))[:top]
    hubs = []
    for node in best:
        label, type = db.execute("SELECT label, type FROM nodes WHERE id = ?", (node,)).fetchone()
        hubs.append(Hub(node, label, type, degree[node], documents[node], rank.get(node), between.get(node)))
    return tuple(hubs), communities


def _measured(
    db: sqlite3.Connection, edges: list[sqlite3.Row], degree: Counter[str]
) -> tuple[dict[str, float], dict[str, float], tuple[Community, ...]]:
    import networkx as nx

    graph = nx.Graph()
    for edge in edges:
        graph.add_edge(edge["head"], edge["tail"])
    sample = min(_SAMPLE, len(graph))
    between = nx.betweenness_centrality(graph, k=sample, seed=_SEED) if graph else {}
    parts = nx.community.louvain_communities(graph, seed=_SEED) if graph else []
    label = dict(db.execute("SELECT id, label FROM nodes").fetchall())
    communities = []
    for part in sorted(parts, key=lambda part: (-len(part), min(part))):
        best = sorted(part, key=lambda node: (-degree[node], node))[:3]
        communities.append(Community(len(part), tuple(label[node] for node in best)))
    return _pagerank(graph), {node: round(value, 6) for node, value in between.items()}, tuple(communities)


def _pagerank(graph: nx.Graph, damping: float = 0.85, rounds: int = 60) -> dict[str, float]:
    """By plain iteration: that of networkx needs scipy."""
    rank = dict.fromkeys(graph, 1 / max(len(graph), 1))
    for _ in range(rounds):
        share = {node: value / graph.degree(node) for node, value in rank.items()}
        rank = {
            node: (1 - damping) / len(graph) + damping * sum(share[partner] for partner in graph[node])
            for node in graph
        }
    return {node: round(value, 6) for node, value in rank.items()}
