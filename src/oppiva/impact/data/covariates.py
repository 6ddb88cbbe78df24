"""Columns measured before the draw, as a matrix: categories spread, missing values as the plan says."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.columns import column, in_bounds, refuse_missing, within
from oppiva.impact.data.sample import Covariates, Floats
from oppiva.impact.data.table import Column, Table
from oppiva.impact.data.values import as_text, codes, levels
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import DataSpec

MOST_LEVELS = 500
"""A category with more levels than this is a name or a code of its own for each row, not a covariate."""


def missing_rows(table: Table, names: tuple[str, ...], spec: DataSpec, key: str) -> NDArray[np.bool_]:
    """Rows in which one of the columns is missing; shape (n_rows,).

    Raises DataRefusal for a column that the file lacks, and naming row and column where the plan says refuse.
    """
    missing = np.zeros(table.n_rows, dtype=bool)
    for name in names:
        found = column(table, name, key)
        if spec.missing == "refuse":
            _refuse(table, name, key)
        missing |= found.missing
    return missing


def _refuse(table: Table, name: str, key: str) -> None:
    try:
        refuse_missing(table, name, key)
    except DataRefusal as refusal:
        if refusal.code != "cell_empty":
            raise
        empty = np.flatnonzero(table[name].missing)
        raise DataRefusal(
            "covariate_missing", row=table.row_number(int(empty[0])), column=name, key=key, count=len(empty)
        ) from None


def spread(table: Table, names: tuple[str, ...], spec: DataSpec, key: str) -> Covariates:
    """The columns as a matrix of shape (n_rows, k).

    A number column is one column; a text column, or a number column that the plan calls categorical, becomes an
    indicator "name=level" for each level but the first in sorted order. Missing values, where the plan says indicator,
    become the column's mean (a category's reference) beside an indicator "name missing".
    Raises DataRefusal for a date, and for a category with more than 500 levels.
    """
    labels: list[str] = []
    parts: list[Floats] = []
    missing: list[int] = []
    for name in names:
        found = column(table, name, key)
        if found.kind == "number" and found.name not in spec.categorical:
            within(table, name, key, in_bounds, "a_finite_number")
        absent = found.missing
        for label, values in _spread_one(found, spec.categorical, key):
            labels.append(label)
            parts.append(values)
            missing.append(int(absent.sum()))
        if absent.any():
            labels.append(f"{name} missing")
            parts.append(absent.astype(np.float64))
            missing.append(int(absent.sum()))
    matrix = np.column_stack(parts) if parts else np.empty((table.n_rows, 0))
    return Covariates(tuple(labels), matrix, tuple(missing))


def _spread_one(found: Column, categorical: tuple[str, ...], key: str) -> list[tuple[str, Floats]]:
    if found.kind == "date":
        raise DataRefusal("covariate_is_a_date", column=found.name, key=key)
    if found.kind == "number" and found.name not in categorical:
        values: Floats = found.values
        known = values[~np.isnan(values)]
        return [(found.name, np.where(np.isnan(values), known.mean() if len(known) else 0.0, values))]
    own: list[Any] = levels(found)
    if len(own) > MOST_LEVELS:
        raise DataRefusal("covariate_too_many_levels", column=found.name, key=key, count=len(own), most=MOST_LEVELS)
    at = codes(found, own)
    return [
        (f"{found.name}={as_text(level)}", (at == position).astype(np.float64))
        for position, level in enumerate(own)
        if position
    ]
