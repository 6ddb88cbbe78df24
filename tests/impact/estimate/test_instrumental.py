from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from linearmodels.iv import IV2SLS

from impact.estimate.from_references import frame
from impact.estimate.samples import rows
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.instrumental import two_stage

ROUNDING = 1e-9
"""Relative: other software, another order of operations, the same formula."""


def test_wald_is_the_difference_in_outcomes_over_the_difference_in_take_up() -> None:
    data = frame("jobs2")
    both = rows(data["treat"], data["depress2"], take_up=data["comply"])
    outcome = difference_in_means(both, "HC2").estimate
    taken = difference_in_means(rows(data["treat"], data["comply"]), "HC2").estimate
    found = two_stage(both, 1, "HC2", covariates=False).contrast
    assert found is not None
    assert found.estimate == pytest.approx(outcome / taken, rel=ROUNDING)


@pytest.mark.parametrize(("kind", "debiased"), [("HC0", False), ("HC1", True)])
def test_2sls_is_that_of_linearmodels(kind: str, debiased: bool) -> None:
    data = frame("jobs2")
    columns = ["econ_hard", "depress1", "sex", "age"]
    exogenous = pd.DataFrame(data[columns].to_numpy(float), columns=columns).assign(one=1.0)
    theirs = IV2SLS(
        data["depress2"].to_numpy(float), exogenous, data["comply"].to_numpy(float), data["treat"].to_numpy(float)
    ).fit(cov_type="robust", debiased=debiased)
    x = {name: data[name].to_numpy(float) for name in columns}
    ours = two_stage(rows(data["treat"], data["depress2"], x=x, take_up=data["comply"]), 1, kind, covariates=True)
    assert ours.contrast is not None
    assert ours.contrast.estimate == pytest.approx(float(theirs.params["endog"]), rel=ROUNDING)
    assert ours.contrast.std_error == pytest.approx(float(theirs.std_errors["endog"]), rel=ROUNDING)


def test_people_whose_take_up_is_unknown_are_left_out() -> None:
    took = np.array([0, 0, np.nan, 0, 1, 1, 0, 1], dtype=float)
    found = two_stage(rows([0, 0, 0, 0, 1, 1, 1, 1], range(8), take_up=took), 1, "HC2", covariates=False)
    assert (found.rows.count(0), found.rows.count(1)) == (3, 4)


def test_equal_take_up_in_both_arms_gives_no_estimate() -> None:
    took = [1, 0, 1, 0, 1, 0, 1, 0]
    assert (
        two_stage(rows([0, 0, 0, 0, 1, 1, 1, 1], range(8), take_up=took), 1, "HC2", covariates=False).contrast is None
    )
