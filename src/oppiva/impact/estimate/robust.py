"""The standard error a plan names, for any (projected) least-squares fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oppiva.impact.data.sample import Codes, Floats
from oppiva.impact.estimate.clustered import cr0_variance, cr1_factor, cr2_form
from oppiva.impact.estimate.hc import hc_variance


@dataclass(frozen=True, slots=True)
class Moments:
    """What a robust variance needs of a fit. For 2SLS `x` is the projected matrix, `residual` the structural one."""

    x: Floats
    bread: Floats
    residual: Floats
    leverage: Floats
    weight: Floats | None
    cluster: Codes | None


def robust(moments: Moments, contrasts: Floats, kind: str) -> tuple[Floats, Floats]:
    """Variances and degrees of freedom of `contrasts`′β, each shape (m,); contrasts (k, m).

    HC0–HC3: t(n−k). CR0, CR1: t(G−1). CR2: Satterthwaite. G is the number of clusters in the fit.
    """
    n, k = moments.x.shape
    score = moments.residual if moments.weight is None else moments.weight * moments.residual
    m = contrasts.shape[1]
    if kind.startswith("HC"):
        return hc_variance(moments.x, moments.bread, score, moments.leverage, kind, contrasts), np.full(m, n - k, float)
    if moments.cluster is None:
        raise ValueError(f"{kind} needs clusters")
    if kind == "CR2":
        form = cr2_form(moments.x, moments.bread, moments.residual, moments.cluster, contrasts, moments.weight)
        return form.variance, form.df
    groups = int(np.unique(moments.cluster).size)
    variance = cr0_variance(moments.x, moments.bread, score, moments.cluster, contrasts)
    if kind == "CR1":
        variance = variance * cr1_factor(n, k, groups)
    return variance, np.full(m, groups - 1, float)
