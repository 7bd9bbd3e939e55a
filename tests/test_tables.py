"""The tables, read by csv and pandas."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from graphs import evidence_for, hostile, sample

from kg.export.tables import CLAIM_COLUMNS, EDGE_COLUMNS, NODE_COLUMNS, write_tables


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_node_edge_and_claim_has_a_row(tmp_path: Path) -> None:
    """As many rows as there are nodes, edges and claims; edges and claims point at rows that exist."""
    graph, evidence = sample()
    nodes, edges, claims = (rows(path) for path in write_tables(graph, evidence, tmp_path))
    assert (len(nodes), len(edges), len(claims)) == (graph.number_of_nodes(), graph.number_of_edges(), len(evidence))
    ids = {row["id"] for row in nodes}
    assert all(row["source"] in ids and row["target"] in ids for row in edges)
    assert {row["edge"] for row in claims} == {row["id"] for row in edges}
    assert [row["id"] for row in nodes] == sorted(ids)


def test_pandas_reads_them(tmp_path: Path) -> None:
    """Columns are as documented, and numbers are numbers."""
    paths = write_tables(*sample(), tmp_path)
    tables = [pd.read_csv(path) for path in paths]
    for table, columns in zip(tables, (NODE_COLUMNS, EDGE_COLUMNS, CLAIM_COLUMNS), strict=True):
        assert tuple(table.columns) == columns
    assert tables[1]["weight"].sum() == len(tables[2])
    assert tables[2]["confidence"].between(0, 1).all()


def test_a_claim_shows_its_sentence_and_what_is_marked_in_it(tmp_path: Path) -> None:
    """The marks cut head, trigger and tail out of the sentence."""
    graph, evidence = sample()
    path = write_tables(graph, evidence, tmp_path)[2]
    for row in rows(path):
        assert row["head_text"] in row["quote"] and row["trigger_text"] in row["quote"]
        assert (row["head_text"], row["tail_text"]) == (row["head"], row["tail"])


def test_excel_is_told_that_it_is_utf8(tmp_path: Path) -> None:
    """Each file begins with one byte order mark and ends its lines as RFC 4180 says."""
    for path in write_tables(*sample(), tmp_path):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\xef\xbb\xbf") == 1
        assert content.endswith(b"\r\n")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    """Text that a spreadsheet would run begins with an apostrophe."""
    graph, evidence = sample()
    graph.nodes["n000"]["label"] = start
    claim = next(iter(evidence))
    evidence[claim] = evidence_for(claim, start, "乙", "signs", "done", start)
    for path in write_tables(graph, evidence, tmp_path):
        for row in rows(path):
            assert not any(cell.strip(" ").startswith(("=", "+", "-", "@", "\t", "＝")) for cell in row.values())


def test_hostile_text_stays_in_its_cell(tmp_path: Path) -> None:
    """Quotes, line breaks and control characters neither break rows nor stop the reader."""
    graph, evidence = hostile()
    nodes, edges, claims = (rows(path) for path in write_tables(graph, evidence, tmp_path))
    assert (len(nodes), len(edges), len(claims)) == (11, 11, 11)
    assert not any(None in row or None in row.values() for row in [*nodes, *edges, *claims])
    assert len({row["id"] for row in nodes}) == 11


def test_same_bytes_again(tmp_path: Path) -> None:
    """Writing twice gives the same files, and no temporary ones."""
    first = [path.read_bytes() for path in write_tables(*sample(), tmp_path / "a")]
    assert first == [path.read_bytes() for path in write_tables(*sample(), tmp_path / "b")]
    assert len(list((tmp_path / "a").iterdir())) == 3
