"""Finding the header among a file's rows: names that can be used, or a sentence that says where they seem to be."""

from __future__ import annotations

import numpy as np

from oppiva.impact.data.bounds import refuse_columns
from oppiva.impact.data.identifiers import kind_in
from oppiva.impact.data.numbers import fitting
from oppiva.impact.data.raw import Cell, Raw, Rows
from oppiva.impact.data.values import shown
from oppiva.impact.errors import DataRefusal, message
from oppiva.impact.text import Text

LOOKED_AT = 50
"""Rows among which a header is looked for."""


def split_header(table: Rows, *, temporary_codes_allowed: bool = False) -> Raw:
    """Names and columns of rows whose header is row `header_row`. Rows that hold nothing are left out.

    Raises DataRefusal: no rows, no name over a filled column (saying where the header seems to be), numbers for names,
    a name twice, a row with more or fewer cells than the header, an identity code for a name.
    """
    rows, at = table.rows, table.header_row - 1
    if not any(_filled(row) for row in rows):
        raise DataRefusal("file_empty")
    if at >= len(rows) or not _filled(rows[at]):
        raise DataRefusal("header_row_empty", row=table.header_row, seems=_seems(table), sheet=_sheet(table))
    _refuse_identifiers_above(table, temporary_codes_allowed)
    names = _names(table, temporary_codes_allowed)
    width = len(names)
    kept = [index for index in range(at + 1, len(rows)) if _filled(rows[index])]
    if not kept:
        raise DataRefusal("file_no_rows", row=table.header_row, sheet=_sheet(table))
    for index in kept:
        if len(rows[index]) != width:
            rows[index] = _fitted(rows[index], width, index + 1, table)
    columns: list[list[Cell]] = [list(column) for column in zip(*(rows[index] for index in kept), strict=True)]
    return Raw(
        names=names,
        columns=list(columns),
        row_numbers=np.array(kept, dtype=np.int64) + 1,
        header_row=table.header_row,
        sheet=table.sheet,
    )


def _refuse_identifiers_above(table: Rows, temporary_codes_allowed: bool) -> None:
    """Rows above the header are not read, but the file is kept with them."""
    for number, row in enumerate(table.rows[: table.header_row - 1], 1):
        for position, cell in enumerate(row, 1):
            kind = kind_in(cell, temporary_codes_allowed=temporary_codes_allowed) if isinstance(cell, str) else None
            if kind is not None:
                raise DataRefusal(
                    "identifier_above_header",
                    kind=message(f"identifier_{kind}"), row=number, position=position, sheet=_sheet(table),
                )  # fmt: skip


def _filled(row: list[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip() != "") for cell in row)


def _names(table: Rows, temporary_codes_allowed: bool) -> list[str]:
    rows, at = table.rows, table.header_row - 1
    header = list(rows[at])
    while header and header[-1] in (None, ""):
        header.pop()
    refuse_columns(len(header))
    for position, cell in enumerate(header, 1):
        kind = kind_in(str(cell or ""), temporary_codes_allowed=temporary_codes_allowed)
        if kind is not None:
            raise DataRefusal(
                "identifier_in_header",
                kind=message(f"identifier_{kind}"), position=position, row=table.header_row, sheet=_sheet(table),
            )  # fmt: skip
    names = ["" if cell is None else " ".join(shown_name(cell).split()) for cell in header]
    below = rows[at + 1 : at + 1 + LOOKED_AT]
    widest = max((len(_trimmed(row)) for row in below), default=0)
    likely = likely_header(table)
    if likely is not None and likely != table.header_row and (len(names) < widest or "" in names):
        raise DataRefusal("header_elsewhere", row=table.header_row, likely=likely, sheet=_sheet(table))
    first_at: dict[str, int] = {}
    for position, name in enumerate(names, 1):
        if not name:
            raise DataRefusal(
                "header_no_name", position=position, row=table.header_row, seems=_seems(table), sheet=_sheet(table)
            )
        if first_at.setdefault(name, position) != position:
            raise DataRefusal(
                "header_name_twice",
                name=name, first=first_at[name], second=position, row=table.header_row, sheet=_sheet(table),
            )  # fmt: skip
    if all(fitting({name}) for name in names):
        raise DataRefusal(
            "header_of_numbers", row=table.header_row, found=names[0], seems=_seems(table), sheet=_sheet(table)
        )
    return names


def shown_name(cell: Cell) -> str:
    """A header cell as a column's name; a spreadsheet's 2024 is the name "2024"."""
    return cell if isinstance(cell, str) else shown(cell)


def _trimmed(row: list[Cell]) -> list[Cell]:
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return row[:end]


def likely_header(table: Rows) -> int | None:
    """The number of the first row that looks like a header: as wide as the widest near it, distinct texts, no gaps."""
    near = [_trimmed(row) for row in table.rows[:LOOKED_AT]]
    widest = max((len(row) for row in near), default=0)
    for number, row in enumerate(near, 1):
        if widest < 2 or len(row) != widest or len({str(cell) for cell in row}) != widest:
            continue
        if all(isinstance(cell, str) and cell and not fitting({cell}) and kind_in(cell) is None for cell in row):
            return number
    return None


def _seems(table: Rows) -> Text:
    """A half-sentence that says where the header seems to be, or nothing."""
    likely = likely_header(table)
    return Text.same("") if likely in (None, table.header_row) else message("header_seems", likely=likely)


def _sheet(table: Rows) -> Text:
    return Text.same("") if table.sheet is None else message("on_sheet", sheet=table.sheet)


def _fitted(row: list[Cell], width: int, number: int, table: Rows) -> list[Cell]:
    trimmed = _trimmed(row)
    if len(trimmed) > width or (len(row) < width and table.sheet is None):
        raise DataRefusal(
            "row_width",
            row=number, found=len(trimmed) if len(trimmed) > width else len(row), expected=width, sheet=_sheet(table),
        )  # fmt: skip
    return trimmed + [None] * (width - len(trimmed))
