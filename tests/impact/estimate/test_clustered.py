"""CR2 against the textbook formula with whole matrices, which the production code never makes."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.linalg import sqrtm

from oppiva.impact.estimate.clustered import cr2_form
from oppiva.impact.estimate.linear import least_squares

MATRIX_ROOTS = 1e-9
"""Relative: square roots of n × n matrices by Schur's method on one side, k-dimensional eigenvalues on the other."""


def _textbook(x, residual, cluster, contrast, weight):  # type: ignore[no-untyped-def]
    """Bell and McCaffrey as in Pustejovsky and Tipton (2018), eq. 11 and 15, with Φ = I."""
    w = np.diag(weight)
    bread = np.linalg.inv(x.T @ w @ x)
    rest = np.eye(len(x)) - x @ bread @ x.T @ w
    whole = rest @ rest.T
    order = np.argsort(cluster, kind="stable")
    parts = [order[cluster[order] == code] for code in np.unique(cluster)]
    pulls, variance = [], 0.0
    for rows in parts:
        a = np.linalg.inv(np.real(sqrtm(whole[np.ix_(rows, rows)])))
        b = a @ w[np.ix_(rows, rows)] @ x[rows] @ bread @ contrast
        variance += (residual[rows] @ b) ** 2
        pulls.append(rest[rows].T @ b)
    omega = np.array(pulls) @ np.array(pulls).T
    return variance, np.trace(omega) ** 2 / (omega**2).sum()


@pytest.mark.parametrize("weighted", [False, True])
def test_variance_and_df_are_those_of_the_textbook_formula(weighted: bool) -> None:
    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(9), [2, 3, 3, 4, 5, 6, 7, 8, 9])
    n = cluster.size
    x = np.column_stack([np.ones(n), cluster % 2, rng.normal(size=(n, 2))])
    weight = rng.uniform(0.5, 3, n) if weighted else np.ones(n)
    fit = least_squares(x, rng.normal(size=n), weight if weighted else None)
    contrast = np.array([0.0, 1.0, 0.0, 0.0])
    form = cr2_form(x, fit.residual, cluster, contrast[:, None], weight if weighted else None)
    variance, df = _textbook(x, fit.residual, cluster, contrast, weight)
    assert form.variance[0] == pytest.approx(variance, rel=MATRIX_ROOTS)
    assert form.df[0] == pytest.approx(df, rel=MATRIX_ROOTS)


def test_ten_thousand_people_in_twenty_clusters_with_twenty_columns_take_under_two_seconds() -> None:
    rng = np.random.default_rng(6)
    n = 10_000
    cluster = np.arange(n) % 20
    x = np.column_stack([np.ones(n), cluster % 2, rng.normal(size=(n, 20))])
    fit = least_squares(x, rng.normal(size=n))
    contrast = np.zeros((22, 1))
    contrast[1] = 1.0
    start = time.process_time()
    cr2_form(x, fit.residual, cluster, contrast)
    assert time.process_time() - start < 2.0


def test_a_cluster_of_its_own_indicator_is_left_out_and_not_divided_by_zero() -> None:
    rng = np.random.default_rng(7)
    cluster = np.repeat(np.arange(8), 5)
    x = np.column_stack([np.ones(40), cluster % 2, cluster == 7])
    fit = least_squares(x.astype(float), rng.normal(size=40))
    form = cr2_form(x.astype(float), fit.residual, cluster, np.array([[0.0], [1.0], [0.0]]))
    assert np.isfinite(form.variance).all()
    assert 0 < form.df[0] < 8
