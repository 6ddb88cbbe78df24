"""Losses against the attrition standard of the What Works Clearinghouse (rule T3)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Diagnostic, FlowRow

_EXACTLY_ON_THE_BOUNDARY = 1e-9
"""A share such as 12/100 - 7/100 is a hair off what was counted; the boundary itself is still within."""


@cache
def _table() -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    source = files("oppiva.impact.claim").joinpath("wwc_attrition.csv").read_text("utf-8")
    rows = list(csv.DictReader(line for line in source.splitlines() if not line.startswith("#")))
    table = {}
    for boundary in ("cautious", "optimistic"):
        given = [(float(row["overall"]), float(row[boundary])) for row in rows if row[boundary]]
        overall, difference = zip(*given, strict=True)
        table[boundary] = (np.array(overall) / 100, np.array(difference) / 100)
    return table


def boundary(overall: float, assumption: str) -> float | None:
    """The largest difference in losses (a share) that passes at an `overall` loss (a share).

    `assumption` is "cautious" or "optimistic". Between two rows of the table the value is interpolated. None where
    the overall loss is so large that no difference passes. Source: wwc_attrition.csv.
    """
    losses, differences = _table()[assumption]
    if overall > losses[-1] + _EXACTLY_ON_THE_BOUNDARY:
        return None
    return float(np.interp(overall, losses, differences))


def within(overall: float, difference: float, assumption: str) -> bool:
    """Whether losses stay within one of the two boundaries; all three numbers are shares."""
    limit = boundary(overall, assumption)
    return limit is not None and difference <= limit + _EXACTLY_ON_THE_BOUNDARY


def attrition_diagnostics(plan: Plan, flow: tuple[FlowRow, ...]) -> tuple[Diagnostic, ...]:
    """One diagnostic "attrition" for each outcome × treated arm: do losses stay within the boundaries?

    `statistic` is the loss among all drawn to the two arms, `value` the absolute difference between the arms,
    `threshold` the cautious boundary (all shares). `verdict`: "passes" (cautious), "warns" (optimistic only),
    "fails" (neither); `note` "drawn_unknown" where a number drawn is not known: then the people in the file stand in
    for it, and losses that pass are "not_applicable", because more may be missing than the file shows.
    """
    control = _control(flow, plan.design.control)
    if control is None:
        return ()
    return tuple(
        _diagnostic(outcome.name, row, control) for outcome in plan.outcomes for row in flow if row is not control
    )


def _control(flow: tuple[FlowRow, ...], control: str | float) -> FlowRow | None:
    """The control arm's row. A plan's false is the file's 0, or its word FALSE in any case (`data.values.equals`)."""
    named = str(control).lower() if isinstance(control, bool) else str(control)
    for row in flow:
        arm = row.arm.lower() if isinstance(control, bool) else row.arm
        if arm == named or _same_number(arm, str(float(control)) if isinstance(control, bool) else named):
            return row
    return None


def _same_number(left: str, right: str) -> bool:
    try:
        return float(left) == float(right)
    except ValueError:
        return False


def _diagnostic(outcome: str, treated: FlowRow, control: FlowRow) -> Diagnostic:
    unknown = any(row.drawn is None or row.drawn < row.in_file for row in (treated, control))
    counts = []
    for row in (treated, control):
        start = row.in_file if unknown or row.drawn is None else row.drawn
        counts.append((start, row.analysed.get(outcome, 0)))
    if any(start == 0 for start, _ in counts):
        overall = difference = None
        verdict = "fails"
        limit = None
    else:
        lost = [(start - analysed) / start for start, analysed in counts]
        overall = sum(start - analysed for start, analysed in counts) / sum(start for start, _ in counts)
        difference = abs(lost[0] - lost[1])
        limit = boundary(overall, "cautious")
        verdict = _verdict(overall, difference)
    if unknown and verdict == "passes":
        verdict = "not_applicable"
    return Diagnostic(
        name="attrition",
        outcome=outcome,
        arm=treated.arm,
        versus=control.arm,
        statistic=overall,
        value=difference,
        threshold=limit,
        verdict=verdict,
        note="drawn_unknown" if unknown else None,
    )


def _verdict(overall: float, difference: float) -> str:
    if within(overall, difference, "cautious"):
        return "passes"
    return "warns" if within(overall, difference, "optimistic") else "fails"
