"""Sums by group, as floats."""

from __future__ import annotations

import numpy as np

from oppiva.impact.data.sample import Codes, Floats


def sums_by(place: Codes, values: Floats, groups: int = 0) -> Floats:
    """Σ values of each group: place (n,) numbers groups from 0, values (n,) or (n, k) → (groups,) or (groups, k)."""
    if values.ndim == 1:
        return np.asarray(np.bincount(place, values, groups), dtype=np.float64)
    columns = [np.bincount(place, column, groups) for column in values.T]
    if not columns:
        return np.empty((max(groups, int(place.max(initial=-1)) + 1), 0))
    return np.column_stack(columns).astype(np.float64)
