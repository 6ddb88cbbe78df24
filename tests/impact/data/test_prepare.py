from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from impact.plan.plans import SMALLEST, replaced, with_keys
from impact.plan.refusals import refusal_of
from oppiva.impact.data.columns import quoted
from oppiva.impact.data.frames import from_frame
from oppiva.impact.data.prepare import prepare
from oppiva.impact.data.sample import Sample
from oppiva.impact.data.table import Column, Table
from oppiva.impact.data.values import shown
from oppiva.impact.plan import parse_plan

PEOPLE: dict[str, list[Any]] = {
    "id": [1, 2, 3, 4, 5, 6, 7, 8],
    "treat": [0, 1, 0, 1, 0, 1, 0, 1],
    "y": [1.0, 2.0, 3.0, None, 5.0, 6.0, 7.0, 8.0],
    "age": [20, 30, 40, 50, 60, 70, 80, 90],
    "place": ["Oulu", "Oulu", "Oulu", "Oulu", "Åbo", "Åbo", "Åbo", "Åbo"],
    "office": [1, 2, 1, 2, 3, 4, 3, 4],
    "took": [0, 1, 0, 0, 0, 1, 0, None],
    "w": [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0],
}

WHOLE = list(range(8))


def prepared(plan: str = SMALLEST, **columns: list[Any]) -> Sample:
    return prepare(parse_plan(plan), from_frame(pl.DataFrame(PEOPLE | columns, strict=False)))


def refused(code: str, *named: str, plan: str = SMALLEST, **columns: list[Any]) -> None:
    refusal_of(lambda: prepared(plan, **columns), code, *named)


def test_rows_become_arrays_with_control_first() -> None:
    sample = prepared()
    assert (sample.n, sample.arms) == (8, ("0", "1"))
    assert sample.arm.tolist() == [0, 1] * 4
    assert sample.in_file == {"0": 4, "1": 4}
    assert sample.strata is None
    assert sample.cluster is None
    assert sample.weight is None


def test_a_missing_outcome_stays_in_the_sample_as_nan() -> None:
    assert np.flatnonzero(np.isnan(prepared().outcomes["y"])).tolist() == [3]


@pytest.mark.parametrize(
    ("control", "arm"),
    [("0", [0, 1] * 4), ('"0"', [0, 1] * 4), ("0.0", [0, 1] * 4), ("false", [0, 1] * 4), ('"C"', list("CT") * 4)],
)
def test_the_control_value_is_a_number_if_both_are_numbers_else_text(control: str, arm: list[Any]) -> None:
    assert prepared(replaced("control = 0", f"control = {control}"), treat=arm).arm.tolist() == [0, 1] * 4


def test_other_arms_follow_in_sorted_order_numbers_by_size() -> None:
    sample = prepared(replaced("control = 0", "control = 2"), treat=[2, 10, 2, 10, 2, 1, 1, 1], y=WHOLE)
    assert sample.arms == ("2", "1", "10")


def test_the_filter_keeps_rows_and_messages_name_the_rows_of_the_file() -> None:
    plan = with_keys("data", "where = \"place == 'Åbo'\"")
    assert prepared(plan).n == 4
    refused("not_a_number", "7", "y", "x", plan=plan, y=["1", "2", "3", "4", "5", "6", "x", "8"])


def test_a_filter_that_leaves_nothing_is_refused() -> None:
    refused("no_rows_after_where", "age > 100", plan=with_keys("data", 'where = "age > 100"'))


def test_strata_are_crossed_and_named() -> None:
    sample = prepared(with_keys("design", 'strata = ["place", "sex"]'), sex=[1, 1, 1, 1, 2, 2, 2, 2], y=[1.0] * 7 + [2])
    assert sample.strata_names == ("place=Oulu, sex=1", "place=Åbo, sex=2")
    assert sample.strata is not None
    assert sample.strata.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_clusters_weights_and_take_up_are_carried() -> None:
    sample = prepared(with_keys("design", 'cluster = "office"', 'weight = "w"', 'take_up = "took"'))
    assert sample.cluster_names == ("1", "2", "3", "4")
    assert sample.weight is not None
    assert sample.weight.tolist() == PEOPLE["w"]
    assert list(sample.take_up) == ["1"]
    assert np.isnan(sample.take_up["1"][7])


def test_take_up_may_name_a_column_for_each_arm() -> None:
    columns = {"treat": [0, 1, 0, 1, 0, 2, 0, 2], "y": WHOLE}
    plan = with_keys("design", 'take_up = { "1" = "took", "2" = "took_b" }')
    assert prepared(plan, took_b=[0, 1] * 4, **columns).take_up["2"].tolist() == [0, 1] * 4
    refused("take_up_no_arm", "3", plan=with_keys("design", 'take_up = { "3" = "took" }'))
    refused("take_up_arm_left_out", "2", plan=with_keys("design", 'take_up = { "1" = "took" }'), **columns)


