"""How a cell is compared with a value of the plan, and how it is written in a message."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.table import Column

LONGEST_SHOWN = 40


def as_text(value: Any) -> str:
    """A cell or a plan's value as text: 1.0 is "1", 2.5 is "2.5", true is "true", a date is 2026-01-15."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, float, np.integer, np.floating)):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def shown(value: Any) -> str:
    """A cell as a message repeats it: on one line, cut where it is long."""
    text = " ".join(as_text(value).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def equals(column: Column, value: Any) -> NDArray[np.bool_]:
    """Rows whose cell is `value`: as numbers if both are numbers, else as text. Missing cells are not equal.

    True and false are 1 and 0 beside numbers, and beside text the words in any case, as Excel and R write them.
    """
    if column.kind == "number":
        if isinstance(value, (bool, int, float)):
            same: NDArray[np.bool_] = column.values == float(value)
            return same
        return np.array([cell == cell and as_text(cell) == value for cell in column.values], dtype=bool)
    wanted = as_text(value)
    if isinstance(value, bool):
        return np.array([cell is not None and as_text(cell).lower() == wanted for cell in column.values], dtype=bool)
    return np.array([cell is not None and as_text(cell) == wanted for cell in column.values], dtype=bool)


def levels(column: Column, rows: NDArray[np.bool_] | None = None) -> list[Any]:
    """The distinct values of a column without the missing, in sorted order: numbers by size, text by its letters."""
    values = column.values if rows is None else column.values[rows]
    if column.kind == "number":
        return [float(value) for value in np.unique(values[~np.isnan(values)])]
    return sorted({value for value in values if value is not None})


def codes(column: Column, found: list[Any]) -> NDArray[np.int64]:
    """Position of each cell in `found`, -1 where it is missing or not among them; shape (n,)."""
    position = {value: index for index, value in enumerate(found)}
    return np.array([position.get(value, -1) for value in column.values.tolist()], dtype=np.int64)
