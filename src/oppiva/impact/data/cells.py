"""From cells as a file holds them to a table of numbers, texts and dates."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.identifiers import first_with_identifier
from oppiva.impact.data.numbers import Decimal, ambiguous_cell, decimals_of, fitting, numbers_in
from oppiva.impact.data.raw import Cell, Raw
from oppiva.impact.data.table import Column, Table
from oppiva.impact.data.values import as_text
from oppiva.impact.errors import DataRefusal, message
from oppiva.impact.text import Text


def refuse_identifiers(raw: Raw, *, temporary_codes_allowed: bool = False) -> None:
    """Raises DataRefusal naming sheet, row, column and kind of the first identifier, never its value.

    Texts are searched as they stand in the file, before any is read as a number (010190E0051 would be one);
    value labels and column labels too. A name or label with U+0000, which no database takes, is refused with them.
    """
    for name, cells in zip(raw.names, raw.columns, strict=True):
        labels = [*raw.value_labels.get(name, {}).values(), raw.column_labels.get(name, ""), name]
        labels += [code for code in raw.value_labels.get(name, {}) if isinstance(code, str)]
        if any("\0" in label for label in labels):
            raise DataRefusal("name_no_character", position=raw.names.index(name) + 1)
        found = first_with_identifier(labels, temporary_codes_allowed=temporary_codes_allowed)
        if found is not None:
            # The name itself may be what points at a person.
            position = raw.names.index(name) + 1
            raise DataRefusal("identifier_in_label", kind=message(f"identifier_{found[1]}"), position=position)
        if isinstance(cells, np.ndarray):
            continue
        distinct = {cell for cell in cells if isinstance(cell, str)}
        found = first_with_identifier(distinct, temporary_codes_allowed=temporary_codes_allowed)
        if found is not None:
            row = _first_row(raw, cells, {text for text in distinct if text == found[0]})
            raise DataRefusal(
                "identifier_in_cell",
                kind=message(f"identifier_{found[1]}"), row=row, column=name, sheet=sheet_of(raw.sheet),
            )  # fmt: skip


def sheet_of(sheet: str | None) -> Text:
    """ " on sheet “…”" for a message, or nothing where the file has no sheets."""
    return Text.same("") if sheet is None else message("on_sheet", sheet=sheet)


def _first_row(raw: Raw, cells: list[Cell], wanted: set[str]) -> int:
    return next(int(raw.row_numbers[index]) for index, cell in enumerate(cells) if cell in wanted)


def build_table(
    raw: Raw, decimal: Literal["auto", ".", ",", "typed"], *, sha256: str | None, source: str | None
) -> Table:
    """The table of `raw`, each column a number, a date or a text column.

    `decimal` is the plan's, or "typed" where the format itself says what is a number and text stays text.

    Raises DataRefusal for a column whose numbers could be two things (naming a row and the key to set).
    """
    distinct = [_distinct(cells) for cells in raw.columns]
    if decimal == "auto":
        decimals = decimals_of(distinct)
        signs: list[Decimal | None] = [_sign(raw, index, cells, decimals) for index, cells in enumerate(distinct)]
    else:
        signs = [None if decimal == "typed" else decimal] * len(distinct)
    columns = {
        name: _column(raw, name, cells, numbers_in(found, sign) if sign and found else None)
        for name, cells, found, sign in zip(raw.names, raw.columns, distinct, signs, strict=True)
    }
    first = int(raw.row_numbers[0]) if len(raw.row_numbers) else 1
    consecutive = bool(np.all(np.diff(raw.row_numbers) == 1))
    return Table(
        columns=columns,
        n_rows=len(raw.row_numbers),
        sha256=sha256,
        source=source,
        sheet=raw.sheet,
        first_row=first,
        row_numbers=None if consecutive else raw.row_numbers,
    )


def _distinct(cells: list[Cell] | NDArray[np.float64]) -> set[str]:
    """The distinct filled texts of a column, without the space around them."""
    if isinstance(cells, np.ndarray):
        return set()
    return {cell.strip() for cell in {cell for cell in cells if isinstance(cell, str)}} - {""}


def _sign(raw: Raw, index: int, distinct: set[str], decimals: set[Decimal]) -> Decimal | None:
    fits = fitting(distinct)
    if len(fits) < 2:
        return fits[0] if fits else None
    doubtful = ambiguous_cell(distinct)
    if doubtful is None:
        return "."
    if len(decimals) == 1:
        return next(iter(decimals))
    cells = raw.columns[index]
    assert isinstance(cells, list)
    row = next(
        int(raw.row_numbers[at]) for at, cell in enumerate(cells) if isinstance(cell, str) and cell.strip() == doubtful
    )
    raise DataRefusal("decimal_ambiguous", column=raw.names[index], row=row, found=doubtful, sheet=sheet_of(raw.sheet))


def _column(raw: Raw, name: str, cells: list[Cell] | NDArray[np.float64], numbers: dict[str, float] | None) -> Column:
    labels = raw.value_labels.get(name, {})
    label = raw.column_labels.get(name)
    if isinstance(cells, np.ndarray):
        return Column(name, "number", cells, dict(labels), label)
    kinds = {type(cell) for cell in cells if cell is not None and cell != ""}
    if numbers is not None and kinds <= {str, float}:
        return Column(name, "number", _as_numbers(cells, numbers), dict(labels), label)
    if kinds and str not in kinds and float not in kinds:
        return Column(name, "date", _objects(cells), dict(labels), label)
    if kinds <= {float}:
        return Column(name, "number", _as_numbers(cells, {}), dict(labels), label)
    return Column(name, "text", _objects([_as_cell_text(cell) for cell in cells]), dict(labels), label)


def _as_numbers(cells: list[Cell], numbers: dict[str, float]) -> NDArray[np.float64]:
    worth: dict[Any, float] = {None: float("nan"), "": float("nan")}
    return np.array(
        [
            cell
            if isinstance(cell, float)
            else worth[cell]
            if cell in worth
            else numbers.get(str(cell).strip(), np.nan)
            for cell in cells
        ],
        dtype=np.float64,
    )


def _as_cell_text(cell: Cell) -> str | None:
    if cell is None:
        return None
    text = cell.strip() if isinstance(cell, str) else as_text(cell)
    return text or None


def _objects(cells: list[str | None] | list[Cell]) -> NDArray[Any]:
    values = np.empty(len(cells), dtype=object)
    values[:] = [None if isinstance(cell, date) and cell != cell else cell for cell in cells]
    return values
