"""A result that was written down and read again is the same result."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from oppiva.impact.disclosure import released
from oppiva.impact.result import Result
from oppiva.impact.stored_result import result_from_dict

from .trials import people, run_on

TRIALS: dict[str, dict[str, Any]] = {
    "plain": {},
    "with blocks and a draw repeated": {"design": {"strata": ["block"]}, "inference": {"randomisation_draws": 99}},
    "of clusters, adjusted": {"design": {"cluster": "office"}, "adjust": {"columns": ["x"], "method": "lin"}},
    "of three arms with take-up": {"design": {"arm": "third", "take_up": {"1": "took", "2": "took"}}},
    "with losses beyond the boundary": {"flow": {"drawn": {"0": 400, "1": 300}}, "language": "fi"},
    "without variation": {"outcome": [{"name": "moved", "kind": "yes_no", "better": "higher"}]},
    "of two outcomes": {
        "outcome": [
            {"name": "y", "kind": "amount", "smallest_relevant": 9},
            {"name": "yes", "kind": "yes_no", "primary": False},
        ]
    },
}


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    return people(240).assign(
        block=lambda rows: rows.index // 2 % 2,
        office=lambda rows: rows.index % 24,
        third=lambda rows: rows.index % 3,
        took=lambda rows: (rng.random(len(rows)) < 0.2 + 0.2 * rows["third"]).astype(int),
        moved=lambda rows: rows["arm"],
    )


def stored(result: Result) -> dict[str, Any]:
    text = json.dumps(result.to_dict(), allow_nan=False)
    return dict(json.loads(text))


@pytest.mark.parametrize("name", TRIALS)
def test_a_result_read_back_equals_the_one_that_was_written(name):
    result = run_on(frame(), **TRIALS[name])
    assert result_from_dict(stored(result)) == result


def test_a_released_result_read_back_equals_the_one_that_was_written():
    result = released(run_on(frame().iloc[:18], language="sv"))
    assert result_from_dict(stored(result)) == result


def test_keys_of_a_later_version_are_left_out():
    result = run_on(frame())
    later = stored(result)
    later["later"] = 1
    for rows in ("flow", "estimates", "balance", "diagnostics", "claims"):
        later[rows] = [row | {"later": 1} for row in later[rows]]
    assert result_from_dict(later) == result
