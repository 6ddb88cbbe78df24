"""Small trials run whole: a plan from keys, a data frame, the result."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from oppiva.impact.data.frames import from_frame
from oppiva.impact.plan.model import Plan
from oppiva.impact.plan.read import parse_plan
from oppiva.impact.result import Result
from oppiva.impact.run import run_plan

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def people(n: int = 60, seed: int = 1) -> pd.DataFrame:
    """Columns arm (0/1, alternating), y (one higher in arm 1), x, yes (0/1)."""
    rng = np.random.default_rng(seed)
    arm = np.arange(n) % 2
    return pd.DataFrame(
        {"arm": arm, "y": rng.normal(size=n) + arm, "x": rng.normal(size=n), "yes": rng.integers(0, 2, n)}
    )


def plan_of(**sections: Any) -> Plan:
    """A plan for `people`, its sections (design, data, inference, outcome …) filled up with what is given."""
    keys: dict[str, Any] = {
        "title": "A trial",
        "design": {"kind": "trial", "arm": "arm", "control": 0} | sections.pop("design", {}),
        "inference": {"randomisation_draws": 0} | sections.pop("inference", {}),
        "outcome": sections.pop("outcome", [{"name": "y", "kind": "amount"}]),
    }
    return parse_plan(json.dumps(keys | sections))


def run_on(frame: pd.DataFrame, **sections: Any) -> Result:
    """The result of `plan_of` on a frame, made at noon."""
    return run_plan(plan_of(**sections), from_frame(frame), made_at=NOON)
