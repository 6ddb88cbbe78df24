"""Least squares by QR: the fit under every regression here, and which columns say nothing new."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from oppiva.impact.data.sample import Floats

COLLINEAR = 1e-7
"""A column is collinear when less than this share of its length is left beside the earlier ones (R's `lm`)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A (weighted) least-squares fit. Shapes: x (n, k), bread (k, k), beta (k,), residual and leverage (n,)."""

    x: Floats
    weight: Floats | None
    bread: Floats
    """(X′WX)⁻¹."""
    beta: Floats
    residual: Floats
    """Unweighted: y − Xβ."""
    leverage: Floats
    """Diagonal of the hat matrix."""

    @property
    def n(self) -> int:
        return int(self.x.shape[0])

    @property
    def k(self) -> int:
        return int(self.x.shape[1])

    @property
    def score(self) -> Floats:
        """w·(y − Xβ), shape (n,): what each row adds to the normal equations, over its x."""
        return self.residual if self.weight is None else self.weight * self.residual


def least_squares(x: Floats, y: Floats, weight: Floats | None = None) -> Fit:
    """Fits y (n,) on x (n, k) of full column rank, with `weight` (n,) as R's `lm(weights=)` means it."""
    root = None if weight is None else np.sqrt(weight)
    scaled = x if root is None else x * root[:, None]
    q, r = np.linalg.qr(scaled)
    inverse = solve_triangular(r, np.eye(r.shape[0]))
    beta = inverse @ (q.T @ (y if root is None else y * root))
    return Fit(
        x=x,
        weight=weight,
        bread=inverse @ inverse.T,
        beta=beta,
        residual=y - x @ beta,
        leverage=np.einsum("ij,ij->i", q, q),
    )


def independent(x: Floats, weight: Floats | None = None, *, always: int = 1) -> NDArray[np.bool_]:
    """Which columns of x (n, k) are not combinations of earlier ones, shape (k,).

    The first `always` columns are kept unseen. As R's `lm`: of a collinear set the later columns go.
    """
    scaled = x if weight is None else x * np.sqrt(weight)[:, None]
    length = np.sqrt(np.einsum("ij,ij->j", scaled, scaled))
    # X = QR with orthonormal Q even where columns are collinear: R has their angles in k rows instead of n.
    r: Floats = np.asarray(np.linalg.qr(scaled / np.where(length > 0, length, 1.0), mode="r"), dtype=np.float64)
    basis = np.empty_like(r)
    size = 0
    keep = np.zeros(x.shape[1], dtype=np.bool_)
    for place in range(x.shape[1]):
        left = r[:, place]
        for _ in range(2):  # once more takes away what rounding left of the first time
            left = left - basis[:, :size] @ (basis[:, :size].T @ left)
        beside = float(np.linalg.norm(left))
        if beside >= COLLINEAR:
            basis[:, size] = left / beside
            size += 1
        keep[place] = place < always or beside >= COLLINEAR
    return keep


def centred(x: Floats, weight: Floats | None = None) -> Floats:
    """x (n, k) less its (weighted) column means; a column without variation becomes exactly zero."""
    if x.shape[1] == 0:
        return x
    moved = x - np.average(x, axis=0, weights=weight)
    still = np.ptp(x, axis=0) == 0
    moved[:, still] = 0.0
    return np.asarray(moved, dtype=np.float64)
