"""What must not matter: the order of rows, the unit of the outcome, the name of an arm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.estimate.samples import rows
from oppiva.impact.estimate.contrast import Contrast
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.instrumental import two_stage
from oppiva.impact.estimate.regression import adjusted

ROUNDING = 1e-8
"""Relative: shifting by a thousand standard deviations costs half of double precision's digits at worst."""

Trial = dict[str, Any]


def _difference(trial: Trial) -> Contrast:
    return difference_in_means(rows(**trial), "CR2" if "cluster" in trial else "HC2")


def _ols(trial: Trial) -> Contrast:
    return adjusted(rows(**trial), "CR2" if "cluster" in trial else "HC2", "ols").contrasts[0]


def _lin(trial: Trial) -> Contrast:
    return adjusted(rows(**trial), "CR2" if "cluster" in trial else "HC2", "lin").contrasts[0]


def _two_stage(trial: Trial) -> Contrast:
    found = two_stage(rows(**trial), 1, "CR2" if "cluster" in trial else "HC2", covariates=True).contrast
    assert found is not None
    return found


ESTIMATORS = [_difference, _ols, _lin, _two_stage]


def _trial(seed: int, design: str) -> Trial:
    rng = np.random.default_rng(seed)
    n = 48
    trial: Trial = {"arm": rng.permutation(np.arange(n) % 2)}
    if design == "blocked":
        trial["strata"] = np.arange(n) // 16
        trial["arm"] = np.concatenate([rng.permutation(np.arange(16) < drawn) for drawn in (6, 8, 9)]).astype(int)
    if design == "clustered":
        trial["cluster"] = np.repeat(np.arange(12), 4)
        trial["arm"] = rng.permutation(np.arange(12) % 2)[trial["cluster"]]
    if design == "weighted":
        trial["weight"] = rng.uniform(0.5, 2, n)
    trial["x"] = {"age": rng.uniform(18, 64, n), "earlier": rng.gamma(2, size=n)}
    trial["take_up"] = np.where(trial["arm"] == 1, rng.random(n) < 0.7, rng.random(n) < 0.1).astype(float)
    trial["y"] = rng.normal(size=n) + trial["take_up"] + 0.1 * trial["x"]["earlier"]
    return trial


def _close(ours: Contrast, estimate: float, std_error: float, df: float) -> None:
    assert ours.estimate == pytest.approx(estimate, rel=ROUNDING, abs=ROUNDING * std_error)
    assert ours.std_error == pytest.approx(std_error, rel=ROUNDING)
    assert ours.df == pytest.approx(df, rel=ROUNDING)


trials = st.builds(_trial, st.integers(0, 10_000), st.sampled_from(["plain", "blocked", "clustered", "weighted"]))


@pytest.mark.parametrize("estimator", ESTIMATORS)
@settings(max_examples=25, deadline=None)
@given(trial=trials, seed=st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(estimator: Callable[[Trial], Contrast], trial: Trial, seed: int) -> None:
    turn = np.random.default_rng(seed).permutation(48)
    turned = {name: value[turn] for name, value in trial.items() if name != "x"}
    turned["x"] = {name: column[turn] for name, column in trial["x"].items()}
    before = estimator(trial)
    _close(estimator(turned), before.estimate, before.std_error, before.df)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@settings(max_examples=25, deadline=None)
@given(trial=trials)
def test_swapping_the_arms_turns_the_sign_and_nothing_else(
    estimator: Callable[[Trial], Contrast], trial: Trial
) -> None:
    before = estimator(trial)
    swapped = trial | {"arm": 1 - trial["arm"]}
    if estimator is _two_stage:
        # Taking part turns with the arm: the effect of what the others take part in is the opposite one.
        swapped["take_up"] = 1 - trial["take_up"]
    _close(estimator(swapped), -before.estimate, before.std_error, before.df)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@settings(max_examples=25, deadline=None)
@given(trial=trials, factor=st.floats(0.001, 1000), shift=st.floats(-1000, 1000))
def test_another_unit_scales_estimate_and_error_and_a_constant_adds_nothing(
    estimator: Callable[[Trial], Contrast], trial: Trial, factor: float, shift: float
) -> None:
    before = estimator(trial)
    after = estimator(trial | {"y": factor * (trial["y"] + shift)})
    _close(after, factor * before.estimate, factor * before.std_error, before.df)
