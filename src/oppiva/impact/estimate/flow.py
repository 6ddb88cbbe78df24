"""People on their way through the trial: drawn, in the file, analysed, and why the rest are not."""

from __future__ import annotations

import numpy as np

from oppiva.impact.data.sample import Sample
from oppiva.impact.errors import PlanRefusal
from oppiva.impact.plan.model import Flow
from oppiva.impact.result import FlowRow


def flow_rows(sample: Sample, flow: Flow) -> tuple[FlowRow, ...]:
    """One row an arm, control first. `drawn` is None where the plan does not say it.

    Reasons: those of `prepare`, `not_in_file` (drawn but absent) and, for each outcome, `missing_outcome:NAME`.
    Raises PlanRefusal where fewer were drawn than the file holds, or an arm of [flow] is not in the file.
    """
    drawn: dict[str, int] = {}
    for named, number in flow.drawn:
        arm = _arm_in_file(named, sample.arms)
        if arm in drawn:
            raise PlanRefusal("drawn_twice", arm=arm)
        drawn[arm] = number
    return tuple(_row(sample, arm, position, drawn.get(arm)) for position, arm in enumerate(sample.arms))


def _arm_in_file(named: str, arms: tuple[str, ...]) -> str:
    for arm in arms:
        if named == arm or _as_number(named) == _as_number(arm) is not None:
            return arm
    raise PlanRefusal("drawn_unknown_arm", arm=named, arms=", ".join(arms))


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _row(sample: Sample, arm: str, position: int, drawn: int | None) -> FlowRow:
    chosen = sample.arm == position
    in_file = sample.in_file.get(arm, int(chosen.sum()))
    if drawn is not None and drawn < in_file:
        raise PlanRefusal("drawn_fewer_than_in_file", arm=arm, drawn=drawn, in_file=in_file)
    reasons = dict(sample.excluded.get(arm, {}))
    if drawn is not None and drawn > in_file:
        reasons["not_in_file"] = drawn - in_file
    analysed = {}
    weighted = chosen if sample.weight is None else chosen & (sample.weight > 0)
    for name, values in sample.outcomes.items():
        missing = int(np.isnan(values[chosen]).sum())
        analysed[name] = int((~np.isnan(values[weighted])).sum())
        if missing:
            reasons[f"missing_outcome:{name}"] = missing
    return FlowRow(arm=arm, drawn=drawn, in_file=in_file, analysed=analysed, reasons=reasons)
