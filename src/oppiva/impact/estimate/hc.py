"""Heteroskedasticity-consistent variances HC0–HC3 (White 1980; MacKinnon and White 1985).

With weights as R's `sandwich::vcovHC` on a weighted `lm`: working residuals w·e, leverages of the weighted fit.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from oppiva.impact.data.sample import Floats

HC = Literal["HC0", "HC1", "HC2", "HC3"]

LEVERAGE_ONE = 1 - 1e-8
"""From here up a leverage counts as 1: rounding in a QR of thousands of rows stays far below 1e-8."""


def inflated(squares: Floats, leverage: Floats, kind: str, n: int, k: int) -> Floats:
    """Squared scores (n,) as `kind` weighs them: HC1 by n/(n−k), HC2 by 1/(1−h), HC3 by 1/(1−h)²."""
    if kind == "HC0":
        return squares
    if kind == "HC1":
        return squares * (n / (n - k))
    if kind == "HC2":
        return squares / (1 - leverage)
    if kind == "HC3":
        return np.asarray(squares / (1 - leverage) ** 2, dtype=np.float64)
    raise ValueError(f"not an HC standard error: {kind}")


def hc_variance(x: Floats, bread: Floats, score: Floats, leverage: Floats, kind: str, contrasts: Floats) -> Floats:
    """Variances of `contrasts`′β, shape (m,).

    x (n, k), bread (k, k) = (X′WX)⁻¹, score (n,) = w·e, leverage (n,), contrasts (k, m).
    For two-stage least squares x is the projected matrix and e the residual of the unprojected one
    (R `estimatr::iv_robust`).
    """
    influence = x @ (bread @ contrasts)
    weights = inflated(score**2, leverage, kind, *x.shape)
    return np.asarray(weights @ influence**2, dtype=np.float64)
