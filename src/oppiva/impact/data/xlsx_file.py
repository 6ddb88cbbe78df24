"""Excel workbooks (.xlsx). What counts is what a cell holds, not how it is formatted; a formula counts by its value."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

from oppiva.impact.data.bounds import Counted
from oppiva.impact.data.identifiers import first_with_identifier, kind_in
from oppiva.impact.data.raw import Cell, Rows
from oppiva.impact.errors import DataRefusal, message
from oppiva.impact.plan.model import DataSpec

LARGEST_UNPACKED = 1_000_000_000
"""Bytes; a workbook is a zip file, and a small one can be made to unpack without end."""
SAID_BESIDE = re.compile(r"^xl/(comments|threadedComments|persons)[^/]*(/[^/]+)?\.xml$")
"""Parts of the package in which people write to each other, with their addresses."""
TAG = re.compile(r"<[^>]*>")
ATTRIBUTE = re.compile(r'="([^"]*)"')


def read_xlsx(content: bytes, spec: DataSpec, *, temporary_codes_allowed: bool = False) -> Rows:
    """The rows of the sheet that the plan names by number (from 1) or name.

    Raises DataRefusal: not a whole workbook, no such sheet (with the names of those there are), too large; and what
    points at a person on a sheet that is not read, or in a comment, because the file is kept as a whole.
    """
    from openpyxl import load_workbook

    _refuse_bombs(content)
    _refuse_comments(content, temporary_codes_allowed)
    counted = Counted()
    try:
        with warnings.catch_warnings():
            # openpyxl tells of parts it does not keep (validation, headers); none of them holds data.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            names = [sheet.title for sheet in book.worksheets]
            sheet = _chosen(book.worksheets, names, spec.sheet)
            rows = _rows(sheet, counted)
            for other in book.worksheets:
                if other.title != sheet.title:
                    _refuse_identifiers(_rows(other, counted), other.title, temporary_codes_allowed)
            book.close()
    except DataRefusal:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as there are parts in it
        raise DataRefusal("file_broken", format="Excel") from error
    return Rows(rows=rows, header_row=spec.header_row, sheet=sheet.title)


def _rows(sheet: Any, counted: Counted) -> list[list[Cell]]:
    sheet.reset_dimensions()
    rows: list[list[Cell]] = []
    for row in sheet.iter_rows(values_only=True):
        counted.add(len(row))
        rows.append([_cell(value) for value in row])
    return rows


def _refuse_identifiers(rows: list[list[Cell]], sheet: str, temporary_codes_allowed: bool) -> None:
    """Raises DataRefusal for the first cell of a sheet that is not read but would be kept."""
    texts = {cell for row in rows for cell in row if isinstance(cell, str)}
    found = first_with_identifier([*texts, sheet], temporary_codes_allowed=temporary_codes_allowed)
    if found is None:
        return
    kind = message(f"identifier_{found[1]}")
    for number, row in enumerate(rows, 1):
        if found[0] in row:
            named = kind_in(sheet, temporary_codes_allowed=temporary_codes_allowed)
            where = message("on_sheet", sheet=sheet if named is None else "…")
            raise DataRefusal(
                "identifier_on_other_sheet", kind=kind, row=number, position=row.index(found[0]) + 1, sheet=where
            )
    raise DataRefusal("identifier_outside_cells", kind=kind)


def _refuse_comments(content: bytes, temporary_codes_allowed: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            if not SAID_BESIDE.match(part):
                continue
            try:
                xml = package.read(part).decode("utf-8", "replace")
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
                raise DataRefusal("file_broken", format="Excel") from error
            texts = [*TAG.sub("\n", xml).splitlines(), *(":".join(ATTRIBUTE.findall(xml)).split(":"))]
            found = first_with_identifier(texts, temporary_codes_allowed=temporary_codes_allowed)
            if found is not None:
                raise DataRefusal("identifier_outside_cells", kind=message(f"identifier_{found[1]}"))


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
