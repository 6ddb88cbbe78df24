"""Cluster-robust variances CR0, CR1 (Stata's) and CR2 (Bell and McCaffrey 2002) with Satterthwaite's df.

CR2 with identity target and its degrees of freedom as R's `clubSandwich` (Pustejovsky and Tipton 2018), weighted fits
included. Everything is done through the k-dimensional column space of each cluster: with G = I + U C U′ and U = Q R,
G^(−1/2) v = v + Q [(I + R C R′)^(−1/2) − I] Q′v, so no matrix of a cluster's own size is ever made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oppiva.impact.data.sample import Codes, Floats
from oppiva.impact.estimate.sums import sums_by

NULL_DIRECTION = 1e-12
"""Eigenvalues below this are directions that the fit reproduces exactly: pseudo-inverse, as clubSandwich."""


@dataclass(frozen=True, slots=True)
class ClusterForm:
    """Variances of m contrasts, shape (m,), and the two traces that Satterthwaite's degrees of freedom need."""

    variance: Floats
    trace: Floats
    squares: Floats

    @property
    def df(self) -> Floats:
        """(tr Ω)² / ‖Ω‖²; 0 where no cluster carries any information."""
        return np.divide(self.trace**2, self.squares, out=np.zeros_like(self.trace), where=self.squares > 0)


def cr0_variance(x: Floats, bread: Floats, score: Floats, cluster: Codes, contrasts: Floats) -> Floats:
    """Sums of squared cluster scores, shape (m,): x (n, k), bread (k, k), score (n,) = w·e, contrasts (k, m)."""
    influence = (x @ (bread @ contrasts)) * score[:, None]
    _, place = np.unique(cluster, return_inverse=True)
    return np.asarray((sums_by(place, influence) ** 2).sum(axis=0), dtype=np.float64)


def cr1_factor(n: int, k: int, clusters: int) -> float:
    """Stata's small-sample factor G/(G−1)·(n−1)/(n−k) (clubSandwich CR1S)."""
    return clusters / (clusters - 1) * (n - 1) / (n - k)


def cr2_form(
    x: Floats, bread: Floats, residual: Floats, cluster: Codes, contrasts: Floats, weight: Floats | None = None
) -> ClusterForm:
    """Bell and McCaffrey's bias-reduced variances of `contrasts`′β with identity working covariance.

    x (n, k), bread (k, k) = (X′WX)⁻¹, residual (n,) unweighted, cluster (n,), contrasts (k, m).
    """
    towards = bread @ contrasts
    weighted = x if weight is None else x * weight[:, None]
    outer = bread if weight is None else bread @ (weighted.T @ weighted) @ bread
    m = contrasts.shape[1]
    variance = np.zeros(m)
    own: list[Floats] = []  # b′b of each cluster
    plain: list[Floats] = []  # X′b
    heavy: list[Floats] = []  # X′Wb
    for rows in _members(cluster):
        xj, wxj = x[rows], weighted[rows]
        pull = _corrected(xj, wxj, None if weight is None else outer, bread, wxj @ towards)
        variance += (residual[rows] @ pull) ** 2
        own.append(np.einsum("ij,ij->j", pull, pull))
        plain.append(xj.T @ pull)
        heavy.append(wxj.T @ pull)
    trace, squares = _traces(np.array(own), np.array(plain), np.array(heavy), bread, outer, weight is not None)
    return ClusterForm(variance, trace, squares)


def _members(cluster: Codes) -> Iterator[Codes]:
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order])) + 1
    return iter(np.split(order, starts))


def _corrected(xj: Floats, wxj: Floats, outer: Floats | None, bread: Floats, v: Floats) -> Floats:
    """(I − H)-correction of one cluster applied to v (n_j, m)."""
    if outer is None:
        span, core = xj, -bread
    else:
        span = np.hstack([xj, wxj])
        core = np.block([[outer, -bread], [-bread, np.zeros_like(bread)]])
    q, r = np.linalg.qr(span)
    values, vectors = np.linalg.eigh(np.eye(r.shape[0]) + r @ core @ r.T)
    root = np.where(values > NULL_DIRECTION, np.maximum(values, NULL_DIRECTION) ** -0.5, 0.0)
    inside = q @ vectors
    return np.asarray(v + inside @ ((root - 1)[:, None] * (inside.T @ v)), dtype=np.float64)


def _traces(
    own: Floats, plain: Floats, heavy: Floats, bread: Floats, outer: Floats, weighted: bool
) -> tuple[Floats, Floats]:
    """tr Ω and ‖Ω‖² of Ω = diag(own) + V K V′ for each contrast, without making the G × G matrix.

    own (G, m); plain, heavy (G, k, m).
    """
    m = own.shape[1]
    if weighted:
        core = np.block([[outer, -bread], [-bread, np.zeros_like(bread)]])
        spans = [np.hstack([plain[:, :, place], heavy[:, :, place]]) for place in range(m)]
    else:
        core = -bread
        spans = [plain[:, :, place] for place in range(m)]
    trace, squares = np.empty(m), np.empty(m)
    for place, span in enumerate(spans):
        bent = span @ core
        diagonal = np.einsum("ij,ij->i", bent, span)
        gram = core @ (span.T @ span)
        trace[place] = own[:, place].sum() + diagonal.sum()
        squares[place] = (own[:, place] ** 2).sum() + 2 * (own[:, place] * diagonal).sum() + np.trace(gram @ gram)
    return trace, squares
