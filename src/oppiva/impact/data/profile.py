"""What a file holds, column by column, over all arms together: names, types, counts. No values, no means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oppiva.impact.data.table import ColumnKind, Table
from oppiva.impact.data.values import levels


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column of a file, without its values."""

    name: str
    kind: ColumnKind
    n: int
    """Rows that hold something."""
    missing: int
    missing_share: float
    """0–1."""
    distinct: int
    """Different values, missing not counted."""
    label: str | None = None
    """The column's own label in the file (SPSS, Stata)."""
    zero_or_one: bool = False
    """A number column of nothing but 0 and 1, or one of them."""


def profile(table: Table) -> tuple[ColumnProfile, ...]:
    """A profile of each column of `table`, in the file's order. It says nothing of single rows or of arms."""
    profiles = []
    for column in table.columns.values():
        missing = int(column.missing.sum())
        found = levels(column)
        profiles.append(
            ColumnProfile(
                name=column.name,
                kind=column.kind,
                n=table.n_rows - missing,
                missing=missing,
                missing_share=missing / table.n_rows if table.n_rows else 0.0,
                distinct=len(found),
                label=column.label,
                zero_or_one=column.kind == "number" and bool(found) and bool(np.isin(found, (0.0, 1.0)).all()),
            )
        )
    return tuple(profiles)
