"""Running a plan: from a plan and a table to a result, the same at the terminal, in a notebook and on the page."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import scipy

import oppiva
from oppiva.impact.claim.attrition import attrition_diagnostics
from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.gate import judge
from oppiva.impact.data.prepare import prepare
from oppiva.impact.data.sample import Sample
from oppiva.impact.data.table import Table
from oppiva.impact.estimate.balance import balance_joint, balance_rows
from oppiva.impact.estimate.bounds import lee_bounds
from oppiva.impact.estimate.cautions import cautions
from oppiva.impact.estimate.estimates import BALANCE_STREAM, estimates_of, estimators_of, random_stream
from oppiva.impact.estimate.flow import flow_rows
from oppiva.impact.estimate.randomisation import number_of_allocations
from oppiva.impact.estimate.rows import rows_of
from oppiva.impact.plan.canonical import resolved
from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Diagnostic, Estimate, FlowRow, Result

Progress = Callable[[str, float], bool | None]
"""Told (what is being done, share done 0–1); answering False stops the run."""


class Stopped(Exception):
    """The run was stopped by its progress callback; nothing came out of it."""


def run_plan(
    plan: Plan,
    table: Table,
    *,
    made_at: datetime | None = None,
    circumstances: Circumstances | None = None,
    progress: Progress | None = None,
) -> Result:
    """Everything that `plan` asks of `table`: estimates, balance, losses, warnings and the claims they allow.

    `made_at` is the time of the run (default: now, UTC); two runs differ in nothing else. `circumstances`: what the
    caller knows of the lock and the ledger that a plan file cannot show. Raises PlanRefusal, DataRefusal and
    DesignRefusal with a sentence in three languages, and Stopped where `progress` answers False. It is told "data",
    "balance", "OUTCOME ARM ESTIMATOR" for each row and "claims".
    """
    pace = _Pace(progress, plan)
    pace.step("data")
    sample = prepare(plan, table)
    pace.arms = len(sample.arms) - 1
    flow = flow_rows(sample, plan.flow)
    pace.step("balance")
    balance = _balance(plan, sample)
    losses = attrition_diagnostics(plan, flow)
    collected = estimates_of(plan, sample, _deciders(plan, sample, balance), pace.step)
    diagnostics = (*balance, *_allocations(plan, sample), *losses)
    estimates = _bounded(sample, collected.estimates, flow, losses)
    pace.step("claims")
    result = Result(
        result_format=1,
        oppiva_version=oppiva.__version__,
        python=platform.python_version(),
        libraries={"numpy": np.__version__, "scipy": scipy.__version__},
        made_at=made_at or datetime.now(UTC),
        plan_sha256=plan.sha256,
        plan_file_sha256=plan.file_sha256,
        data_sha256=table.sha256,
        language=plan.language,
        design=resolved(plan)["design"] | {"seed": plan.inference.seed},
        flow=flow,
        estimates=estimates,
        balance=balance_rows(sample),
        diagnostics=diagnostics,
        warnings=(*collected.warnings, *cautions(plan, sample, estimates, diagnostics)),
    )
    return replace(result, claims=judge(plan, result, circumstances))


class _Pace:
    """Tells how far along a run is and lets it be stopped."""

    def __init__(self, progress: Progress | None, plan: Plan) -> None:
        self._progress = progress
        self._per_arm = len(plan.outcomes) * len(estimators_of(plan))
        self._done = 0
        self.arms = 1

    def step(self, name: str) -> None:
        if self._progress is None:
            return
        share = min(1.0, self._done / (3 + self._per_arm * self.arms))
        self._done += 1
        if self._progress(name, share) is False:
            raise Stopped(name)


def _balance(plan: Plan, sample: Sample) -> tuple[Diagnostic, ...]:
    return tuple(
        balance_joint(
            sample,
            position,
            plan.design.draw,
            plan.inference.randomisation_draws,
            random_stream(plan, BALANCE_STREAM, position),
        )
        for position in range(1, len(sample.arms))
    )


def _deciders(plan: Plan, sample: Sample, balance: tuple[Diagnostic, ...]) -> dict[str, str]:
    """Arm → deciding estimator: the plan's, or the adjusted one where balance warns (rule T2)."""
    adjusted = {"plain": "ols", "lin": "lin"}.get(plan.adjust.method, plan.inference.decides)
    warned = {check.arm for check in balance if check.verdict == "warns"}
    unadjusted = plan.inference.decides == "difference_in_means"
    return {arm: adjusted if arm in warned and unadjusted else plan.inference.decides for arm in sample.arms[1:]}


def _allocations(plan: Plan, sample: Sample) -> tuple[Diagnostic, ...]:
    """How many ways the draw could have fallen; below 2/(1−level) no two-sided test can reject."""
    threshold = 2 / (1 - plan.inference.level)
    found = []
    for outcome in plan.outcomes:
        rows = rows_of(sample, outcome.name, covariates=False)
        for position in range(1, len(sample.arms)):
            count = number_of_allocations(rows.pair(position), plan.design.draw)
            found.append(
                Diagnostic(
                    "allocations",
                    outcome=outcome.name,
                    arm=sample.arms[position],
                    versus=sample.arms[0],
                    value=count,
                    threshold=threshold,
                    # 2/(1 − 0.95) is a hair above 40: exactly 40 allocations are enough.
                    verdict="passes" if count >= threshold - 1e-6 else "warns",
                )
            )
    return tuple(found)


def _bounded(
    sample: Sample, estimates: list[Estimate], flow: tuple[FlowRow, ...], losses: tuple[Diagnostic, ...]
) -> tuple[Estimate, ...]:
    """Deciding estimates with Lee's bounds where losses are beyond the cautious boundary (rule V1)."""
    beyond = {(check.outcome, check.arm): check for check in losses if check.verdict in ("warns", "fails")}
    start = {row.arm: row for row in flow}
    bounded = []
    for estimate in estimates:
        check = beyond.get((estimate.outcome, estimate.arm))
        if estimate.decides and check is not None:
            unknown = check.note == "drawn_unknown"
            treated, control = (
                row.in_file if unknown or row.drawn is None else row.drawn
                for row in (start[estimate.arm], start[estimate.versus])
            )
            rows = rows_of(sample, estimate.outcome, covariates=False)
            bounds = lee_bounds(rows.pair(sample.arms.index(estimate.arm)), treated, control)
            if bounds is not None:
                estimate = replace(estimate, lower=bounds.lower, upper=bounds.upper)
        bounded.append(estimate)
    return tuple(bounded)
