"""The graph as a picture, SVG or PNG, with Chinese labels; glyphs of an SVG are outlines and need no font."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.export.clean import one_line
from kg.export.files import whole
from kg.export.fonts import chinese_font
from kg.export.layout import layout
from kg.export.looks import color_of, edge_width, kind_of, node_size, partners, relation_color, relation_zh
from kg.export.optional import need
from kg.export.pagelooks import NEGATED, label_box, short_label
from kg.export.stored import Stored
from kg.export.tables import sorted_edges

MOST_NODES = 3000
_MARKERS = {"instrument": "s", "initiative": "D", "event": "^", "document": "h"}
_LINES: dict[str, Any] = {"planned": (0, (5, 3)), "proposed": (0, (1.5, 3)), "negated": (0, (3, 4))}
_PAPER, _INK = "#fbfaf7", "#22303c"
# points of the picture to one unit of the layout
_SCALE = 0.75
# points of the legend's letters, at least and at most
_LETTERS, _LARGEST = 12 * _SCALE, 36.0
# a row and the width of the legend, in its letters
_ROW, _BESIDE = 1.6, 12
_INCH = 72  # points


def write_picture(stored: Stored, path: Path) -> None:
    """Draw the graph to ``path``, whose suffix says whether as SVG or PNG; the same graph gives the same bytes.

    Raises KgError where matplotlib or a Chinese font is missing, the graph has more than 3,000 nodes, or the file
    cannot be written.
    """
    matplotlib = need("matplotlib", "picture")
    if len(stored.graph) > MOST_NODES:
        raise KgError(
            f"a picture shows up to {MOST_NODES} nodes, not {len(stored.graph)}: choose a part by --around NAME"
        )
    figure_of = need("matplotlib.figure", "picture").Figure
    settings = {"svg.fonttype": "path", "svg.hashsalt": "kg", "path.simplify": False}
    with matplotlib.rc_context(settings), whole(path) as temporary:
        figure = _draw(stored, figure_of)
        kind = path.suffix.lstrip(".").lower()
        stamp: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(temporary, format=kind, dpi=_dpi(figure), metadata=stamp, facecolor=_PAPER)


def _dpi(figure: Any) -> float:
    """Sharp, but never beyond 12,000 pixels."""
    return float(min(150.0, 12_000 / max(figure.get_size_inches())))


def _draw(stored: Stored, figure_of: Any) -> Any:
    from matplotlib.font_manager import FontProperties

    graph, schema = stored.graph, stored.schema
    counts, font = partners(graph, schema), str(chinese_font())
    legend = _legend(stored)
    labels = {node: short_label(one_line(graph.nodes[node]["label"])) for node in graph}
    places = layout(graph, {node: label_box(labels[node], node_size(counts[node])) for node in graph})
    xs, ys = [x for x, _ in places.values()] or [0.0], [y for _, y in places.values()] or [0.0]
    wide, high = max(xs) - min(xs) + 240, max(ys) - min(ys) + 160
    size = _legend_size(high, len(legend))
    beside = size * _BESIDE
    height = max(high * _SCALE, size * _ROW * (len(legend) + 1))
    figure = figure_of(figsize=((wide * _SCALE + beside) / _INCH, height / _INCH))
    share = wide * _SCALE / (wide * _SCALE + beside)
    axes = figure.add_axes((0, 0, share, 1))
    axes.set(xlim=(min(xs) - 120, max(xs) + 120), ylim=(max(ys) + 100, min(ys) - 60))
    axes.axis("off")
    _draw_edges(axes, stored, places, counts)
    _draw_nodes(axes, stored, places, counts)
    _draw_labels(axes, labels, places, counts, FontProperties(fname=font, size=13 * _SCALE))
    _draw_legend(figure, legend, FontProperties(fname=font, size=size), share)
    return figure


def _legend_size(high: float, rows: int) -> float:
    """As large as a third of the height allows: a large picture is seen from afar."""
    return max(_LETTERS, min(high * _SCALE / (3 * _ROW * (rows + 1)), _LARGEST))


def _draw_edges(
    axes: Any, stored: Stored, places: Mapping[str, tuple[float, float]], counts: Mapping[str, int]
) -> None:
    from matplotlib.patches import FancyArrowPatch

    seen: dict[tuple[str, str], int] = {}
    for head, tail, data in sorted_edges(stored.graph):
        pair = (min(head, tail), max(head, tail))
        number = seen[pair] = seen.get(pair, -1) + 1
        bend = 0.16 * math.ceil(number / 2) * (-1 if number % 2 else 1) * (1 if head == pair[0] else -1)
        relation = stored.schema.relations.get(data["relation"])
        negated = data["status"] == "negated"
        axes.add_patch(
            FancyArrowPatch(
                places[head],
                places[tail],
                arrowstyle="-" if relation and relation.symmetric else "-|>",
                connectionstyle=f"arc3,rad={bend}",
                mutation_scale=8,
                shrinkA=node_size(counts[head]) * _SCALE,
                shrinkB=node_size(counts[tail]) * _SCALE,
                color=NEGATED if negated else relation_color(data["relation"], stored.schema),
                linestyle=_LINES.get(data["status"], "solid"),
                linewidth=edge_width(data["weight"]) * 0.7,
                alpha=0.75,
                zorder=1,
            )
        )


def _draw_nodes(
    axes: Any, stored: Stored, places: Mapping[str, tuple[float, float]], counts: Mapping[str, int]
) -> None:
    for node in sorted(stored.graph):
        data = stored.graph.nodes[node]
        color = color_of(kind_of(data, stored.schema), stored.schema)
        area = (2 * node_size(counts[node]) * _SCALE) ** 2
        marker = _MARKERS.get(data["type"], "o")
        x, y = places[node]
        axes.scatter([x], [y], s=area, c=color, marker=marker, edgecolors="white", linewidths=1.2, zorder=3)


def _draw_labels(
    axes: Any,
    labels: Mapping[str, str],
    places: Mapping[str, tuple[float, float]],
    counts: Mapping[str, int],
    font: Any,
) -> None:
    """Below the nodes, with a rim of the colour of the paper where edges run."""
    from matplotlib.patheffects import withStroke

    rim = [withStroke(linewidth=2.6, foreground=_PAPER)]
    looks = {"ha": "center", "va": "top", "color": _INK, "linespacing": 1.15, "zorder": 4, "path_effects": rim}
    for node in sorted(labels):
        x, y = places[node]
        axes.text(x, y + node_size(counts[node]) + 3, labels[node], fontproperties=font, **looks)


def _draw_legend(figure: Any, legend: Sequence[tuple[str, Any]], font: Any, left: float) -> None:
    if not legend:
        return
    size = font.get_size_in_points()
    drawn = figure.legend(
        [sign for _, sign in legend],
        [name for name, _ in legend],
        loc="upper left",
        bbox_to_anchor=(left, 1),
        prop=font,
        frameon=False,
        labelcolor=_INK,
        markerscale=size / _LETTERS,
    )
    for line in drawn.get_lines():
        line.set_linewidth(size * 0.17)


def _legend(stored: Stored) -> list[tuple[str, Any]]:
    """The name and the sign of every kind, relation and status other than done that is drawn."""
    from matplotlib.lines import Line2D

    schema, lines = stored.schema, [data for *_, data in stored.graph.edges(data=True)]
    kinds = {kind_of(data, schema) for _, data in stored.graph.nodes(data=True)}
    relations, statuses = {data["relation"] for data in lines}, {data["status"] for data in lines}
    signs = [
        (
            schema.kinds[kind].zh,
            Line2D([], [], color=color_of(kind, schema), marker=_MARKERS.get(kind, "o"), markersize=7, linestyle=""),
        )
        for kind in schema.kinds
        if kind in kinds
    ]
    signs += [
        (relation_zh(name, schema), Line2D([], [], color=relation_color(name, schema)))
        for name in schema.relations
        if name in relations
    ]
    signs += [
        (status.zh, Line2D([], [], color=NEGATED if name == "negated" else _INK, linestyle=_LINES[name]))
        for name, status in schema.statuses.items()
        if name in statuses and name in _LINES
    ]
    return signs
