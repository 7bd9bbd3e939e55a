"""Who belongs together: communities by modularity (Louvain), seeded, the same for the same graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import networkx as nx

_SEED = 20260527
_LEAST = 8


def untangled(graph: Any) -> Any:
    """Who touches whom, undirected and without loops, with nodes and edges in sorted order."""
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges() if a != b}))
    return plain


def clusters(graph: Any, least: int = 4) -> list[list[str]]:
    """The communities of at least ``least`` nodes in connected components that have more than one, largest first."""
    plain, found = untangled(graph), []
    for part in nx.connected_components(plain):
        members = sorted(part)
        groups: dict[int, list[str]] = defaultdict(list)
        for node, number in zip(members, communities(plain, members), strict=True):
            groups[number].append(node)
        found += [group for group in groups.values() if len(group) >= least and len(groups) > 1]
    return sorted(found, key=lambda group: (-len(group), group))


def communities(plain: Any, part: Sequence[str]) -> list[int]:
    """For each node of ``part`` the number of its community, the largest community being 0.

    ``plain`` is an undirected graph in which ``part`` is connected; small parts are one community.
    """
    if len(part) < _LEAST:
        return [0] * len(part)
    index = {node: number for number, node in enumerate(part)}
    # sets of numbers are walked in the same order in every process, sets of strings are not
    numbered = nx.Graph()
    numbered.add_nodes_from(range(len(part)))
    ends = ((index[a], index[b]) for a, b in plain.edges(part) if a in index and b in index)
    numbered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in ends))
    found = nx.community.louvain_communities(numbered, seed=_SEED)
    ordered = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    place = {node: number for number, group in enumerate(ordered) for node in group}
    return [place[number] for number in range(len(part))]
