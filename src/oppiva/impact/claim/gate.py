"""The claim gate: from a plan and its result to the strongest sentence for every deciding estimate.

Everything is computed from the result; nobody types a grade, a verdict or a level. Rules: rules.toml and
docs/reference/gate-rules.md; why there is a gate: docs/explanation/claim-gate.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from oppiva.impact.claim.catalogue import threshold
from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.grade import (
    CARRIES_EFFECT,
    Grading,
    balance_doubt,
    balance_p,
    grade_trial,
    losses_beyond_cautious,
    scale_name,
)
from oppiva.impact.claim.grounds import Ground, ground
from oppiva.impact.claim.level import level_of, reserves
from oppiva.impact.claim.sentences import Said, strongest_sentence
from oppiva.impact.claim.verdict import Evidence, Finding, holm, judge_numbers
from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Claim, Diagnostic, Estimate, Result

__all__ = ["Circumstances", "Weighed", "judge", "weigh"]

_ADJUSTED = ("lin", "ols")
"""Estimators that take over under a doubtful balance (T2): the first one that is there."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One deciding estimate with its grading, what will be said of it, and the reasons why nothing stronger is."""

    said: Said
    grading: Grading
    grounds: tuple[Ground, ...]
    unclear: tuple[Ground, ...] = ()
    """Under "small at most": why the difference is not clear of zero."""


def judge(plan: Plan, result: Result, circumstances: Circumstances | None = None) -> tuple[Claim, ...]:
    """One claim for each deciding estimate: every outcome × treated arm, primary and secondary.

    `result` holds estimates and diagnostics (`balance_joint`, `attrition`, `allocations`); its own claims are not
    looked at. Pure: the same plan, result and circumstances give the same claims at the terminal and on the page.
    """
    return tuple(
        Claim(
            estimate=item.said.row.id,
            scale=scale_name(),
            grade=item.grading.grade,
            caps=item.grading.caps,
            verdict=item.said.verdict,
            level=item.said.level,
            reasons=tuple(reason.code for reason in item.grounds),
            sentence=strongest_sentence(item.said),
            small_at_most=item.said.small_at_most,
        )
        for item in weigh(plan, result, circumstances)
    )


def weigh(plan: Plan, result: Result, circumstances: Circumstances | None = None) -> tuple[Weighed, ...]:
    """What `judge` turns into sentences: for each deciding estimate its grading, verdict, level and reasons."""
    known = circumstances or Circumstances()
    rows = [_deciding(row, result) for row in result.estimates if row.decides]
    arms = {row.arm for row in rows}
    comparisons = max(1, sum(outcome.primary for outcome in plan.outcomes) * len(arms))
    adjusted_p = _holm_by_row(rows, comparisons)
    return tuple(
        _weigh(plan, result, row, known, comparisons, adjusted_p.get(row.id), several_arms=len(arms) > 1)
        for row in rows
    )


def _weigh(
    plan: Plan,
    result: Result,
    row: Estimate,
    known: Circumstances,
    comparisons: int,
    holm_p: float | None,
    *,
    several_arms: bool,
) -> Weighed:
    outcome = next(item for item in plan.outcomes if item.name == row.outcome)
    diagnostics = tuple(item for item in result.diagnostics if item.arm in (row.arm, None))
    grading = grade_trial(plan, row.outcome, row.arm, diagnostics, known)
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        missing = (ground("no_estimate"),)
        return Weighed(Said(row, outcome, plan.measure, "none", "inconclusive", because=missing), grading, missing)
    finding = judge_numbers(
        row,
        outcome,
        Evidence(
            level=row.level,
            comparisons=comparisons,
            holm_p=holm_p if comparisons > 1 else None,
            randomisation_p=_randomisation_p(result, row),
            allocations=_allocations(diagnostics, row.outcome),
            clustered=plan.design.cluster is not None,
            beyond_cautious=losses_beyond_cautious(diagnostics, row.outcome),
        ),
    )
    held_back = (*reserves(plan, result, row, locked_before_opened=known.locked_before_opened_here), *finding.doubts)
    level = level_of(grading.grade, finding.verdict, held_back)
    grounds, spoken = _grounds(grading, finding, held_back, diagnostics, row)
    said = Said(
        row=row,
        outcome=outcome,
        measure=plan.measure,
        level=level,
        verdict=finding.verdict,
        small_at_most=finding.small_at_most,
        reserves=spoken,
        because=grading.binding,
        several_arms=several_arms,
    )
    return Weighed(said, grading, grounds, finding.grounds if finding.verdict == "small_at_most" else ())


def _grounds(
    grading: Grading,
    finding: Finding,
    held_back: tuple[Ground, ...],
    diagnostics: tuple[Diagnostic, ...],
    row: Estimate,
) -> tuple[tuple[Ground, ...], tuple[Ground, ...]]:
    """The reasons for the level, and what the sentence says as its reserve.

    At grade 4 the caps are said as reserves beside the reasons. An interval that holds zero is a reason, but the
    sentence already shows it.
    """
    if grading.grade < CARRIES_EFFECT:
        return grading.binding, ()
    if finding.verdict == "inconclusive":
        return finding.grounds, tuple(item for item in finding.grounds if item.code != "interval_holds_zero")
    doubt = balance_doubt(diagnostics, adjusted=row.estimator in _ADJUSTED)
    return held_back, (*held_back, *(item.ground for item in grading.lowered), *((doubt,) if doubt else ()))


def _deciding(row: Estimate, result: Result) -> Estimate:
    """The row itself, or under a doubtful balance the adjusted estimate of the same outcome, arm and subgroup."""
    p = balance_p(item for item in result.diagnostics if item.arm == row.arm)
    if p is None or p >= threshold("balance_doubtful") or row.estimator in _ADJUSTED:
        return row
    same = [item for item in result.estimates if _twin(item, row) and item.estimator in _ADJUSTED]
    usable = [item for item in same if item.ci_low is not None and item.ci_high is not None]
    return min(usable, key=lambda item: _ADJUSTED.index(item.estimator), default=row)


def _twin(left: Estimate, right: Estimate) -> bool:
    return (left.outcome, left.arm, left.subgroup, left.wave, left.scale) == (
        right.outcome,
        right.arm,
        right.subgroup,
        right.wave,
        right.scale,
    )


def _holm_by_row(rows: list[Estimate], comparisons: int) -> dict[str, float]:
    """Holm-adjusted p of the primary rows; a row without p counts as 1."""
    primary = [row for row in rows if row.primary and row.subgroup is None]
    adjusted = holm([1.0 if row.p_value is None else row.p_value for row in primary], comparisons)
    return {row.id: p for row, p in zip(primary, adjusted, strict=True)}


def _randomisation_p(result: Result, row: Estimate) -> float | None:
    found = (item for item in result.estimates if item.estimator == "randomisation_inference" and _twin(item, row))
    return next((item.p_value for item in found), None)


def _allocations(diagnostics: tuple[Diagnostic, ...], outcome: str) -> float | None:
    counted = (item for item in diagnostics if item.name == "allocations" and item.outcome in (outcome, None))
    return min((item.value for item in counted if item.value is not None), default=None)
