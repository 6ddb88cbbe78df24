"""What a file's reader hands on before anything is interpreted: names and cells as the file holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Cell = str | float | date | None


@dataclass(frozen=True, slots=True)
class Raw:
    """One sheet or table of a file. Every column has one cell a row; a column of floats alone may be an array."""

    names: list[str]
    columns: list[list[Cell] | NDArray[np.float64]]
    row_numbers: NDArray[np.int64]
    """The file's row number of each row, as a person sees it."""
    header_row: int | None = 1
    """The row that the names stand in; None where the format keeps names apart from rows."""
    sheet: str | None = None
    value_labels: dict[str, dict[float | str, str]] = field(default_factory=dict)
    """Column → code → label (SPSS, Stata)."""
    column_labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a CSV or spreadsheet file, header among them; the first row of the file is row 1."""

    rows: list[list[Cell]]
    header_row: int
    sheet: str | None = None
