"""The table that estimators work on: named columns of one length, each a number or a text column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

ColumnKind = Literal["number", "text", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `values` is float64 with NaN for missing (number) or object of str/date with None (text, date)."""

    name: str
    kind: ColumnKind
    values: NDArray[Any]
    labels: dict[Any, str] = field(default_factory=dict)
    """Value labels (SPSS, Stata): they name, codes decide."""
    label: str | None = None
    """The column's own label in the file."""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which rows hold nothing; shape (n,)."""
        if self.kind == "number":
            nothing: NDArray[np.bool_] = np.isnan(self.values)
            return nothing
        return np.array([value is None for value in self.values], dtype=bool)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one data file. The caller's own data are never changed."""

    columns: dict[str, Column]
    n_rows: int
    sha256: str | None = None
    """SHA-256 of the bytes read; None for a table handed over in memory."""
    source: str | None = None
    """File name, for messages."""
    sheet: str | None = None
    first_row: int = 2
    """The file's row number of the first data row, so that a message names the row a person sees."""
    row_numbers: NDArray[np.int64] | None = None
    """The file's row number of each row, where rows were filtered out; None: consecutive from first_row."""

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def row_number(self, index: int) -> int:
        """The row number that a person sees in the file for row `index`."""
        return int(self.row_numbers[index]) if self.row_numbers is not None else self.first_row + index
