"""Cluster-robust variances CR0, CR1 (Stata's) and CR2 (Bell and McCaffrey 2002) with Satterthwaite's df.

CR2 with identity target and its degrees of freedom as R's `clubSandwich` (Pustejovsky and Tipton 2018), weighted fits
included. Columns are first turned so that X′WX = I; each cluster is then handled inside its own column space: with
G = I + U C U′ and U = Q R, G^(−1/2) v = v + Q [(I + R C R′)^(−1/2) − I] Q′v, so that no matrix of a cluster's own size
is ever made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

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
    lost: Floats
    """Share of each contrast's weight that lies where the fit reproduces clusters exactly: no error shows there."""

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
    x: Floats, residual: Floats, cluster: Codes, contrasts: Floats, weight: Floats | None = None
) -> ClusterForm:
    """Bell and McCaffrey's bias-reduced variances of `contrasts`′β with identity working covariance.

    x (n, k) of full column rank, residual (n,) unweighted, cluster (n,), contrasts (k, m), weight (n,).
    """
    r = np.linalg.qr(x if weight is None else x * np.sqrt(weight)[:, None], mode="r")
    x = solve_triangular(r, x.T, trans="T").T
    towards = solve_triangular(r, contrasts, trans="T")
    weighted = x if weight is None else x * weight[:, None]
    core = _core(weighted, weight is not None)
    variance, dropped, whole = np.zeros((3, contrasts.shape[1]))
    own: list[Floats] = []
    spans: list[Floats] = []
    for rows in _members(cluster):
        xj, wxj = x[rows], weighted[rows]
        v = wxj @ towards
        pull, null = _corrected(xj if weight is None else np.hstack([xj, wxj]), core, v)
        variance += (residual[rows] @ pull) ** 2
        dropped += null
        whole += np.einsum("ij,ij->j", v, v)
        own.append(np.einsum("ij,ij->j", pull, pull))
        spans.append(np.vstack([xj.T @ pull, wxj.T @ pull]) if weight is not None else xj.T @ pull)
    trace, squares = _traces(np.array(own), np.array(spans), core)
    lost = np.divide(dropped, whole, out=np.zeros_like(whole), where=whole > 0)
    return ClusterForm(variance, trace, squares, lost)


def _core(weighted: Floats, has_weights: bool) -> Floats:
    """C of G = (I − H)(I − H)′ = I + U C U′ with U = X (unweighted), or (X, WX): [[X′W²X, −I], [−I, 0]]."""
    k = weighted.shape[1]
    if not has_weights:
        return -np.eye(k)
    return np.block([[weighted.T @ weighted, -np.eye(k)], [-np.eye(k), np.zeros((k, k))]])


def _members(cluster: Codes) -> Iterator[Codes]:
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order])) + 1
    return iter(np.split(order, starts))


def _corrected(span: Floats, core: Floats, v: Floats) -> tuple[Floats, Floats]:
    """G^(−1/2) v of one cluster, (n_j, m), and the squared length of what of v lay in null directions, (m,)."""
    q, r = np.linalg.qr(span)
    values, vectors = np.linalg.eigh(np.eye(r.shape[0]) + r @ core @ r.T)
    null = values <= NULL_DIRECTION
    root = np.where(null, 0.0, np.where(null, 1.0, values) ** -0.5)
    inside = q @ vectors
    along = inside.T @ v
    pull = v + inside @ ((root - 1)[:, None] * along)
    return np.asarray(pull, dtype=np.float64), np.einsum("ij,ij->j", along[null], along[null])


def _traces(own: Floats, spans: Floats, core: Floats) -> tuple[Floats, Floats]:
    """tr Ω and ‖Ω‖² of Ω = diag(own) + V C V′ for each contrast, without making the G × G matrix.

    own (G, m) holds b′b of each cluster, spans (G, q, m) its rows of V: U′b.
    """
    m = own.shape[1]
    trace, squares = np.empty(m), np.empty(m)
    for place in range(m):
        span = spans[:, :, place]
        diagonal = np.einsum("ij,ij->i", span @ core, span)
        gram = core @ (span.T @ span)
        trace[place] = own[:, place].sum() + diagonal.sum()
        squares[place] = (own[:, place] ** 2).sum() + 2 * (own[:, place] * diagonal).sum() + np.trace(gram @ gram)
    return trace, squares
