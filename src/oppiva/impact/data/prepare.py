"""From plan and table to the analysis sample: the plan's columns as arrays, or a sentence that says what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data import columns as take
from oppiva.impact.data.checks import refuse_impossible_designs
from oppiva.impact.data.covariates import missing_rows, spread
from oppiva.impact.data.sample import Codes, Covariates, Floats, Sample
from oppiva.impact.data.table import Table
from oppiva.impact.data.values import as_text, codes, equals, levels
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import Outcome, Plan
from oppiva.impact.plan.where import select

MOST_ARMS = 50
"""Beyond this the column named as arm is no arm but a code or a measurement."""


def prepare(plan: Plan, table: Table) -> Sample:
    """The analysis sample of `plan` in `table`.

    Rows leave only by the plan's `where`, by a missing covariate where the plan says drop, and by a missing or zero
    weight, and each is counted by arm and reason. A missing outcome stays, as NaN.
    Raises DataRefusal naming row and column for what the file holds, and DesignRefusal naming arm, stratum or cluster
    for what cannot be estimated in it.
    """
    if plan.data.where is not None:
        table = take.filtered(table, select(plan.data.where, table))
        if table.n_rows == 0:
            raise DataRefusal("no_rows_after_where", where=plan.data.where)
    _refuse_duplicate_units(plan, table)
    arms, arm = _arms(plan, table)
    in_file = {name: int((arm == position).sum()) for position, name in enumerate(arms)}
    reasons = _leaving(plan, table)
    excluded = _counted(arms, arm, reasons)
    keep = ~np.logical_or.reduce([*reasons.values(), np.zeros(table.n_rows, dtype=bool)])
    if not keep.any():
        raise DataRefusal("no_rows_left", reasons=", ".join(reasons))
    if not keep.all():
        table, arm = take.filtered(table, keep), arm[keep]
    strata, strata_names = _strata(plan, table)
    cluster, cluster_names = _clusters(plan, table)
    sample = Sample(
        n=table.n_rows,
        arms=arms,
        arm=arm,
        outcomes={outcome.name: outcome_values(table, outcome) for outcome in plan.outcomes},
        strata=strata,
        strata_names=strata_names,
        cluster=cluster,
        cluster_names=cluster_names,
        weight=_weight(plan, table),
        take_up=_take_up(plan, table, arms),
        covariates=spread(table, plan.adjust.columns, plan.data, "[adjust] columns"),
        baselines=_baselines(plan, table),
        in_file=in_file,
        excluded=excluded,
    )
    refuse_impossible_designs(plan, sample)
    return sample


def _refuse_duplicate_units(plan: Plan, table: Table) -> None:
    if plan.data.unit is None:
        return
    unit = take.refuse_missing(table, plan.data.unit, "[data] unit")
    seen: dict[Any, int] = {}
    for index, value in enumerate(unit.values.tolist()):
        if value in seen:
            raise DataRefusal(
                "unit_twice",
                column=unit.name, first=table.row_number(seen[value]), second=table.row_number(index),
                found=take.quoted(value),
            )  # fmt: skip
        seen[value] = index


def _arms(plan: Plan, table: Table) -> tuple[tuple[str, ...], Codes]:
    """Names of the arms, control first and the rest in sorted order, and each row's position among them."""
    name, control = plan.design.arm, plan.design.control
    column = take.refuse_missing(table, name, "[design] arm")
    is_control = equals(column, control)
    found = levels(column)
    values = ", ".join(as_text(value) for value in found[:10]) + (" …" if len(found) > 10 else "")
    if not is_control.any():
        raise DataRefusal("no_control", column=name, control=as_text(control), values=values)
    others = levels(column, ~is_control)
    if not others:
        raise DataRefusal("one_arm", column=name, value=as_text(found[0]), n=table.n_rows)
    if len(others) > MOST_ARMS:
        raise DataRefusal("too_many_arms", column=name, count=len(others) + 1, values=values)
    position = codes(column, others) + 1
    position[is_control] = 0
    # Number 1 and text "1" cannot stand in one column, so that names are distinct.
    first = as_text(column.values[np.flatnonzero(is_control)[0]])
    return (first, *(as_text(value) for value in others)), position


