"""Adjusted estimates: `ols` (outcome on arm and columns) and `lin` (arm × centred columns, Lin 2013).

All arms stand in one model, as in R `estimatr::lm_robust` and `lm_lin`: each arm's indicator, control left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.sample import Floats
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.contrast import Contrast
from oppiva.impact.estimate.hc import LEVERAGE_ONE
from oppiva.impact.estimate.linear import COLLINEAR, Fit, centred, independent, least_squares
from oppiva.impact.estimate.robust import Moments, Robust, robust
from oppiva.impact.estimate.rows import Rows

LOST = 1e-6
"""More than this share of a contrast in clusters that the columns fit exactly is too much to call it rounding."""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Each treated arm's contrast in the order of `Rows.arms[1:]`, and the columns left out as collinear."""

    contrasts: tuple[Contrast, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Named columns; `source` is the covariate that each was made from, as a reader knows it."""

    matrix: Floats
    names: tuple[str, ...]
    source: tuple[str, ...]

    def kept(self, keep: NDArray[np.bool_]) -> Columns:
        return Columns(
            self.matrix[:, keep],
            tuple(name for name, stays in zip(self.names, keep, strict=True) if stays),
            tuple(name for name, stays in zip(self.source, keep, strict=True) if stays),
        )


def adjusted(rows: Rows, kind: str, method: Literal["ols", "lin"]) -> Adjusted:
    """`ols` or `lin` of `rows` with standard error `kind`: t(n−k), CR1 t(G−1), CR2 Satterthwaite.

    Raises DesignRefusal where an arm is a combination of columns, where rows do not outnumber columns, where under HC2
    and HC3 a row has leverage 1, and where columns fit whole clusters exactly, naming the column that makes it.
    """
    arms = np.column_stack([(rows.arm == position).astype(np.float64) for position in range(1, len(rows.arms))])
    covariates, dropped = drop_collinear(rows, covariate_columns(rows, strata=True))
    refuse_too_many_columns(rows, 1 + arms.shape[1] + len(covariates.names))
    refuse_arm_among_columns(rows, arms, covariates)
    design = _design(rows, arms, covariates, method)
    keep = independent(design.matrix, rows.weight, always=1 + arms.shape[1] + len(covariates.names))
    dropped += tuple(name for name, stays in zip(design.names, keep, strict=True) if not stays)
    design = design.kept(keep)
    refuse_too_many_columns(rows, len(design.names))
    fit = least_squares(design.matrix, rows.y, rows.weight)
    if kind in ("HC2", "HC3"):
        refuse_leverage_of_one(rows, design, fit.leverage, protected=1 + arms.shape[1])
    found = _robust(rows, fit, arms.shape[1], kind)
    if found.lost.max() > LOST:
        refuse_exhausted_clusters(
            rows,
            design,
            lambda part: _robust(rows, least_squares(part, rows.y, rows.weight), arms.shape[1], kind),
            protected=1 + arms.shape[1],
        )
    return Adjusted(
        tuple(
            Contrast(float(fit.beta[1 + place]), math.sqrt(found.variance[place]), float(found.df[place]))
            for place in range(arms.shape[1])
        ),
        dropped,
    )


def _robust(rows: Rows, fit: Fit, arms: int, kind: str) -> Robust:
    contrasts = np.zeros((fit.k, arms))
    contrasts[1 : 1 + arms, :] = np.eye(arms)
    moments = Moments(fit.x, fit.bread, fit.residual, fit.leverage, rows.weight, rows.cluster)
    return robust(moments, contrasts, kind)


def covariate_columns(rows: Rows, *, strata: bool) -> Columns:
    """Strata indicators (first stratum the reference) and covariates, centred on their (weighted) means.

    Centring leaves every arm's coefficient as it is in `ols` and is what makes it the average effect in `lin`.
    """
    parts: list[Floats] = []
    names: list[str] = []
    if strata and rows.strata is not None:
        for code in np.unique(rows.strata)[1:]:
            parts.append((rows.strata == code).astype(np.float64)[:, None])
            names.append(rows.strata_names[code] if rows.strata_names else f"stratum {code}")
    matrix = centred(np.hstack([*parts, rows.x]), rows.weight) if parts else centred(rows.x, rows.weight)
    every = tuple(names) + rows.names
    return Columns(matrix, every, every)


def drop_collinear(rows: Rows, columns: Columns) -> tuple[Columns, tuple[str, ...]]:
    """The columns that say something the earlier ones do not, and the names of the rest."""
    keep = independent(np.column_stack([np.ones(rows.n), columns.matrix]), rows.weight)[1:]
    dropped = tuple(name for name, stays in zip(columns.names, keep, strict=True) if not stays)
    return columns.kept(keep), dropped


def _design(rows: Rows, arms: Floats, covariates: Columns, method: str) -> Columns:
    arm_names = tuple(rows.arms[1:])
    parts = [np.ones((rows.n, 1)), arms, covariates.matrix]
    names = ("1", *arm_names, *covariates.names)
    source = ("1", *arm_names, *covariates.source)
    if method == "lin":
        for place, arm in enumerate(arm_names):
            parts.append(arms[:, [place]] * covariates.matrix)
            names += tuple(f"{arm} × {name}" for name in covariates.names)
            source += covariates.source
    return Columns(np.hstack(parts), names, source)


def refuse_arm_among_columns(rows: Rows, arms: Floats, covariates: Columns) -> None:
    """Raises DesignRefusal where an arm's indicator is a combination of the columns."""
    base = np.column_stack([np.ones(rows.n), covariates.matrix])
    for place in range(arms.shape[1]):
        flag = arms[:, place] - arms[:, place].mean()
        fit = least_squares(base, arms[:, place], rows.weight)
        if np.linalg.norm(fit.residual) < COLLINEAR * np.linalg.norm(flag):
            pull = np.abs(fit.beta[1:]) * covariates.matrix.std(axis=0)
            raise DesignRefusal(
                "arm_collinear",
                arm=rows.arms[1 + place],
                column=covariates.source[int(np.argmax(pull))],
                outcome=rows.outcome,
            )


def refuse_too_many_columns(rows: Rows, columns: int) -> None:
    """Raises DesignRefusal where rows do not outnumber the columns of the model."""
    if rows.n <= columns:
        raise DesignRefusal("too_many_columns", outcome=rows.outcome, rows=rows.n, columns=columns)


def refuse_leverage_of_one(rows: Rows, design: Columns, leverage: Floats, *, protected: int) -> None:
    """Raises DesignRefusal where a row's outcome is fitted exactly by a column of its own.

    The column named is the first (after the `protected` ones) without which, interactions included, the leverage falls.
    """
    row = int(np.argmax(leverage))
    if leverage[row] < LEVERAGE_ONE:
        return
    candidates = tuple(dict.fromkeys(design.source[protected:]))
    for name in candidates:
        keep = np.array([source != name for source in design.source])
        without = least_squares(design.matrix[:, keep], rows.y, rows.weight)
        if without.leverage[row] < LEVERAGE_ONE:
            raise DesignRefusal("leverage_one", column=name, outcome=rows.outcome)
    raise DesignRefusal("leverage_one", column=", ".join(candidates), outcome=rows.outcome)


def refuse_exhausted_clusters(
    rows: Rows, design: Columns, again: Callable[[Floats], Robust], *, protected: int
) -> None:
    """Raises DesignRefusal where columns fit whole clusters exactly: leverage 1, cluster by cluster.

    The column named is the first without which (`again` on the rest) it no longer happens, else all of them.
    """
    candidates = tuple(dict.fromkeys(design.source[protected:]))
    for name in candidates:
        keep = np.array([source != name for source in design.source])
        if again(design.matrix[:, keep]).lost.max() <= LOST:
            raise DesignRefusal("clusters_exhausted", column=name, outcome=rows.outcome)
    raise DesignRefusal("clusters_exhausted", column=", ".join(candidates), outcome=rows.outcome)


def shares_differ(rows: Rows, position: int) -> bool:
    """Whether the share drawn to one arm (against control) differs between strata by more than rounding makes.

    Where it does, `ols` with strata indicators weighs strata by share·(1 − share)·size, not by size.
    """
    if rows.strata is None:
        return False
    pair = rows.pair(position)
    _, block = np.unique(np.asarray(pair.strata), return_inverse=True)
    size = np.bincount(block)
    drawn = np.bincount(block, pair.arm)
    return bool((np.abs(drawn - size * pair.arm.mean()) >= 1).any())
