"""Taking the plan's columns out of a table as what the plan uses them for; else a sentence with row and column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.identifiers import kind_in
from oppiva.impact.data.table import Column, Table
from oppiva.impact.data.values import shown
from oppiva.impact.errors import DataRefusal, message
from oppiva.impact.plan.keys import nearest
from oppiva.impact.text import Text

Floats = NDArray[np.float64]
SMALLEST, LARGEST = 1e-50, 1e50
"""Size of a number other than 0 that estimates can be made of."""


def column(table: Table, name: str, key: str) -> Column:
    """The column that the plan's `key` names. Raises DataRefusal with the nearest name, or all of them."""
    if name in table:
        return table[name]
    near = nearest(name, table.columns)
    if near is not None:
        raise DataRefusal("no_column_near", column=name, key=key, nearest=near)
    raise DataRefusal("no_column", column=name, key=key, known=", ".join(table.columns))


def numbers(table: Table, name: str, key: str) -> Floats:
    """A column of numbers, NaN where missing; shape (n_rows,). Raises DataRefusal naming the first row with text."""
    found = column(table, name, key)
    if found.kind == "number":
        values: Floats = found.values
        return values
    if all(found.missing):
        return np.full(table.n_rows, np.nan)
    row, cell = _first_not_a_number(table, found)
    raise DataRefusal("not_a_number", row=row, column=name, key=key, found=quoted(cell))


def _first_not_a_number(table: Table, found: Column) -> tuple[int, object]:
    """The first cell that is no number in itself; where the column is mixed, the rest of it is not to blame."""
    from oppiva.impact.data.numbers import fitting

    filled = [index for index in range(table.n_rows) if found.values[index] is not None]
    for index in filled:
        if not isinstance(found.values[index], str) or not fitting({found.values[index]}):
            return table.row_number(index), found.values[index]
    return table.row_number(filled[0]), found.values[filled[0]]


def quoted(cell: object) -> Text:
    """A cell as a message repeats it; never one that points at a person."""
    text = shown(cell)
    return message("cell_hidden") if kind_in(text) is not None else message("cell_found", cell=text)


def within(table: Table, name: str, key: str, fits: Callable[[Floats], NDArray[np.bool_]], expected: str) -> Floats:
    """A column of numbers that all fit; raises DataRefusal naming the first row that does not and what `expected`."""
    values = numbers(table, name, key)
    wrong = np.flatnonzero(~np.isnan(values) & ~fits(values))
    if len(wrong):
        raise DataRefusal(
            "number_does_not_fit",
            row=table.row_number(int(wrong[0])), column=name, key=key, found=quoted(values[wrong[0]]),
            expected=message(expected),
        )  # fmt: skip
    return values


def in_bounds(values: Floats) -> NDArray[np.bool_]:
    """Finite, and neither so large nor so small that squares and fourth powers leave what a float holds."""
    size = np.abs(values)
    fits: NDArray[np.bool_] = (values == 0) | ((size >= SMALLEST) & (size <= LARGEST))
    return fits


def a_weight(values: Floats) -> NDArray[np.bool_]:
    fits: NDArray[np.bool_] = in_bounds(values) & (values >= 0)
    return fits


def zero_or_one(values: Floats) -> NDArray[np.bool_]:
    fits: NDArray[np.bool_] = (values == 0) | (values == 1)
    return fits


def from_zero_to_one(values: Floats) -> NDArray[np.bool_]:
    fits: NDArray[np.bool_] = (values >= 0) & (values <= 1)
    return fits


def refuse_missing(table: Table, name: str, key: str) -> Column:
    """The column, which must be filled in every row; raises DataRefusal naming the first row that is not."""
    found = column(table, name, key)
    empty = np.flatnonzero(found.missing)
    if len(empty):
        raise DataRefusal(
            "cell_empty", row=table.row_number(int(empty[0])), column=name, key=key, others=len(empty) - 1
        )
    return found


def filtered(table: Table, rows: NDArray[np.bool_]) -> Table:
    """The rows of a table for which `rows` is true; they keep the numbers they have in the file."""
    kept = np.flatnonzero(rows)
    return Table(
        columns={
            name: Column(item.name, item.kind, item.values[kept], item.labels, item.label)
            for name, item in table.columns.items()
        },
        n_rows=len(kept),
        sha256=table.sha256,
        source=table.source,
        sheet=table.sheet,
        first_row=table.first_row,
        row_numbers=np.array([table.row_number(int(index)) for index in kept], dtype=np.int64),
    )
