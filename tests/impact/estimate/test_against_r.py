"""Every estimator × standard error against R (estimatr, sandwich, clubSandwich); tests/references says how."""

from __future__ import annotations

import pytest

from impact.estimate.from_references import rows_for, stored
from oppiva.impact.estimate.contrast import Contrast
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.instrumental import two_stage
from oppiva.impact.estimate.regression import adjusted

SAME_FORMULA = 1e-8
"""Relative. The same formula in double precision; R prints 17 digits."""
SMALL_P = 1e-7
"""Relative, for p-values far in the tail: R and scipy approximate the t distribution by different series."""

LINES = stored()


def _named(line: dict[str, str]) -> str:
    parts = ("data", "outcome", "strata", "cluster", "weight", "estimator", "arm", "type")
    return "-".join(line[part] for part in parts if line[part])


def _ours(line: dict[str, str]) -> Contrast:
    rows, arm, kind = rows_for(line), int(line["arm"]), line["type"]
    match line["estimator"]:
        case "difference_in_means":
            return difference_in_means(rows.pair(arm), kind)
        case "ols" | "lin" as method:
            return adjusted(rows, kind, method).contrasts[arm - 1]
        case "2sls" | "wald" as name:
            found = two_stage(rows, arm, kind, covariates=name == "2sls").contrast
            assert found is not None
            return found
    raise AssertionError(line["estimator"])


@pytest.mark.parametrize("line", LINES, ids=map(_named, LINES))
def test_estimate_error_df_p_and_interval_are_those_of_r(line: dict[str, str]) -> None:
    ours = _ours(line)
    low, high = ours.interval(0.95)
    scale = float(line["std_error"])
    assert ours.estimate == pytest.approx(float(line["estimate"]), rel=SAME_FORMULA, abs=SAME_FORMULA * scale)
    assert ours.std_error == pytest.approx(scale, rel=SAME_FORMULA)
    assert ours.df == pytest.approx(float(line["df"]), rel=SAME_FORMULA)
    assert ours.p_value == pytest.approx(float(line["p_value"]), rel=SMALL_P)
    assert low == pytest.approx(float(line["ci_low"]), rel=SAME_FORMULA, abs=SAME_FORMULA * scale)
    assert high == pytest.approx(float(line["ci_high"]), rel=SAME_FORMULA, abs=SAME_FORMULA * scale)


def test_every_estimator_has_every_standard_error_among_the_references() -> None:
    found = {(line["estimator"], line["type"]) for line in LINES}
    estimators = ("difference_in_means", "ols", "lin", "2sls", "wald")
    types = ("HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR2")
    assert found == {(estimator, kind) for estimator in estimators for kind in types}
