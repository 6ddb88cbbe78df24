from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from impact.estimate.samples import rows
from oppiva.impact.estimate.bounds import lee_bounds

ROUNDING = 1e-12


def test_bounds_are_the_worst_and_best_over_all_whom_one_could_set_aside() -> None:
    rng = np.random.default_rng(1)
    treated, control = rng.normal(size=8), rng.normal(size=6)
    # 8 of 10 followed against 6 of 10: a quarter of the treated, two people, were followed only because drawn
    means = [np.delete(treated, list(aside)).mean() - control.mean() for aside in combinations(range(8), 2)]
    found = lee_bounds(rows([1] * 8 + [0] * 6, np.concatenate([treated, control])), 10, 10)
    assert found is not None
    assert found.trimmed == pytest.approx(0.25, rel=ROUNDING)
    assert found.trimmed_arm == 1
    assert found.lower == pytest.approx(min(means), rel=ROUNDING)
    assert found.upper == pytest.approx(max(means), rel=ROUNDING)


def test_when_the_treated_lost_more_the_control_arm_is_trimmed() -> None:
    rng = np.random.default_rng(2)
    treated, control = rng.normal(size=6), rng.normal(size=8)
    means = [treated.mean() - np.delete(control, list(aside)).mean() for aside in combinations(range(8), 2)]
    found = lee_bounds(rows([1] * 6 + [0] * 8, np.concatenate([treated, control])), 10, 10)
    assert found is not None
    assert found.trimmed_arm == 0
    assert (found.lower, found.upper) == (
        pytest.approx(min(means), rel=ROUNDING),
        pytest.approx(max(means), rel=ROUNDING),
    )


def test_equal_losses_leave_the_difference_in_means_alone() -> None:
    found = lee_bounds(rows([1, 1, 1, 0, 0, 0], [1.0, 2, 3, 0, 1, 5]), 4, 4)
    assert found is not None
    assert found.lower == found.upper == pytest.approx(0.0, abs=ROUNDING)


def test_a_share_that_cuts_through_a_person_counts_part_of_that_person() -> None:
    # 4 of 5 against 3 of 5: a quarter of 4 weights is one person; of 4 of 4 against 7 of 10 it is 1.2 persons
    found = lee_bounds(rows([1] * 4 + [0] * 7, [0.0, 1, 2, 3] + [0.0] * 7), 4, 10)
    assert found is not None
    assert found.lower == pytest.approx((0 + 1 + 0.8 * 2) / 2.8, rel=ROUNDING)


def test_yes_and_no_outcomes_give_bounds_too() -> None:
    found = lee_bounds(rows([1] * 10 + [0] * 8, [1.0] * 6 + [0.0] * 4 + [1.0, 0.0] * 4), 10, 10)
    assert found is not None
    assert found.lower == pytest.approx(4 / 8 - 0.5, rel=ROUNDING)
    assert found.upper == pytest.approx(6 / 8 - 0.5, rel=ROUNDING)
