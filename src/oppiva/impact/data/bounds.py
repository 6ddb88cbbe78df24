"""How large a table may grow while it is read: a small file can be made to unpack without end."""

from __future__ import annotations

from dataclasses import dataclass

from oppiva.impact.errors import DataRefusal, message

MOST_ROWS = 1_048_576
"""Rows of an Excel sheet."""
MOST_COLUMNS = 16_384
"""Columns of an Excel sheet; no study has more, in whatever format."""
MOST_CELLS = 20_000_000
"""Cells of one workbook. Larger data come as CSV or Parquet."""


def refuse_columns(count: int) -> None:
    """Raises DataRefusal for a table wider than any study's."""
    if count > MOST_COLUMNS:
        raise _too_many(MOST_COLUMNS, "columns")


@dataclass(slots=True)
class Counted:
    """Rows and cells so far; a sparse sheet costs what its emptiness would take up."""

    rows: int = 0
    cells: int = 0

    def add(self, width: int) -> None:
        """One more row of `width` cells. Raises DataRefusal where that is too many."""
        self.rows += 1
        self.cells += width
        if self.rows > MOST_ROWS:
            raise _too_many(MOST_ROWS, "rows")
        if self.cells > MOST_CELLS:
            raise _too_many(MOST_CELLS, "cells")


def _too_many(most: int, what: str) -> DataRefusal:
    return DataRefusal("too_many_cells", most=most, what=message(f"cells_{what}"))
