from __future__ import annotations

import math

import numpy as np
import pytest

from impact.estimate.samples import sample
from oppiva.impact.data.sample import Covariates
from oppiva.impact.estimate.balance import balance_joint, balance_rows, covariates_before

ROUNDING = 1e-10


def _joint(trial, draws=1000, draw="complete", seed=1):  # type: ignore[no-untyped-def]
    return balance_joint(trial, 1, draw, draws, np.random.default_rng(seed))


def test_rows_hold_means_by_arm_and_the_standardised_difference() -> None:
    (row,) = balance_rows(sample([0, 0, 0, 1, 1, 1], range(6), x={"age": [20, 30, 40, 30, 40, 50]}))
    assert (row.column, row.arm, row.versus) == ("age", "1", "0")
    assert (row.mean_treated, row.mean_control) == (40.0, 30.0)
    assert row.standardised_difference == pytest.approx(1.0, rel=ROUNDING)


def test_a_column_that_does_not_vary_has_no_standardised_difference() -> None:
    (row,) = balance_rows(sample([0, 0, 1, 1], range(4), x={"one": [1, 1, 1, 1]}))
    assert row.standardised_difference is None


def test_an_earlier_outcome_counts_once_also_when_it_is_an_adjust_column() -> None:
    from dataclasses import replace

    trial = sample([0, 0, 1, 1], range(4), x={"earlier": [1.0, 2.0, 3.0, 5.0]})
    own = Covariates(("earlier", "before"), np.array([[1.0, 9], [2, 8], [3, 7], [5, 5]]), (0, 1))
    trial = replace(trial, baselines={"y": own})
    found = covariates_before(trial)
    assert found.names == ("earlier", "before")
    assert found.missing == (0, 1)


def test_one_column_unblocked_is_the_squared_difference_over_its_variance_under_the_draw() -> None:
    rng = np.random.default_rng(2)
    arm, x = rng.permutation(np.arange(40) % 4 == 0).astype(int), rng.normal(size=40)
    difference = x[arm == 1].mean() - x[arm == 0].mean()
    variance = x.var(ddof=1) * 40 / (10 * 30)
    found = _joint(sample(arm, range(40), x={"x": x}))
    assert found.statistic == pytest.approx(difference**2 / variance, rel=ROUNDING)
    assert found.df == 1


def test_combinations_of_columns_count_once() -> None:
    rng = np.random.default_rng(3)
    x, z = rng.normal(size=(2, 60))
    arm = rng.permutation(np.arange(60) % 2)
    two = _joint(sample(arm, range(60), x={"x": x, "z": z}))
    four = _joint(sample(arm, range(60), x={"x": x, "z": z, "sum": x + z, "same": 3 * x + 1}))
    assert four.df == two.df == 2
    assert four.statistic == pytest.approx(two.statistic, rel=1e-6)


def test_groups_that_nobody_drew_fail() -> None:
    rng = np.random.default_rng(4)
    arm = np.arange(200) % 2
    found = _joint(sample(arm, range(200), x={"earnings": rng.normal(size=200) + arm}))
    assert found.verdict == "fails"
    assert found.p_value is not None
    assert found.p_value < 0.001


def test_a_difference_between_blocks_is_no_imbalance() -> None:
    rng = np.random.default_rng(5)
    strata = np.repeat([0, 1], 50)
    arm = np.concatenate([np.arange(50) % 5 == 0, np.arange(50) % 5 != 0]).astype(int)
    x = rng.normal(size=100) + 5 * strata
    assert _joint(sample(arm, range(100), x={"x": x}, strata=strata)).verdict == "passes"
    assert _joint(sample(arm, range(100), x={"x": x})).verdict == "fails"


def test_without_a_column_that_varies_there_is_nothing_to_test() -> None:
    assert _joint(sample([0, 0, 1, 1], range(4))).verdict == "not_applicable"
    assert _joint(sample([0, 0, 1, 1], range(4), x={"one": [1, 1, 1, 1]})).verdict == "not_applicable"


@pytest.mark.simulation
@pytest.mark.parametrize("design", ["people", "blocks", "clusters", "bernoulli"])
def test_under_a_true_draw_p_is_uniform(design: str) -> None:
    rng = np.random.default_rng(6)
    trials, at_5, at_50 = 600, 0, 0
    cluster = np.repeat(np.arange(16), rng.integers(2, 9, 16)) if design == "clusters" else None
    n = 48 if cluster is None else cluster.size
    strata = np.arange(n) // 16 if design == "blocks" else None
    x = {"skewed": rng.gamma(0.5, size=n), "rare": (np.arange(n) % 7 == 0).astype(float), "age": rng.normal(size=n)}
    for seed in range(trials):
        if cluster is not None:
            arm = rng.permutation(np.arange(16) % 2)[cluster]
        elif strata is not None:
            arm = np.concatenate([rng.permutation(np.arange(16) < 6) for _ in range(3)])
        elif design == "bernoulli":
            arm = rng.random(n) < 0.4
        else:
            arm = rng.permutation(np.arange(n) < 16)
        trial = sample(arm, range(n), x=x, strata=strata, cluster=cluster)  # type: ignore[arg-type]
        p_value = _joint(trial, draw="bernoulli" if design == "bernoulli" else "complete", seed=seed).p_value
        assert p_value is not None
        at_5 += p_value < 0.05
        at_50 += p_value < 0.5
    for count, nominal in ((at_5, 0.05), (at_50, 0.5)):
        assert abs(count / trials - nominal) < 3 * math.sqrt(nominal * (1 - nominal) / trials)
