from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from impact.estimate.samples import sample
from oppiva.impact.errors import PlanRefusal
from oppiva.impact.estimate.flow import flow_rows
from oppiva.impact.plan.model import Flow


def test_people_are_counted_from_the_draw_to_the_analysis_with_reasons() -> None:
    trial = replace(
        sample([0, 0, 0, 1, 1, 1], [1, 2, np.nan, 3, 4, 5]),
        in_file={"0": 4, "1": 3},
        excluded={"0": {"missing_covariate": 1}},
    )
    control, treated = flow_rows(trial, Flow((("0", 6), ("1", 3))))
    assert (control.drawn, control.in_file, control.analysed) == (6, 4, {"y": 2})
    assert control.reasons == {"not_in_file": 2, "missing_covariate": 1, "missing_outcome:y": 1}
    assert (treated.drawn, treated.in_file, treated.analysed, treated.reasons) == (3, 3, {"y": 3}, {})


def test_what_was_drawn_is_unknown_where_the_plan_does_not_say_it() -> None:
    assert [row.drawn for row in flow_rows(sample([0, 1], [1, 2]), Flow())] == [None, None]


def test_arms_of_the_flow_are_matched_as_numbers() -> None:
    control, treated = flow_rows(sample([0, 1], [1, 2]), Flow((("0.0", 6), ("1.0", 3))))
    assert (control.drawn, treated.drawn) == (6, 3)


def test_fewer_drawn_than_in_the_file_is_refused() -> None:
    with pytest.raises(PlanRefusal) as refused:
        flow_rows(sample([0, 0, 1], [1, 2, 3]), Flow((("0", 1),)))
    assert refused.value.code == "drawn_fewer_than_in_file"


def test_an_arm_of_the_flow_that_the_file_lacks_is_refused_with_those_there_are() -> None:
    with pytest.raises(PlanRefusal, match="0, 1") as refused:
        flow_rows(sample([0, 0, 1], [1, 2, 3]), Flow((("9", 1),)))
    assert refused.value.code == "drawn_unknown_arm"