def test_categories_are_spread_with_the_first_level_in_sorted_order_as_reference() -> None:
    plan = with_keys(
        "adjust", 'columns = ["age", "place", "office"]', plan=with_keys("data", 'categorical = ["office"]')
    )
    covariates = prepared(plan).covariates
    assert covariates.names == ("age", "place=Åbo", "office=2", "office=3", "office=4")
    assert covariates.matrix[:, 1].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert covariates.matrix[:, 2].tolist() == [0, 1, 0, 1, 0, 0, 0, 0]


AGE_MISSING: list[Any] = [20, 30, 40, 50, 60, 70, 80, None]
ADJUSTED = with_keys("adjust", 'columns = ["age"]')


def test_a_missing_covariate_is_refused_with_row_and_column() -> None:
    refused("covariate_missing", "8", "age", "1", plan=ADJUSTED, age=AGE_MISSING)


def test_a_missing_covariate_drops_its_row_and_is_counted_by_arm() -> None:
    sample = prepared(with_keys("data", 'missing = "drop"', plan=ADJUSTED), age=AGE_MISSING)
    assert sample.n == 7
    assert sample.in_file == {"0": 4, "1": 4}
    assert sample.excluded == {"0": {}, "1": {"missing_covariate": 1}}


def test_a_missing_covariate_becomes_the_mean_beside_an_indicator() -> None:
    covariates = prepared(with_keys("data", 'missing = "indicator"', plan=ADJUSTED), age=AGE_MISSING).covariates
    assert covariates.names == ("age", "age missing")
    assert covariates.matrix[7].tolist() == [50, 1]
    assert covariates.missing == (1, 1)


def test_a_missing_category_becomes_the_reference_beside_an_indicator() -> None:
    plan = with_keys("data", 'missing = "indicator"', plan=with_keys("adjust", 'columns = ["place"]'))
    covariates = prepared(plan, place=[None, *PEOPLE["place"][1:]]).covariates
    assert covariates.names == ("place=Åbo", "place missing")
    assert covariates.matrix[0].tolist() == [0, 1]


def test_a_baseline_joins_the_covariates_of_its_own_outcome_alone() -> None:
    plan = with_keys("[outcome]", 'baseline = "before"', plan=ADJUSTED) + '\n[[outcome]]\nname = "z"\nkind = "amount"\n'
    sample = prepared(plan, before=list(range(8)), z=list(range(8)))
    assert sample.covariates_for("y").names == ("age", "before")
    assert sample.covariates_for("z").names == ("age",)


def test_a_baseline_among_the_covariates_is_not_taken_twice() -> None:
    assert prepared(with_keys("[outcome]", 'baseline = "age"', plan=ADJUSTED)).covariates_for("y").names == ("age",)


def test_missing_and_zero_weights_leave_and_are_counted() -> None:
    sample = prepared(with_keys("design", 'weight = "w"'), w=[1, 1, None, 0, 1, 1, 1, 1], y=list(range(8)))
    assert sample.n == 6
    assert sample.excluded == {"0": {"missing_weight": 1}, "1": {"zero_weight": 1}}


WEIGHTED = with_keys("design", 'weight = "w"')
BY_PLACE = with_keys("design", 'strata = ["place"]')
BY_OFFICE = with_keys("design", 'cluster = "office"')
YES_NO = replaced('kind = "amount"', 'kind = "yes_no"')
SHARE = replaced('kind = "amount"', 'kind = "share"')


def test_a_missing_column_is_named_with_the_nearest() -> None:
    refused("no_column_near", "treatt", "[design] arm", "treat", plan=replaced('arm = "treat"', 'arm = "treatt"'))
    refused("no_column", "zzz", "[design] arm", "place", plan=replaced('arm = "treat"', 'arm = "zzz"'))


def test_text_in_a_number_column_is_refused_with_row_column_and_what_was_found() -> None:
    refused("not_a_number", "3", "y", "kolme", "[[outcome]] name", y=["1", "2", "kolme", "4", "5", "6", "7", "8"])


def test_one_arm_only_is_refused() -> None:
    refused("one_arm", "treat", "8", treat=[0] * 8)


def test_an_absent_control_value_is_refused_with_the_values_there_are() -> None:
    refused("no_control", "treat", "9", "0, 1", plan=replaced("control = 0", "control = 9"))


def test_an_empty_arm_cell_is_refused_with_its_row() -> None:
    refused("cell_empty", "5", "treat", treat=[0, 1, 0, 1, None, 1, 0, 1])


def test_a_measurement_named_as_arm_is_refused() -> None:
    values = list(range(60))
    columns = {"treat": values, "y": values}
    refusal_of(lambda: prepare(parse_plan(SMALLEST), from_frame(pl.DataFrame(columns))), "too_many_arms", "treat", "60")


def test_a_duplicate_unit_is_refused_with_both_rows() -> None:
    refused("unit_twice", "6", "2", "id", plan=with_keys("data", 'unit = "id"'), id=[1, 2, 3, 4, 5, 2, 7, 8])


