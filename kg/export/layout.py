"""Positions of nodes: seeded, the same for the same graph on every machine, no scipy needed.

Connected components are laid out one by one (springs that draw communities together), freed of overlaps, and packed
in rows. Only arithmetic that IEEE 754 defines to the last bit is used: springs would blow up the smallest difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.export.communities import communities, untangled

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Box = tuple[float, float]

_SEED = 20260527
_EDGE = 95.0
_GAP = 40.0
_ASPECT = 1.55
_FEW = 800
_GRAVITY = 0.12
_KINSHIP = 0.5
_BETWEEN = 0.4
_WIDEN, _WIDEST = 1.2, 1.6
_SQRT_MEAN_DEGREE = 2.0
_SPRUNG = 2000
_BLOCK = 64


def layout(graph: Any, boxes: Mapping[str, Box] | None = None) -> dict[str, tuple[float, float]]:
    """A position for every node, in pixels around 0, rounded to two decimals.

    ``boxes`` says how wide and how high each node is drawn with its label; those do not overlap in the result,
    except in components of more than 2,000 nodes, where nodes outside the core stand in circles around it.
    """
    plain = untangled(graph)
    parts = sorted((sorted(part) for part in nx.connected_components(plain)), key=lambda part: (-len(part), part))
    placed = [_component(plain, part, boxes or {}) for part in parts]
    result: dict[str, tuple[float, float]] = {}
    for part, points in zip(parts, _packed(parts, placed, boxes or {}), strict=True):
        result |= {
            node: (round(float(x), 2) + 0.0, round(float(y), 2) + 0.0)
            for node, (x, y) in zip(part, points, strict=True)
        }
    return result


def _component(plain: Any, part: Sequence[str], boxes: Mapping[str, Box]) -> Floats:
    if len(part) <= _SPRUNG:
        return _spread(_springs(plain, part), _box_array(part, boxes))
    core = sorted(sorted(part, key=lambda node: (-plain.degree(node), node))[:_SPRUNG])
    return _around(plain, part, core, _spread(_springs(plain, core), _box_array(core, boxes)))


def _box_array(part: Sequence[str], boxes: Mapping[str, Box]) -> Floats:
    return np.array([boxes.get(node, (24.0, 24.0)) for node in part], dtype=np.float64)


def _springs(plain: Any, part: Sequence[str]) -> Floats:
    """Fruchterman-Reingold: all push one another apart, edges pull together, a cooling limit on each step."""
    size = len(part)
    points: Floats = (np.random.default_rng(_SEED).random((size, 2)) - 0.5) * _EDGE * np.sqrt(size)
    index = {node: number for number, node in enumerate(part)}
    edges = [(index[a], index[b]) for a, b in plain.edges(part) if a in index and b in index]
    ends = np.array(sorted({(min(e), max(e)) for e in edges}), dtype=np.int64).reshape(-1, 2)
    groups = np.array(communities(plain, part), dtype=np.int64)
    # who has many edges pushes harder, which gives hubs room
    masses = np.sqrt(1.0 + np.bincount(ends.ravel(), minlength=size)) / _SQRT_MEAN_DEGREE
    steps = max(90, min(500, 120_000 // size))
    for step in range(steps if size > 1 else 0):
        move = _push(points, masses) + _pull(points, ends, groups) + _gather(points, groups)
        move -= points * masses[:, None] * _GRAVITY
        length = np.sqrt((move * move).sum(axis=1, keepdims=True)) + 1e-9
        limit = _EDGE * np.sqrt(size) * 0.12 * (1 - step / steps) + 1.0
        points = points + move * (np.minimum(length, limit) / length)
    # screens are wide, and so are labels
    wide, high = points.max(axis=0) - points.min(axis=0)
    points[:, 0] *= min(_WIDEST, max(_WIDEN, _ASPECT * high / (wide + 1.0)))
    return points


def _blocks(points: Floats) -> Iterator[tuple[int, Floats, Floats]]:
    """Differences from a block of points to all points: block by block, to stay within the cache."""
    for start in range(0, len(points), _BLOCK):
        block = points[start : start + _BLOCK]
        yield start, block[:, :1] - points[None, :, 0], block[:, 1:] - points[None, :, 1]


def _push(points: Floats, masses: Floats) -> Floats:
    force = np.empty_like(points)
    for start, dx, dy in _blocks(points):
        strength = dx * dx
        strength += dy * dy
        strength += 1.0
        np.divide(masses, strength, out=strength)
        force[start : start + len(dx), 0] = (dx * strength).sum(axis=1)
        force[start : start + len(dx), 1] = (dy * strength).sum(axis=1)
    return force * masses[:, None] * (_EDGE * _EDGE)


def _pull(points: Floats, ends: Numbers, groups: Numbers) -> Floats:
    gap = points[ends[:, 1]] - points[ends[:, 0]]
    force = gap * (np.sqrt((gap * gap).sum(axis=1, keepdims=True)) / _EDGE)
    force *= np.where(groups[ends[:, 0]] == groups[ends[:, 1]], 1.0, _BETWEEN)[:, None]
    total = np.zeros_like(points)
    np.add.at(total, ends[:, 0], force)
    np.subtract.at(total, ends[:, 1], force)
    return total


def _gather(points: Floats, groups: Numbers) -> Floats:
    """Towards the middle of one's community."""
    sizes = np.bincount(groups)
    middle = np.stack([np.bincount(groups, points[:, axis]) / sizes for axis in (0, 1)], axis=1)
    return (middle[groups] - points) * _KINSHIP


