"""The standard error a plan names, for any (projected) least-squares fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oppiva.impact.data.sample import Codes, Floats
from oppiva.impact.estimate.clustered import cr0_variance, cr1_factor, cr2_form
from oppiva.impact.estimate.hc import hc_variance

ALL_LOST = 1e-12
"""A sum of squared cluster scores below this share of the people's own is zero but for rounding."""


@dataclass(frozen=True, slots=True)
class Moments:
    """What a robust variance needs of a fit. For 2SLS `x` is the projected matrix, `residual` the structural one."""

    x: Floats
    bread: Floats
    residual: Floats
    leverage: Floats
    weight: Floats | None
    cluster: Codes | None


@dataclass(frozen=True, slots=True)
class Robust:
    """Variances and degrees of freedom of m contrasts, each shape (m,)."""

    variance: Floats
    df: Floats
    lost: Floats
    """Share of each contrast that the columns fit exactly cluster by cluster, so that no error shows in it."""


def robust(moments: Moments, contrasts: Floats, kind: str) -> Robust:
    """Variances and degrees of freedom of `contrasts`′β; contrasts (k, m).

    HC0–HC3: t(n−k). CR0, CR1: t(G−1). CR2: Satterthwaite. G is the number of clusters in the fit.
    """
    n, k = moments.x.shape
    score = moments.residual if moments.weight is None else moments.weight * moments.residual
    m = contrasts.shape[1]
    if kind.startswith("HC"):
        variance = hc_variance(moments.x, moments.bread, score, moments.leverage, kind, contrasts)
        return Robust(variance, np.full(m, n - k, float), np.zeros(m))
    if moments.cluster is None:
        raise ValueError(f"{kind} needs clusters")
    if kind == "CR2":
        form = cr2_form(moments.x, moments.residual, moments.cluster, contrasts, moments.weight)
        return Robust(form.variance, form.df, form.lost)
    groups = int(np.unique(moments.cluster).size)
    variance = cr0_variance(moments.x, moments.bread, score, moments.cluster, contrasts)
    people = hc_variance(moments.x, moments.bread, score, moments.leverage, "HC0", contrasts)
    lost = ((variance <= ALL_LOST * people) & (people > 0)).astype(np.float64)
    if kind == "CR1":
        variance = variance * cr1_factor(n, k, groups)
    return Robust(variance, np.full(m, groups - 1, float), lost)
