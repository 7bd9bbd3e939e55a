"""Every format that a graph can be taken along in, by the name that ``kg export`` knows it by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.export.stored import Stored


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is for, the file or folder (with a final ``/``) that it is written to, and the writer."""

    name: str
    purpose: str
    target: str
    writer: str

    def write(self, stored: Stored, path: Path) -> list[Path]:
        """Write the graph to a file, or into a folder where the format has several files; returns the files.

        Raises KgError where a package is missing or a file cannot be written.
        """
        module, _, name = self.writer.partition(":")
        write: Callable[[Stored, Path], tuple[Path, ...] | None] = getattr(import_module(f"kg.export.{module}"), name)
        return list(write(stored, path) or (path,))


_ALL = (
    Format("csv", "three tables for spreadsheets and pandas", "csv/", "formats:write_csv"),
    Format("xlsx", "one Excel workbook", "graph.xlsx", "excel:write_excel"),
    Format("parquet", "three typed tables", "parquet/", "parquet:write_parquet"),
    Format("json", "node-link JSON, as networkx reads it", "graph.json", "jsonfiles:write_node_link"),
    Format("cytoscape", "Cytoscape and Cytoscape.js", "graph.cyjs", "jsonfiles:write_cytoscape"),
    Format("turtle", "RDF: PROV-O, schema.org, W3C org", "graph.ttl", "rdf:write_turtle"),
    Format("jsonld", "the same as JSON-LD", "graph.jsonld", "rdf:write_json_ld"),
    Format("neo4j", "CSV for neo4j-admin, and a Cypher script", "neo4j/", "neo4j:write_neo4j"),
    Format("graphml", "Gephi, igraph, networkx", "graph.graphml", "formats:write_as_graphml"),
    Format("gexf", "Gephi with a timeline", "graph.gexf", "formats:write_as_gexf"),
    Format("mermaid", "a diagram in Markdown, for small graphs", "graph.mmd", "diagrams:write_mermaid"),
    Format("dot", "Graphviz", "graph.dot", "diagrams:write_dot"),
    Format("svg", "a picture that scales", "graph.svg", "picture:write_picture"),
    Format("png", "a picture", "graph.png", "picture:write_picture"),
)
FORMATS = {format.name: format for format in _ALL}


def format_named(name: str) -> Format:
    """The format of this name. Raises KgError, which lists all, where there is none."""
    if name not in FORMATS:
        raise KgError(f"no format is called {name}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def write_csv(stored: Stored, folder: Path) -> tuple[Path, ...]:
    """The three tables of :mod:`kg.export.tables`."""
    from kg.export.tables import write_tables

    return write_tables(stored.graph, stored.evidence, folder, stored.schema)


def write_as_graphml(stored: Stored, path: Path) -> None:
    """See :mod:`kg.export.graphml`."""
    from kg.export.graphml import write_graphml

    write_graphml(stored.graph, path, stored.schema)


def write_as_gexf(stored: Stored, path: Path) -> None:
    """See :mod:`kg.export.gexf`."""
    from kg.export.gexf import write_gexf

    write_gexf(stored.graph, path, stored.schema)
