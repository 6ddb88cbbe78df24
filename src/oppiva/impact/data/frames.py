"""A table from a data frame of a notebook: pandas, polars, Arrow or whatever narwhals reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.cells import build_table, refuse_identifiers
from oppiva.impact.data.numbers import EXACT_UP_TO
from oppiva.impact.data.raw import Cell, Raw
from oppiva.impact.data.table import Table
from oppiva.impact.errors import DataRefusal


def from_frame(frame: Any, *, temporary_codes_allowed: bool = False) -> Table:
    """The table in an eager data frame, which is left as it was; row 1 of a message is the frame's first row.

    Numbers and true/false become numbers, dates stay dates, categories and all else become text; text is not read
    as numbers. The index of a pandas frame is not a column.
    Raises DataRefusal: no rows, a name twice or empty, a cell that points at a person.
    """
    import narwhals as nw

    table = nw.from_native(frame, eager_only=True)
    names = [str(name) for name in table.columns]
    for name in names:
        if not name.strip() or names.count(name) > 1:
            raise DataRefusal("frame_names", name=name)
    if len(table) == 0 or not names:
        raise DataRefusal("table_no_rows")
    raw = Raw(
        names=names,
        columns=[_cells(table[name]) for name in table.columns],
        row_numbers=np.arange(1, len(table) + 1),
        header_row=None,
    )
    refuse_identifiers(raw, temporary_codes_allowed=temporary_codes_allowed)
    return build_table(raw, "typed", sha256=None, source=None)


def _cells(series: Any) -> list[Cell] | NDArray[np.float64]:
    kind = series.dtype
    values = [None if missing else value for value, missing in zip(series, series.is_null(), strict=True)]
    if kind.is_numeric() and not (kind.is_integer() and _beyond(values)):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return [_cell(value) for value in values]


def _beyond(values: list[Any]) -> bool:
    """Whole numbers that a float would cut are codes."""
    return any(value is not None and abs(value) > EXACT_UP_TO for value in values)


def _cell(value: Any) -> Cell:
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, (bool, np.bool_, float, np.floating)):
        return float(value)
    if isinstance(value, (int, np.integer)):
        return float(value) if abs(int(value)) <= EXACT_UP_TO else str(int(value))
    if isinstance(value, datetime):
        plain = value.replace(tzinfo=None)
        return plain.date() if plain.time() == datetime.min.time() else plain
    if isinstance(value, (str, date)):
        return value or None
    return str(value)
