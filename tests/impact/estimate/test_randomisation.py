from __future__ import annotations

import math
import time
from itertools import combinations, product

import numpy as np
import pytest

from impact.estimate.samples import rows
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.randomisation import number_of_allocations, randomisation_test

ROUNDING = 1e-12
THREE_ERRORS = 3


def _t(arm, y, **columns) -> float:  # type: ignore[no-untyped-def]
    found = difference_in_means(rows(arm, y, **columns), "CR2" if "cluster" in columns else "HC2")
    return abs(found.estimate) / found.std_error


def _by_brute_force(arms, y, **columns) -> float:  # type: ignore[no-untyped-def]
    """Share of `arms` (the first is the observed one) whose studentised difference is as large."""
    sizes = [_t(arm, y, **columns) for arm in arms]
    return sum(size >= sizes[0] - 1e-10 for size in sizes) / len(sizes)


def _splits(units: list[int], drawn: int) -> list[tuple[int, ...]]:
    return list(combinations(units, drawn))


def test_p_of_a_tiny_trial_is_that_of_all_its_allocations() -> None:
    y = np.random.default_rng(1).normal(size=8).round(1)
    observed = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    arms = [np.isin(np.arange(8), chosen).astype(int) for chosen in _splits(list(range(8)), 3)]
    arms.sort(key=lambda arm: not np.array_equal(arm, observed))
    found = randomisation_test(rows(observed, y), "complete", 56, np.random.default_rng(1))
    assert found.exact
    assert found.p_value == pytest.approx(_by_brute_force(arms, y), rel=ROUNDING)


def test_p_within_blocks_is_that_of_all_allocations_within_them() -> None:
    y = np.random.default_rng(2).normal(size=9)
    strata = [0] * 4 + [1] * 5
    arms = [
        np.isin(np.arange(9), first + second).astype(int)
        for first, second in product(_splits([0, 1, 2, 3], 2), _splits([4, 5, 6, 7, 8], 2))
    ]
    found = randomisation_test(rows(arms[0], y, strata=strata), "complete", 60, np.random.default_rng(1))
    assert found.exact
    assert found.p_value == pytest.approx(_by_brute_force(arms, y, strata=strata), rel=ROUNDING)


def test_p_of_drawn_clusters_is_that_of_all_allocations_of_clusters() -> None:
    cluster = np.repeat(np.arange(6), [1, 2, 2, 3, 4, 5])
    y = np.random.default_rng(3).normal(size=cluster.size)
    arms = [np.isin(cluster, chosen).astype(int) for chosen in _splits(list(range(6)), 3)]
    found = randomisation_test(rows(arms[0], y, cluster=cluster), "complete", 20, np.random.default_rng(1))
    assert found.exact
    assert found.p_value == pytest.approx(_by_brute_force(arms, y, cluster=cluster), rel=ROUNDING)


def test_p_with_weights_is_that_of_all_allocations() -> None:
    rng = np.random.default_rng(4)
    y, weight = rng.normal(size=7), rng.uniform(0.5, 3, 7)
    arms = [np.isin(np.arange(7), chosen).astype(int) for chosen in _splits(list(range(7)), 3)]
    found = randomisation_test(rows(arms[0], y, weight=weight), "complete", 35, np.random.default_rng(1))
    assert found.p_value == pytest.approx(_by_brute_force(arms, y, weight=weight), rel=ROUNDING)


def test_a_bernoulli_draw_weighs_allocations_by_their_probability() -> None:
    y = np.random.default_rng(5).normal(size=7)
    observed = np.array([1, 1, 1, 0, 0, 0, 0])
    share, reached, bar = 0.0, 0.0, _t(observed, y)
    for arm in product([0, 1], repeat=7):
        if 2 <= sum(arm) <= 5:
            chance = (3 / 7) ** sum(arm) * (4 / 7) ** (7 - sum(arm))
            share += chance
            reached += chance * (_t(np.array(arm), y) >= bar - 1e-10)
    found = randomisation_test(rows(observed, y), "bernoulli", 200, np.random.default_rng(1))
    assert found.exact
    assert found.p_value == pytest.approx(reached / share, rel=1e-10)


@pytest.mark.parametrize("columns", [{}, {"strata": [0] * 6 + [1] * 6}, {"weight": np.linspace(1, 2, 12)}])
def test_a_sample_of_the_draw_comes_close_to_all_of_it(columns) -> None:  # type: ignore[no-untyped-def]
    y = np.random.default_rng(6).normal(size=12)
    trial = rows(np.arange(12) % 2, y, **columns)
    exact = randomisation_test(trial, "complete", 1000, np.random.default_rng(1))
    sampled = randomisation_test(trial, "complete", 399, np.random.default_rng(1))
    assert exact.exact
    assert not sampled.exact
    error = math.sqrt(exact.p_value * (1 - exact.p_value) / 399)
    assert abs(sampled.p_value - exact.p_value) < THREE_ERRORS * error + 1 / 400


def test_the_order_of_rows_does_not_touch_p() -> None:
    rng = np.random.default_rng(7)
    arm, y, strata = np.arange(60) % 2, rng.normal(size=60), np.arange(60) // 30
    turned = rng.permutation(60)
    first = randomisation_test(rows(arm, y, strata=strata), "complete", 500, np.random.default_rng(1))
    second = randomisation_test(
        rows(arm[turned], y[turned], strata=strata[turned]), "complete", 500, np.random.default_rng(1)
    )
    assert first.p_value == second.p_value


def test_calling_the_arms_by_each_others_name_does_not_touch_p() -> None:
    y = np.random.default_rng(8).normal(size=50)
    arm = (np.arange(50) < 20).astype(int)
    first = randomisation_test(rows(arm, y), "complete", 500, np.random.default_rng(1))
    second = randomisation_test(rows(1 - arm, y), "complete", 500, np.random.default_rng(1))
    assert first.p_value == second.p_value


def test_an_outcome_alike_for_all_is_as_unremarkable_as_can_be() -> None:
    found = randomisation_test(rows(np.arange(40) % 2, np.ones(40)), "complete", 200, np.random.default_rng(1))
    assert found.p_value == 1.0


def test_the_draw_of_six_offices_has_twenty_allocations() -> None:
    trial = rows(np.repeat([1, 1, 1, 0, 0, 0], 5), range(30), cluster=np.repeat(np.arange(6), 5))
    assert number_of_allocations(trial, "complete") == 20


def test_a_cluster_in_two_blocks_is_refused_by_name() -> None:
    cluster = np.repeat(np.arange(8), 3)
    strata = np.repeat([0, 1], 12)
    strata[0] = 1
    with pytest.raises(DesignRefusal, match="office 0") as refused:
        randomisation_test(
            rows(cluster % 2, range(24), cluster=cluster, strata=strata), "complete", 100, np.random.default_rng(1)
        )
    assert refused.value.code == "cluster_crosses_blocks"


def test_ten_thousand_draws_of_ten_thousand_people_in_blocks_take_seconds() -> None:
    rng = np.random.default_rng(9)
    trial = rows(np.arange(10_000) % 2, rng.normal(size=10_000), strata=np.arange(10_000) // 100)
    start = time.process_time()
    randomisation_test(trial, "complete", 10_000, np.random.default_rng(1))
    assert time.process_time() - start < 8.0
