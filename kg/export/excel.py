"""One Excel workbook: sheets of nodes, edges and claims, none of whose cells is a formula or a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.export.clean import clean
from kg.export.files import whole
from kg.export.optional import need
from kg.export.stored import Stored
from kg.export.tables import Row, is_formula, tables

_BREAKS = re.compile("\r\n?")
# what Excel can hold
_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_576
_WIDE = {
    "label": 30,
    "names": 30,
    "source_label": 30,
    "target_label": 30,
    "head": 28,
    "tail": 28,
    "quote": 80,
    "title": 36,
}


def write_excel(stored: Stored, path: Path) -> None:
    """Write the workbook to ``path`` row by row; the same graph gives the same bytes.

    Raises KgError where XlsxWriter is missing, a table has more rows than Excel takes, or the file cannot be written.
    """
    xlsxwriter = need("xlsxwriter", "excel")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with whole(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), options)
        book.set_properties({"created": datetime(2000, 1, 1)})
        looks = (book.add_format({"bold": True, "bg_color": "#E8EEF3"}), book.add_format({"quote_prefix": True}))
        for name, columns, rows in tables(stored.graph, stored.evidence, stored.schema):
            _fill(book.add_worksheet(name), columns, rows, looks)
        book.close()


def _fill(sheet: Any, columns: Sequence[str], rows: Iterable[Row], looks: tuple[Any, Any]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDE.get(column, 14))
        sheet.write_string(0, place, column, looks[0])
    sheet.freeze_panes(1, 0)
    number = 0
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _put(sheet, number, place, value, looks[1])
    sheet.autofilter(0, 0, min(number, _MOST_ROWS - 1), len(columns) - 1)


def _put(sheet: Any, row: int, column: int, value: str | float | int | None, as_text: Any) -> None:
    if row >= _MOST_ROWS:
        raise KgError(f"Excel takes {_MOST_ROWS} rows and this table has more: kg export csv or parquet")
    if isinstance(value, str):
        text = _BREAKS.sub("\n", clean(value))[:_MOST_CHARACTERS]
        # edited in Excel, such text would become a formula
        sheet.write_string(row, column, text, as_text if is_formula(text) else None)
    elif value is not None:
        sheet.write_number(row, column, value)
