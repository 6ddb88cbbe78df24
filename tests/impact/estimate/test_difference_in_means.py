from __future__ import annotations

import numpy as np
import pytest

from impact.estimate.samples import rows
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.difference_in_means import difference_in_means

ROUNDING = 1e-12


def test_two_groups_by_hand() -> None:
    found = difference_in_means(rows([0, 0, 0, 1, 1], [1.0, 2.0, 3.0, 5.0, 9.0]), "HC2")
    assert found.estimate == pytest.approx(5.0, abs=ROUNDING)
    # s² are 1 and 8: 1/3 + 8/2; Welch: (13/3)² / ((1/3)²/2 + 4²/1)
    assert found.std_error == pytest.approx((13 / 3) ** 0.5, rel=ROUNDING)
    assert found.df == pytest.approx((13 / 3) ** 2 / (1 / 18 + 16), rel=ROUNDING)


def test_blocks_are_weighted_by_their_size() -> None:
    arm = [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]
    y = [0.0, 2.0, 3.0, 5.0] + [1.0] * 4 + [2.0] * 4
    found = difference_in_means(rows(arm, y, strata=[0] * 4 + [1] * 8), "HC2")
    assert found.estimate == pytest.approx((4 * 3 + 8 * 1) / 12, rel=ROUNDING)
    assert found.df == 12 - 4


def test_a_block_with_one_unit_in_an_arm_is_refused_by_name_with_what_to_merge() -> None:
    with pytest.raises(DesignRefusal) as refused:
        difference_in_means(rows([0, 0, 1, 0, 0, 1, 1], range(7), strata=[0, 0, 0, 1, 1, 1, 1]), "HC2")
    assert refused.value.code == "block_one_unit"
    for text in refused.value.text.to_dict().values():
        assert "block 0" in text
        assert "block 1" in text


def test_a_block_with_one_drawn_cluster_in_an_arm_is_refused_by_name() -> None:
    arm = np.repeat([0, 0, 1, 0, 0, 1, 1], 2)
    with pytest.raises(DesignRefusal, match="block 0") as refused:
        difference_in_means(
            rows(arm, range(14), strata=np.repeat([0, 0, 0, 1, 1, 1, 1], 2), cluster=np.repeat(range(7), 2)), "CR2"
        )
    assert refused.value.code == "block_one_cluster"


@pytest.mark.parametrize(("cluster", "code"), [(None, "arm_one_unit"), ([0, 0, 1, 1, 2, 2], "arm_one_cluster")])
def test_an_arm_with_a_single_unit_left_is_refused(cluster: list[int] | None, code: str) -> None:
    arm, y = ([0, 0, 1], [1.0, 2.0, 3.0]) if cluster is None else ([0, 0, 0, 0, 1, 1], [1.0, 2, 3, 4, 5, 6])
    with pytest.raises(DesignRefusal) as refused:
        difference_in_means(rows(arm, y, cluster=cluster), "HC2" if cluster is None else "CR2")
    assert refused.value.code == code


def test_rows_without_an_outcome_or_weight_are_not_analysed() -> None:
    kept = rows([0, 0, 0, 1, 1, 1], [1, 2, np.nan, 4, 5, 6], weight=[1, 1, 1, 1, 1, 0])
    assert (kept.count(0), kept.count(1)) == (2, 2)


def test_one_weight_for_all_changes_nothing_but_the_degrees_of_freedom() -> None:
    rng = np.random.default_rng(1)
    arm, y = np.arange(30) % 2, rng.normal(size=30)
    plain, weighted = (difference_in_means(rows(arm, y, weight=w), "HC2") for w in (None, np.full(30, 2.5)))
    assert weighted.estimate == pytest.approx(plain.estimate, rel=ROUNDING)
    assert weighted.std_error == pytest.approx(plain.std_error, rel=ROUNDING)
    assert weighted.df == 28


def test_clusters_of_one_person_each_give_the_error_of_people() -> None:
    rng = np.random.default_rng(2)
    arm, y = np.arange(30) % 2, rng.normal(size=30)
    people = difference_in_means(rows(arm, y), "HC2")
    clusters = difference_in_means(rows(arm, y, cluster=np.arange(30)), "CR2")
    assert clusters.std_error == pytest.approx(people.std_error, rel=1e-10)


def test_outcomes_that_do_not_vary_within_arms_have_no_error_and_a_clear_p() -> None:
    found = difference_in_means(rows([0, 0, 1, 1], [1.0, 1.0, 2.0, 2.0]), "HC2")
    assert (found.estimate, found.std_error, found.p_value) == (1.0, 0.0, 0.0)