def _leaving(plan: Plan, table: Table) -> dict[str, NDArray[np.bool_]]:
    """Reason → rows that leave before analysis for it; a row leaves for the first reason alone."""
    covariates = missing_rows(table, plan.adjust.columns, plan.data, "[adjust] columns")
    own = tuple(outcome.baseline for outcome in plan.outcomes if outcome.baseline is not None)
    baselines = missing_rows(table, own, plan.data, "[[outcome]] baseline")
    found: dict[str, NDArray[np.bool_]] = {}
    if plan.data.missing == "drop":
        found["missing_covariate"] = covariates
        found["missing_baseline"] = baselines & ~covariates
    if plan.design.weight is not None:
        weight = take.within(table, plan.design.weight, "[design] weight", take.a_weight, "a_weight")
        gone = np.logical_or.reduce([*found.values(), np.zeros(table.n_rows, dtype=bool)])
        found["missing_weight"] = np.isnan(weight) & ~gone
        found["zero_weight"] = (weight == 0) & ~gone
    return {reason: rows for reason, rows in found.items() if rows.any()}


def _counted(arms: tuple[str, ...], arm: Codes, reasons: dict[str, NDArray[np.bool_]]) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for position, name in enumerate(arms):
        by_reason = {reason: int((rows & (arm == position)).sum()) for reason, rows in reasons.items()}
        counted[name] = {reason: count for reason, count in by_reason.items() if count}
    return counted


def _strata(plan: Plan, table: Table) -> tuple[Codes | None, tuple[str, ...]]:
    """All strata columns crossed; blocks are numbered in sorted order of their columns."""
    if not plan.design.strata:
        return None, ()
    found = [take.refuse_missing(table, name, "[design] strata") for name in plan.design.strata]
    own = [levels(column) for column in found]
    crossed = np.column_stack([codes(column, values) for column, values in zip(found, own, strict=True)])
    blocks, position = np.unique(crossed, axis=0, return_inverse=True)
    names = tuple(
        ", ".join(
            f"{column.name}={as_text(values[code])}" for column, values, code in zip(found, own, block, strict=True)
        )
        for block in blocks
    )
    return np.asarray(position, dtype=np.int64).reshape(-1), names


def _clusters(plan: Plan, table: Table) -> tuple[Codes | None, tuple[str, ...]]:
    if plan.design.cluster is None:
        return None, ()
    found = take.refuse_missing(table, plan.design.cluster, "[design] cluster")
    own = levels(found)
    return codes(found, own), tuple(as_text(value) for value in own)


def _weight(plan: Plan, table: Table) -> Floats | None:
    return None if plan.design.weight is None else take.numbers(table, plan.design.weight, "[design] weight").copy()


def _take_up(plan: Plan, table: Table, arms: tuple[str, ...]) -> dict[str, Floats]:
    """Arm → 0/1 of taking part, for every arm but control."""
    given = plan.design.take_up
    if given is None:
        return {}
    by_arm = dict.fromkeys(arms[1:], given) if isinstance(given, str) else dict(given)
    for arm in by_arm:
        if arm not in arms[1:]:
            raise DataRefusal("take_up_no_arm", arm=arm, arms=", ".join(arms[1:]))
    for arm in arms[1:]:
        if arm not in by_arm:
            raise DataRefusal("take_up_arm_left_out", arm=arm)
    return {
        arm: take.within(table, name, "[design] take_up", take.zero_or_one, "zero_or_one").copy()
        for arm, name in by_arm.items()
    }


def outcome_values(table: Table, outcome: Outcome) -> Floats:
    """The outcome in every row, NaN where missing; raises DataRefusal for the first value that is not of its kind."""
    key = "[[outcome]] name"
    if outcome.kind == "yes_no":
        return take.within(table, outcome.name, key, take.zero_or_one, "zero_or_one").copy()
    if outcome.kind == "share":
        return take.within(table, outcome.name, key, take.from_zero_to_one, "a_share").copy()
    return take.within(table, outcome.name, key, take.in_bounds, "a_finite_number").copy()


def _baselines(plan: Plan, table: Table) -> dict[str, Covariates]:
    """Each outcome's own earlier value; one that is among the covariates already is not taken twice."""
    return {
        outcome.name: spread(table, (outcome.baseline,), plan.data, "[[outcome]] baseline")
        for outcome in plan.outcomes
        if outcome.baseline is not None and outcome.baseline not in plan.adjust.columns
    }