def test_a_unit_without_a_value_is_refused() -> None:
    refused("cell_empty", "4", "id", plan=with_keys("data", 'unit = "id"'), id=[1, 2, 3, None, 5, 6, 7, 8])


def test_a_stratum_without_both_arms_is_refused_by_name() -> None:
    columns = {"place": ["Oulu"] * 4 + ["Åbo", "Rovaniemi"] * 2, "y": list(range(8))}
    refused("stratum_without_arm", "place=Rovaniemi", "0", plan=BY_PLACE, **columns)


def test_a_stratum_with_one_unit_in_an_arm_is_refused_with_what_to_merge() -> None:
    columns = {"place": ["Oulu"] * 6 + ["Åbo"] * 2, "y": list(range(8))}
    refused("stratum_one_unit", "place=Åbo", "0", "place=Oulu", plan=BY_PLACE, **columns)


def test_a_stratum_whose_outcomes_are_missing_in_an_arm_is_refused_by_outcome() -> None:
    refused("stratum_one_unit_outcome", "place=Oulu", "1", "y", plan=BY_PLACE)
    refused("stratum_without_arm_outcome", "place=Oulu", "1", "y", plan=BY_PLACE, y=[1, None, 2, None, 3, 4, 5, 6])


def test_fewer_than_two_clusters_in_an_arm_are_refused() -> None:
    refused("too_few_clusters", "office", "1", plan=BY_OFFICE, office=[1, 2, 1, 2, 3, 2, 3, 2])


def test_a_cluster_in_two_arms_is_refused() -> None:
    refused("cluster_in_two_arms", "office", "1", "0, 1", plan=BY_OFFICE, office=[1, 1, 2, 2, 3, 3, 4, 4])


def test_a_cluster_in_two_strata_is_refused() -> None:
    plan = with_keys("design", 'cluster = "office"', plan=BY_PLACE)
    refused("cluster_in_two_strata", "office", "1", plan=plan, office=[1, 2, 3, 4, 1, 2, 3, 4])


def test_an_outcome_without_variation_is_refused() -> None:
    refused("outcome_constant", "y", "3", "8", y=[3] * 8)


def test_an_outcome_without_values_is_refused() -> None:
    refused("outcome_empty", "y", y=[None] * 8)


def test_an_outcome_missing_in_one_arm_is_refused() -> None:
    refused("arm_without_outcome", "y", "1", y=[1, None, 2, None, 3, None, 4, 5])


def test_a_yes_no_outcome_is_zero_or_one() -> None:
    refused("number_does_not_fit", "2", "y", "2", plan=YES_NO)


def test_a_share_lies_between_zero_and_one() -> None:
    refused("number_does_not_fit", "3", "y", "1.5", plan=SHARE, y=[0, 0.5, 1.5, 1, 0, 1, 0, 1])


def test_an_infinite_outcome_is_refused() -> None:
    refused("number_does_not_fit", "3", "y", "inf", y=[0, 0.5, float("inf"), 1, 0, 1, 0, 1])


def test_a_negative_weight_is_refused() -> None:
    refused("number_does_not_fit", "2", "w", "-2", plan=WEIGHTED, w=[1, -2, 1, 1, 1, 1, 1, 1])


def test_taking_part_is_zero_or_one() -> None:
    refused("number_does_not_fit", "2", "took", "3", plan=with_keys("design", 'take_up = "took"'), took=[0, 3] * 4)


def test_a_date_or_a_name_is_no_covariate() -> None:
    refused("covariate_is_a_date", "day", plan=with_keys("adjust", 'columns = ["day"]'), day=[date(2026, 1, 1)] * 8)
    rows = 1_002
    columns = {"treat": [0, 1] * (rows // 2), "y": list(range(rows)), "name": [f"n{row}" for row in range(rows)]}
    plan = parse_plan(with_keys("adjust", 'columns = ["name"]'))
    refusal_of(lambda: prepare(plan, from_frame(pl.DataFrame(columns))), "covariate_too_many_levels", "name", "1002")


def test_a_value_that_could_be_personal_is_never_repeated() -> None:
    assert "308T" not in quoted("131052-308T").en
    assert shown("x" * 100) == "x" * 39 + "…"


def test_everyone_dropped_is_said() -> None:
    plan = with_keys("data", 'missing = "drop"', plan=ADJUSTED)
    refused("no_rows_left", "missing_covariate", plan=plan, age=[None] * 8)


def test_labels_never_decide() -> None:
    columns = [
        Column("treat", "number", np.array([0.0, 1.0] * 4), labels={0.0: "1", 1.0: "0"}),
        Column("y", "number", np.arange(8.0)),
    ]
    sample = prepare(parse_plan(SMALLEST), Table({column.name: column for column in columns}, 8))
    assert sample.arm.tolist() == [0, 1] * 4
