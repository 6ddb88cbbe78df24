"""The effect on those who took part because they were drawn: two-stage least squares with the arm as instrument.

One arm at a time against control: its own take-up, its own draw (R `estimatr::iv_robust` on the two arms' rows).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.contrast import Contrast
from oppiva.impact.estimate.hc import LEVERAGE_ONE
from oppiva.impact.estimate.linear import least_squares
from oppiva.impact.estimate.regression import (
    LOST,
    Columns,
    covariate_columns,
    drop_collinear,
    refuse_arm_among_columns,
    refuse_leverage_of_one,
    refuse_too_many_columns,
)
from oppiva.impact.estimate.robust import Moments, robust
from oppiva.impact.estimate.rows import Rows

NO_DIFFERENCE = 1e-10
"""A difference in take-up below this is rounding: the instrument moves nobody."""


@dataclass(frozen=True, slots=True)
class Instrumented:
    """`contrast` is None where the draw did not change take-up, so that no such effect exists."""

    contrast: Contrast | None
    rows: Rows
    dropped: tuple[str, ...] = ()


def two_stage(rows: Rows, position: int, kind: str, *, covariates: bool) -> Instrumented:
    """Arm `position` against control: outcome on take-up, instrumented by the arm, with the covariates or without.

    Rows whose take-up is missing are left out. HC2 and HC3 take leverages, and CR2 its matrices, from the projected
    columns; t(n−k), CR1 t(G−1), CR2 Satterthwaite. Raises DesignRefusal as `regression.adjusted`.
    """
    taken = (rows.take_up or {})[rows.arms[position]]
    pair = rows.where(~np.isnan(taken)).pair(position)
    for arm in (0, 1):
        known = pair.clusters_of(arm) if pair.cluster is not None else pair.count(arm)
        if known < 2:
            raise DesignRefusal("take_up_unknown", outcome=pair.outcome, arm=pair.arms[arm], count=known)
    took = (pair.take_up or {})[rows.arms[position]]
    drawn = pair.arm.astype(np.float64)
    columns = Columns(np.empty((pair.n, 0)), (), ())
    dropped: tuple[str, ...] = ()
    if covariates:
        columns, dropped = drop_collinear(pair, covariate_columns(pair, strata=False))
    refuse_too_many_columns(pair, 2 + len(columns.names))
    refuse_arm_among_columns(pair, drawn[:, None], columns)
    one = np.ones(pair.n)
    instruments = np.column_stack([one, drawn, columns.matrix])
    first = least_squares(instruments, took, pair.weight)
    if abs(first.beta[1]) < NO_DIFFERENCE:
        return Instrumented(None, pair, dropped)
    projected = np.column_stack([one, took - first.residual, columns.matrix])
    second = least_squares(projected, pair.y, pair.weight)
    residual = pair.y - np.column_stack([one, took, columns.matrix]) @ second.beta
    if kind in ("HC2", "HC3") and second.leverage.max() >= LEVERAGE_ONE:
        named = ("1", pair.arms[1], *columns.names)
        refuse_leverage_of_one(pair, Columns(projected, named, named), second.leverage, protected=2)
    contrasts = np.zeros((second.k, 1))
    contrasts[1, 0] = 1.0
    moments = Moments(projected, second.bread, residual, second.leverage, pair.weight, pair.cluster)
    found = robust(moments, contrasts, kind)
    if found.lost.max() > LOST:
        raise DesignRefusal("clusters_exhausted", column=", ".join(columns.names), outcome=pair.outcome)
    return Instrumented(
        Contrast(float(second.beta[1]), math.sqrt(found.variance[0]), float(found.df[0])), pair, dropped
    )
