"""Small graphs as text that is drawn elsewhere: Mermaid for Markdown, DOT for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.export.clean import one_line
from kg.export.files import write_pieces
from kg.export.looks import color_of, edge_width, kind_of, relation_color, relation_zh
from kg.export.stored import Stored
from kg.export.tables import sorted_edges

# beyond this Mermaid gives up or cannot be read
MOST_NODES = 150
_MERMAID = {"instrument": ("[", "]"), "initiative": ("{{", "}}"), "event": (">", "]"), "document": ("[/", "/]")}
_DOT = {"instrument": "box", "initiative": "diamond", "event": "triangle", "document": "hexagon"}
_STYLES = {"planned": "dashed", "proposed": "dotted", "negated": "dotted"}
_LONGEST = 60


def write_mermaid(stored: Stored, path: Path) -> None:
    """Write a flow chart of at most 150 nodes.

    Raises KgError where the graph is larger, or the file cannot be written.
    """
    if len(stored.graph) > MOST_NODES:
        raise KgError(
            f"Mermaid draws up to {MOST_NODES} nodes, not {len(stored.graph)}: choose a part by --around NAME"
        )
    write_pieces(path, chain(["flowchart LR\n"], _mermaid_nodes(stored), _mermaid_edges(stored)))


def write_dot(stored: Stored, path: Path) -> None:
    """Write a graph for Graphviz (``dot``, ``sfdp``). Raises KgError where the file cannot be written."""
    head = (
        'digraph kg {\n  graph [charset="UTF-8", overlap=false, splines=true, rankdir=LR];\n'
        '  node [fontname="Noto Sans CJK SC", style=filled, fontcolor=white, fontsize=11];\n'
        '  edge [fontname="Noto Sans CJK SC", fontsize=9];\n'
    )
    write_pieces(path, chain([head], _dot_nodes(stored), _dot_edges(stored), ["}\n"]))


def _numbers(stored: Stored) -> dict[str, str]:
    return {node: f"n{number}" for number, node in enumerate(sorted(stored.graph))}


def _label(text: str) -> str:
    label = one_line(text)
    return label if len(label) <= _LONGEST else label[:_LONGEST] + "…"


def _entities(text: str) -> str:
    """Whatever is no letter, digit or Chinese punctuation as a character entity of Mermaid."""
    return "".join(c if c.isalnum() or ord(c) > 0x2E7F or c in " -—" else f"#{ord(c)};" for c in _label(text))


def _mermaid_nodes(stored: Stored) -> Iterator[str]:
    for node, number in _numbers(stored).items():
        data = stored.graph.nodes[node]
        before, after = _MERMAID.get(data["type"], ("(", ")"))
        color = color_of(kind_of(data, stored.schema), stored.schema)
        yield f'  {number}{before}"{_entities(data["label"])}"{after}\n  style {number} fill:{color},color:#fff\n'


def _mermaid_edges(stored: Stored) -> Iterator[str]:
    numbers = _numbers(stored)
    for head, tail, data in sorted_edges(stored.graph):
        line = "-->" if data["status"] in ("done", "ongoing") else "-.->"
        if _is_mutual(stored, data):
            line = line.replace(">", "-") if line == "-->" else "-.-"
        yield f'  {numbers[head]} {line}|"{_entities(_edge_label(stored, data))}"| {numbers[tail]}\n'


def _edge_label(stored: Stored, data: dict[str, Any]) -> str:
    denied = "✗ " if data["status"] == "negated" else ""
    return f"{denied}{relation_zh(data['relation'], stored.schema)}"


def _is_mutual(stored: Stored, data: dict[str, Any]) -> bool:
    relation = stored.schema.relations.get(data["relation"])
    return relation is not None and relation.symmetric


def _string(text: str) -> str:
    escaped = _label(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _dot_nodes(stored: Stored) -> Iterator[str]:
    for node, number in _numbers(stored).items():
        data = stored.graph.nodes[node]
        color = color_of(kind_of(data, stored.schema), stored.schema)
        shape = _DOT.get(data["type"], "ellipse")
        yield f'  {number} [label={_string(data["label"])}, shape={shape}, fillcolor="{color}", color="{color}"];\n'


def _dot_edges(stored: Stored) -> Iterator[str]:
    numbers = _numbers(stored)
    for head, tail, data in sorted_edges(stored.graph):
        style = _STYLES.get(data["status"], "solid")
        color = relation_color(data["relation"], stored.schema)
        ends = "none" if _is_mutual(stored, data) else "forward"
        looks = f'style={style}, color="{color}", dir={ends}, penwidth={edge_width(data["weight"])}'
        yield f"  {numbers[head]} -> {numbers[tail]} [label={_string(_edge_label(stored, data))}, {looks}];\n"
