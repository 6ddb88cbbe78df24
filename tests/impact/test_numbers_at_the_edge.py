"""Numbers at the edge of what a float or a reader can take: never a traceback, never a zero that is none."""

from __future__ import annotations

import numpy as np
import pytest

from oppiva.impact.errors import DataRefusal, DesignRefusal, PlanRefusal

from .trials import people, run_on

BY_AGE = {"columns": ["x"], "method": "lin"}


@pytest.mark.parametrize("factor", [1e308, 1e160, 1e60, 1e-60, 1e-200, np.inf])
@pytest.mark.parametrize("column", ["y", "x", "w"])
def test_a_number_whose_square_a_float_cannot_hold_is_refused_by_row_and_column(factor, column):
    frame = people().assign(w=1.0)
    frame.loc[4, column] = factor
    with pytest.raises(DataRefusal, match=f"Row 5, column “{column}”"):
        run_on(frame, adjust=BY_AGE, design={"weight": "w"})


@pytest.mark.parametrize("factor", [1e40, 1e-40])
def test_the_estimate_of_a_covariate_in_any_unit_is_the_same(factor):
    own, other = people(), people().assign(x=lambda frame: frame["x"] * factor)
    found, same = (run_on(frame, adjust=BY_AGE).estimates[1] for frame in (own, other))
    assert (found.estimate, found.std_error) == pytest.approx((same.estimate, same.std_error), rel=1e-9)


def test_an_outcome_too_fine_to_be_written_is_refused():
    with pytest.raises(DesignRefusal, match="smaller unit"):
        run_on(people().assign(y=lambda frame: frame["y"] * 1e-12))


def test_a_small_amount_is_never_written_as_zero():
    (claim,) = run_on(people().assign(y=lambda frame: frame["y"] * 1e-8)).claims
    assert "0.000000000" not in claim.sentence.en
    assert "0.0000000" in claim.sentence.en


@pytest.mark.parametrize("outcome", ["amount", "yes_no"])
def test_an_outcome_that_only_the_arm_moves_has_no_interval_and_no_claim(outcome):
    frame = people().assign(y=lambda frame: frame["arm"] * (1.0 if outcome == "yes_no" else 0.1))
    result = run_on(frame, outcome=[{"name": "y", "kind": outcome}])
    (estimate,) = result.estimates
    assert estimate.estimate == pytest.approx(1.0 if outcome == "yes_no" else 0.1)
    assert (estimate.std_error, estimate.ci_low, estimate.ci_high, estimate.p_value) == (None,) * 4
    assert result.claims[0].level == "none"
    assert "no_variation" in [warning.code for warning in result.warnings]


def test_an_outcome_that_the_covariates_fit_exactly_has_no_interval():
    frame = people().assign(y=lambda frame: 0.1 * frame["arm"] + 0.7 * frame["x"] + 4)
    lin = run_on(frame, adjust=BY_AGE).estimates[1]
    assert lin.estimate == pytest.approx(0.1)
    assert (lin.std_error, lin.note) == (None, "no_variation")


@pytest.mark.parametrize("known", [0, 1])
def test_an_arm_of_which_nobody_knows_who_took_part_is_refused_by_name(known):
    frame = people().assign(took=lambda frame: frame["arm"].astype(float))
    frame.loc[frame.index[frame["arm"] == 1][known:], "took"] = None
    with pytest.raises(DesignRefusal, match="arm “1” whose taking part"):
        run_on(frame, design={"take_up": "took"})


def test_an_arm_named_twice_among_those_drawn_is_refused():
    with pytest.raises(PlanRefusal, match="arm “0” twice"):
        run_on(people(), flow={"drawn": {"0": 30, "0.0": 40, "1": 30}})
