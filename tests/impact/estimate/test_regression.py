from __future__ import annotations

import numpy as np
import pytest

from impact.estimate.samples import rows
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.regression import adjusted, shares_differ

ROUNDING = 1e-10
"""Relative: two routes of double precision to one number."""


@pytest.fixture
def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arm, outcome and a covariate of forty people."""
    rng = np.random.default_rng(3)
    x = rng.normal(50, 10, 40)
    arm = rng.permutation(np.arange(40) % 2)
    return arm, 2.0 * arm + 0.1 * x + rng.normal(size=40), x


@pytest.mark.parametrize("method", ["ols", "lin"])
def test_without_columns_an_adjusted_estimate_is_the_difference_in_means(drawn, method) -> None:  # type: ignore[no-untyped-def]
    arm, y, _ = drawn
    plain, model = difference_in_means(rows(arm, y), "HC2"), adjusted(rows(arm, y), "HC2", method).contrasts[0]
    assert model.estimate == pytest.approx(plain.estimate, rel=ROUNDING)
    assert model.std_error == pytest.approx(plain.std_error, rel=ROUNDING)


def test_lin_with_one_indicator_is_the_difference_within_blocks(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    old = (x > 50).astype(int)
    blocked = difference_in_means(rows(arm, y, strata=old), "HC2")
    model = adjusted(rows(arm, y, x={"old": old}), "HC2", "lin").contrasts[0]
    assert model.estimate == pytest.approx(blocked.estimate, rel=ROUNDING)
    assert model.std_error == pytest.approx(blocked.std_error, rel=ROUNDING)


@pytest.mark.parametrize("method", ["ols", "lin"])
def test_a_column_that_repeats_another_is_dropped_by_name_and_changes_nothing(drawn, method) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    alone = adjusted(rows(arm, y, x={"age": x}), "HC2", method)
    both = adjusted(rows(arm, y, x={"age": x, "months": 12 * x + 6}), "HC2", method)
    assert both.dropped == ("months",)
    assert both.contrasts[0].estimate == pytest.approx(alone.contrasts[0].estimate, rel=ROUNDING)
    assert both.contrasts[0].df == alone.contrasts[0].df


def test_a_column_without_variation_is_dropped(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    assert adjusted(rows(arm, y, x={"age": x, "finland": np.ones(40)}), "HC2", "ols").dropped == ("finland",)


def test_a_column_far_from_zero_with_little_spread_is_kept(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    assert adjusted(rows(arm, y, x={"seconds": 1.7e9 + x}), "HC2", "ols").dropped == ()


def test_an_interaction_that_says_nothing_new_is_dropped_by_name(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    only_among_controls = np.where(arm == 1, 0.0, x)
    assert adjusted(rows(arm, y, x={"visits": only_among_controls}), "HC1", "lin").dropped == ("1 × visits",)


@pytest.mark.parametrize("method", ["ols", "lin"])
def test_a_column_that_is_the_arm_is_refused_and_named(drawn, method) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    with pytest.raises(DesignRefusal) as refused:
        adjusted(rows(arm, y, x={"age": x, "group_code": 3 - arm}), "HC2", method)
    assert refused.value.code == "arm_collinear"
    assert all("group_code" in text for text in refused.value.text.to_dict().values())


@pytest.mark.parametrize("kind", ["HC2", "HC3"])
def test_a_leverage_of_one_is_refused_with_the_column_that_makes_it(drawn, kind) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    single = np.zeros(40)
    single[7] = 1.0
    with pytest.raises(DesignRefusal) as refused:
        adjusted(rows(arm, y, x={"age": x, "speaks_sami": single}), kind, "ols")
    assert refused.value.code == "leverage_one"
    for text in refused.value.text.to_dict().values():
        assert "speaks_sami" in text
        assert "age" not in text.replace("average", "").replace("leverage", "").replace("language", "")


def test_lin_refuses_an_indicator_with_one_person_in_one_arm(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, x = drawn
    few = np.zeros(40)
    few[[np.flatnonzero(arm == 1)[0], *np.flatnonzero(arm == 0)[:4]]] = 1.0
    with pytest.raises(DesignRefusal, match="speaks_sami"):
        adjusted(rows(arm, y, x={"age": x, "speaks_sami": few}), "HC2", "lin")


def test_leverage_one_is_no_hindrance_to_hc0_and_hc1(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, _ = drawn
    single = np.zeros(40)
    single[7] = 1.0
    assert adjusted(rows(arm, y, x={"single": single}), "HC1", "ols").contrasts[0].std_error > 0


def test_more_columns_than_rows_are_refused(drawn) -> None:  # type: ignore[no-untyped-def]
    arm, y, _ = drawn
    rng = np.random.default_rng(4)
    with pytest.raises(DesignRefusal) as refused:
        adjusted(rows(arm, y, x={f"x{i}": rng.normal(size=40) for i in range(60)}), "HC2", "ols")
    assert refused.value.code == "too_many_columns"


def test_shares_that_differ_by_rounding_only_are_the_same_share() -> None:
    # 50 of 101 and 50 of 100
    arm = np.concatenate([np.arange(101) % 2, np.arange(100) % 2])
    assert not shares_differ(rows(arm, range(201), strata=np.repeat([0, 1], [101, 100])), 1)


def test_shares_of_a_half_and_a_quarter_differ() -> None:
    arm = np.concatenate([np.arange(40) % 2, np.arange(40) % 4 == 0])
    assert shares_differ(rows(arm, range(80), strata=np.repeat([0, 1], 40)), 1)


@pytest.mark.parametrize("kind", ["CR0", "CR1", "CR2"])
def test_columns_that_fit_every_cluster_are_refused_and_never_a_sure_effect(kind: str) -> None:
    rng = np.random.default_rng(9)
    office = np.repeat(np.arange(8), 6)
    x = {f"of_the_office_{i}": rng.normal(size=8)[office] for i in range(3)}
    with pytest.raises(DesignRefusal) as refused:
        adjusted(rows(office % 2, rng.normal(size=48), x=x, cluster=office), kind, "lin")
    assert refused.value.code == "clusters_exhausted"
    assert all("of_the_office_" in text for text in refused.value.text.to_dict().values())


def test_lin_refuses_a_cluster_that_alone_in_its_arm_has_a_property_and_names_the_property() -> None:
    rng = np.random.default_rng(10)
    office = np.repeat(np.arange(10), 6)
    x = {"age": rng.normal(size=60), "rural": np.isin(office, [0, 1, 3, 5]).astype(float)}
    with pytest.raises(DesignRefusal, match="rural"):
        adjusted(rows(office % 2, rng.normal(size=60), x=x, cluster=office), "CR2", "lin")


def test_a_column_that_varies_between_clusters_is_welcome_while_clusters_outnumber_columns() -> None:
    rng = np.random.default_rng(11)
    office = np.repeat(np.arange(12), 6)
    x = {"unemployment": rng.normal(size=12)[office]}
    found = adjusted(rows(office % 2, rng.normal(size=72), x=x, cluster=office), "CR2", "lin").contrasts[0]
    assert found.std_error > 0
    assert 2 < found.df < 11
