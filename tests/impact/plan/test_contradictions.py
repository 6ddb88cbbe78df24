from __future__ import annotations

import pytest

from impact.plan.plans import SMALLEST, replaced, with_keys
from impact.plan.refusals import refusal_of
from oppiva.impact.plan import parse_plan


@pytest.mark.parametrize("error", ["HC0", "HC1", "HC2", "HC3"])
def test_an_hc_error_with_drawn_clusters_is_refused(error: str) -> None:
    plan = with_keys("design", 'cluster = "office"', plan=with_keys("inference", f'std_error = "{error}"'))
    refusal_of(lambda: parse_plan(plan), "plan_hc_with_cluster", error, "office", "CR2")


@pytest.mark.parametrize("error", ["CR0", "CR1", "CR2"])
def test_a_cluster_error_without_clusters_is_refused(error: str) -> None:
    plan = with_keys("inference", f'std_error = "{error}"')
    refusal_of(lambda: parse_plan(plan), "plan_cr_without_cluster", error, "cluster")


@pytest.mark.parametrize(("method", "decides"), [("none", "lin"), ("plain", "lin"), ("lin", "ols")])
def test_a_claim_cannot_rest_on_an_estimator_that_does_not_run(method: str, decides: str) -> None:
    plan = with_keys("adjust", f'method = "{method}"', plan=with_keys("inference", f'decides = "{decides}"'))
    refusal_of(lambda: parse_plan(plan), "plan_decides_not_run", decides, method)


def test_a_documented_draw_needs_its_reference() -> None:
    plan = with_keys("design", 'drawn_by = "documented"')
    refusal_of(lambda: parse_plan(plan), "plan_documented_without_reference", "reference")


def test_a_date_of_registration_needs_the_registration() -> None:
    plan = with_keys("lock", "registered_on = 2026-01-15")
    refusal_of(lambda: parse_plan(plan), "plan_registered_on_without_registered", "registered_on")


def test_an_outcome_stands_once() -> None:
    plan = SMALLEST + '\n[[outcome]]\nname = "y"\nkind = "yes_no"\n'
    refusal_of(lambda: parse_plan(plan), "plan_outcome_twice", "y")


def test_at_least_one_outcome_is_primary() -> None:
    refusal_of(lambda: parse_plan(with_keys("[outcome]", "primary = false")), "plan_no_primary", "primary = false")


def test_a_list_of_columns_holds_none_twice() -> None:
    refusal_of(lambda: parse_plan(with_keys("adjust", 'columns = ["age", "age"]')), "plan_listed_twice", "age")


@pytest.mark.parametrize(
    ("plan", "column"),
    [
        (with_keys("adjust", 'columns = ["y"]'), "y"),
        (with_keys("adjust", 'columns = ["treat"]'), "treat"),
        (with_keys("design", 'strata = ["y"]'), "y"),
        (with_keys("[outcome]", 'baseline = "y"'), "y"),
        (with_keys("design", 'take_up = "took"', plan=with_keys("adjust", 'columns = ["took"]')), "took"),
        (replaced('name = "y"', 'name = "treat"'), "treat"),
    ],
)
def test_what_comes_after_the_draw_cannot_be_known_before_it(plan: str, column: str) -> None:
    refusal_of(lambda: parse_plan(plan), "plan_column_twice", column)


@pytest.mark.parametrize("where", ["y > 0", "not y is missing", "age < 30 or (sex == 1 and `y` in [1, 2])"])
def test_people_are_not_chosen_by_what_became_of_them(where: str) -> None:
    plan = with_keys("data", f'where = "{where}"')
    refusal_of(lambda: parse_plan(plan), "plan_where_after_draw", "y", "[data] where", "[[outcome]] name")


def test_people_are_not_chosen_by_having_taken_part() -> None:
    plan = with_keys("data", 'where = "came == 1"', plan=with_keys("design", 'take_up = "came"'))
    refusal_of(lambda: parse_plan(plan), "plan_where_after_draw", "came", "[design] take_up")


def test_a_filter_may_leave_an_arm_out() -> None:
    assert parse_plan(with_keys("data", 'where = "treat != 2"')).data.where == "treat != 2"
