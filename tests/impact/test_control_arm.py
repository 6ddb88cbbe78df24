"""A control arm written as true or false is the control arm everywhere: also where losses are judged."""

from __future__ import annotations

import pytest

from .trials import people, run_on


@pytest.mark.parametrize("words", [("0", "1"), ("FALSE", "TRUE"), ("false", "true")])
def test_losses_are_judged_where_the_control_is_written_false(words):
    frame = people(200)
    frame.loc[(frame["arm"] == 1) & (frame.index < 60), "y"] = None
    if words != ("0", "1"):
        frame["arm"] = [words[arm] for arm in frame["arm"]]
    result = run_on(frame, design={"control": False})
    (losses,) = [check for check in result.diagnostics if check.name == "attrition"]
    assert losses.verdict == "fails"
    assert "T3" in [cap.rule for cap in result.claims[0].caps if cap.to == 3]
