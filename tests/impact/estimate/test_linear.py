from __future__ import annotations

import time

import numpy as np
import pytest

from oppiva.impact.estimate.linear import centred, independent, least_squares

ROUNDING = 1e-10


def test_least_squares_is_numpys() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(30, 4)), rng.normal(size=30)
    fit = least_squares(x, y)
    assert fit.beta == pytest.approx(np.linalg.lstsq(x, y, rcond=None)[0], rel=ROUNDING)
    assert fit.leverage.sum() == pytest.approx(4.0, rel=ROUNDING)
    assert fit.bread == pytest.approx(np.linalg.inv(x.T @ x), rel=1e-8)


def test_of_collinear_columns_the_later_ones_go() -> None:
    rng = np.random.default_rng(2)
    a, b, c = rng.normal(size=(3, 20))
    x = np.column_stack([np.ones(20), a, b, a - 2 * b + 3, c, a + c, np.zeros(20)])
    assert independent(x).tolist() == [True, True, True, False, True, False, False]


def test_no_more_columns_are_independent_than_there_are_rows() -> None:
    x = np.random.default_rng(3).normal(size=(5, 9))
    assert independent(x).tolist() == [True] * 5 + [False] * 4


@pytest.mark.parametrize(("noise", "kept"), [(1e-6, True), (1e-8, False)])
def test_the_line_between_nearly_and_wholly_collinear_is_that_of_lm(noise: float, kept: bool) -> None:
    rng = np.random.default_rng(4)
    a = rng.normal(size=50)
    x = np.column_stack([np.ones(50), a, a + noise * rng.normal(size=50)])
    assert independent(x)[2] == kept


def test_hundreds_of_collinear_columns_are_found_in_one_pass() -> None:
    rng = np.random.default_rng(5)
    base = rng.normal(size=(2000, 200))
    x = np.hstack([np.ones((2000, 1)), base, base @ rng.normal(size=(200, 300))])
    start = time.process_time()
    assert independent(x).sum() == 201
    assert time.process_time() - start < 5.0


def test_a_column_without_variation_is_exactly_zero_once_centred() -> None:
    x = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    assert not centred(x)[:, 0].any()
    assert not centred(x, np.linspace(1, 2, 7))[:, 0].any()