def _spread(points: Floats, boxes: Floats) -> Floats:
    """Move overlapping boxes apart, each time along the side where less is needed."""
    points = points.copy()
    for _ in range(max(20, min(80, 40_000 // len(points)))):
        total = np.zeros_like(points)
        for start, dx, dy in _blocks(points):
            over_x = (boxes[start : start + len(dx), :1] + boxes[None, :, 0]) / 2 - np.abs(dx)
            over_y = (boxes[start : start + len(dx), 1:] + boxes[None, :, 1]) / 2 - np.abs(dy)
            one, other = np.nonzero((over_x > 0) & (over_y > 0))
            other, one = other[one + start != other], one[one + start != other]
            _separate(total, start, one, other, (dx, dy), (over_x, over_y))
        if not total.any():
            break
        points += total * 0.55
    return points


def _separate(
    total: Floats,
    start: int,
    one: NDArray[np.intp],
    other: NDArray[np.intp],
    gaps: tuple[Floats, Floats],
    overs: tuple[Floats, Floats],
) -> None:
    over_x, over_y = overs[0][one, other], overs[1][one, other]
    earlier = np.where(one + start < other, -1.0, 1.0)
    for axis, over, chosen in ((0, over_x, over_x < over_y), (1, over_y, over_x >= over_y)):
        gap = gaps[axis][one, other]
        side = np.where(gap == 0, earlier, np.sign(gap))
        np.add.at(total[:, axis], one + start, np.where(chosen, side * over, 0.0))


def _around(plain: Any, part: Sequence[str], core: Sequence[str], points: Floats) -> Floats:
    """Nodes outside the core, nearest first, on spirals around the first neighbour that has a place."""
    place = {node: (float(x), float(y)) for node, (x, y) in zip(core, points, strict=True)}
    count: dict[str, int] = {}
    queue = list(core)
    for hub in queue:
        for node in sorted(plain[hub]):
            if node in place:
                continue
            count[hub] = count.get(hub, 0) + 1
            place[node] = _spiral(place[hub], count[hub])
            queue.append(node)
    return np.array([place.get(node, (0.0, 0.0)) for node in part])


def _spiral(center: tuple[float, float], number: int) -> tuple[float, float]:
    # a golden-angle turn for each step, from a rotation of known cosine and sine
    x, y = 1.0, 0.0
    for _ in range(number % 512):
        x, y = x * -0.7373688780783197 - y * 0.6754902942615238, x * 0.6754902942615238 + y * -0.7373688780783197
    radius = _EDGE / 4 + 10 * float(np.sqrt(number))
    return center[0] + radius * x, center[1] + radius * y


def _packed(parts: Sequence[Sequence[str]], placed: Sequence[Floats], boxes: Mapping[str, Box]) -> list[Floats]:
    """Components beside one another, the highest first, so that none covers another and all fill a wide window."""
    frames = [_frame(points, _box_array(part, boxes)) for part, points in zip(parts, placed, strict=True)]
    if not frames:
        return []
    order = sorted(range(len(frames)), key=lambda i: (-float(frames[i][1][1]), i))
    corners = _corners([(float(frames[i][1][0]), float(frames[i][1][1])) for i in order])
    moved = list(placed)
    for number, corner in zip(order, corners, strict=True):
        moved[number] = placed[number] - frames[number][0] + np.array(corner)
    everything = np.concatenate(moved)
    middle = (everything.max(axis=0) + everything.min(axis=0)) / 2
    return [points - middle for points in moved]


def _corners(sizes: Sequence[Box]) -> list[Box]:
    """Where each box goes: of several widths the one whose packing can be shown largest."""
    area, widest = sum(w * h for w, h in sizes), max(w for w, _ in sizes)
    pack = _skyline if len(sizes) <= _FEW else _rows
    widths = sorted({max(widest, float(np.sqrt(area * _ASPECT)) * share) for share in (0.9, 1.0, 1.1, 1.25, 1.4)})
    tried = [(width, pack(sizes, width)) for width in widths]

    def extent(trial: tuple[float, list[Box]]) -> float:
        right = max(x + w for (x, _), (w, _) in zip(trial[1], sizes, strict=True))
        return max(right / _ASPECT, max(y + h for (_, y), (_, h) in zip(trial[1], sizes, strict=True)))

    return min(tried, key=extent)[1]


def _frame(points: Floats, boxes: Floats) -> tuple[Floats, Floats]:
    """The lower corner of what a component covers, and how wide and high that is, with a margin."""
    low, high = (points - boxes / 2).min(axis=0), (points + boxes / 2).max(axis=0)
    return low, high - low + _GAP


def _skyline(sizes: Sequence[Box], width: float) -> list[Box]:
    """Each box as high up as it fits, then as far left; the skyline is where the free space begins."""
    skyline = [(0.0, 0.0), (width, np.inf)]
    corners = []
    for w, h in sizes:
        starts = [(max(y for x, y in _under(skyline, x, w)), x) for x, _ in skyline[:-1] if x + w <= width + 1e-6]
        y, x = min(starts)
        end = [floor for start, floor in skyline if start <= x + w][-1]
        kept = [point for point in skyline if point[0] < x or point[0] > x + w]
        skyline = sorted([*kept, (x, y + h), (x + w, end)])
        corners.append((x, y))
    return corners


def _under(skyline: Sequence[Box], x: float, w: float) -> Iterator[Box]:
    """The stretches of the skyline that a box of width ``w`` at ``x`` would lie under."""
    for (start, y), (end, _) in pairwise(skyline):
        if end > x and start < x + w:
            yield start, y


def _rows(sizes: Sequence[Box], width: float) -> list[Box]:
    corners = []
    x = y = height = 0.0
    for w, h in sizes:
        if x and (x + w > width or h < height * 0.4):
            x, y, height = 0.0, y + height, 0.0
        corners.append((x, y))
        x, height = x + w, max(height, h)
    return corners
