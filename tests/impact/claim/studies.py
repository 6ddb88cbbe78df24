"""Plans and results made by hand, so that each test of the gate says only what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from oppiva.impact.plan.model import Design, Inference, Lock, Measure, Outcome, Plan
from oppiva.impact.result import Diagnostic, Estimate, FlowRow, Result
from oppiva.impact.text import Text

EARNINGS = Outcome(
    name="earnings",
    kind="amount",
    label=Text("Ansiot 1978", "Inkomster 1978", "Earnings in 1978"),
    unit=Text("euroa", "euro", "euros"),
    better="higher",
    primary=True,
)
IN_WORK = Outcome(
    name="in_work",
    kind="yes_no",
    label=Text("Työssä 6 kk kuluttua", "I arbete efter 6 mån.", "In work after 6 months"),
    better="higher",
    primary=True,
)


def a_plan(*outcomes: Outcome, written: str = "before_outcomes", level: float = 0.95, **design: Any) -> Plan:
    """A documented trial, locked beforehand: nothing about it holds the gate back."""
    given: dict[str, Any] = {"drawn_by": "documented", "reference": "Minutes of the draw, 3 May 2021"}
    return Plan(
        title=Text.same("A trial"),
        design=Design(arm="treat", control=0, **(given | design)),
        outcomes=outcomes or (EARNINGS,),
        lock=Lock(written=written),  # type: ignore[arg-type]
        inference=Inference(level=level),
        measure=Measure(),
    )


def an_estimate(
    outcome: Outcome = EARNINGS, estimate: float = 310.0, half_width: float = 190.0, **changes: Any
) -> Estimate:
    """The deciding row of one outcome: favourable and clear of zero unless told otherwise."""
    row = Estimate(
        id="e1",
        outcome=outcome.name,
        arm="1",
        versus="0",
        estimand="ITT",
        estimator="difference_in_means",
        estimate=estimate,
        std_error=half_width / 1.96,
        std_error_type="HC2",
        df=636.0,
        level=0.95,
        ci_low=estimate - half_width,
        ci_high=estimate + half_width,
        p_value=0.0014,
        n_treated=320,
        n_control=318,
        mean_control=1200.0,
        primary=outcome.primary,
        decides=True,
    )
    return replace(row, **changes)


def sound_diagnostics(plan: Plan, arms: tuple[str, ...] = ("1",)) -> tuple[Diagnostic, ...]:
    """Balance and losses that pass, for each arm."""
    return tuple(
        item
        for arm in arms
        for item in (
            Diagnostic("balance_joint", arm=arm, versus="0", p_value=0.62, threshold=0.05),
            *(
                Diagnostic("attrition", outcome.name, arm, "0", statistic=0.02, value=0.01, threshold=0.059)
                for outcome in plan.outcomes
            ),
        )
    )


def a_result(plan: Plan, *estimates: Estimate, diagnostics: tuple[Diagnostic, ...] | None = None) -> Result:
    """A result with these estimates, and diagnostics that pass unless others are given."""
    arms = tuple(dict.fromkeys(row.arm for row in estimates))
    return Result(
        result_format=1,
        oppiva_version="0",
        python="3.11",
        libraries={},
        made_at=datetime(2022, 6, 1, tzinfo=UTC),
        plan_sha256="",
        plan_file_sha256=None,
        data_sha256=None,
        language="en",
        design={},
        flow=tuple(FlowRow(arm, 325, 325, {}, {}) for arm in ("0", *arms)),
        estimates=estimates,
        balance=(),
        diagnostics=sound_diagnostics(plan, arms) if diagnostics is None else diagnostics,
    )
