"""Excel workbooks (.xlsx). What counts is what a cell holds, not how it is formatted; a formula counts by its value."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

from oppiva.impact.data.raw import Cell, Rows
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import DataSpec

LARGEST_UNPACKED = 2_000_000_000
"""Bytes; a workbook is a zip file, and a small one can be made to unpack without end."""


def read_xlsx(content: bytes, spec: DataSpec) -> Rows:
    """The rows of the sheet that the plan names by number (from 1) or name.

    Raises DataRefusal: not a whole workbook, no such sheet (with the names of those there are), too large.
    """
    from openpyxl import load_workbook

    _refuse_bombs(content)
    try:
        with warnings.catch_warnings():
            # openpyxl tells of parts it does not keep (validation, headers); none of them holds data.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            names = [sheet.title for sheet in book.worksheets]
            sheet = _chosen(book.worksheets, names, spec.sheet)
            sheet.reset_dimensions()
            rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            book.close()
    except DataRefusal:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as there are parts in it
        raise DataRefusal("file_broken", format="Excel") from error
    return Rows(rows=rows, header_row=spec.header_row, sheet=sheet.title)


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile:
        raise DataRefusal("file_broken", format="Excel") from None
    if unpacked > LARGEST_UNPACKED:
        raise DataRefusal("file_too_large", limit=LARGEST_UNPACKED // 1_000_000)


def _chosen(sheets: Any, names: list[str], wanted: int | str) -> Any:
    if isinstance(wanted, int) and 1 <= wanted <= len(sheets):
        return sheets[wanted - 1]
    if isinstance(wanted, str) and wanted in names:
        return sheets[names.index(wanted)]
    raise DataRefusal("no_such_sheet", sheet=wanted, sheets=", ".join(names))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return float(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    return value if isinstance(value, date) else str(value)
