"""The level: how strong a sentence grade and verdict together allow."""

from __future__ import annotations

from collections.abc import Sequence

from oppiva.impact.claim.catalogue import each, threshold
from oppiva.impact.claim.grade import CARRIES_ASSOCIATION, CARRIES_EFFECT
from oppiva.impact.claim.grounds import Ground, ground
from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Estimate, Level, Result, Verdict
from oppiva.impact.text import level_percent

STRONGEST_FIRST: tuple[Level, ...] = (
    "effect", "indication", "inconclusive", "association", "promising_practice", "lesson", "none",
)  # fmt: skip


def level_of(grade: int, verdict: Verdict, reserves: Sequence[Ground]) -> Level:
    """The level of an estimate; `reserves` are the reasons that lower `effect` to `indication`."""
    if grade >= CARRIES_EFFECT:
        if verdict == "inconclusive":
            return "inconclusive"
        return "indication" if reserves else "effect"
    return "association" if grade == CARRIES_ASSOCIATION else "lesson"


def practice_level(*, grade: int, supported: bool, model_described: bool, unanswered_counter_evidence: bool) -> Level:
    """The level of a finding that no graded estimate carries (grade ≤ 2): promising practice or lesson.

    `supported`: the finding's own strength is *supported* or better. `model_described`: the operating model it
    speaks of is described. Raises ValueError above grade 2, where the estimate's own claim decides.
    """
    if grade >= CARRIES_ASSOCIATION:
        raise ValueError(f"grade {grade} carries an estimate: its own claim decides the level")
    if supported and model_described and not unanswered_counter_evidence:
        return "promising_practice"
    return "lesson"


def reserves(plan: Plan, result: Result, row: Estimate, *, locked_before_opened: bool | None) -> tuple[Ground, ...]:
    """Why an estimate of grade 4–5 with a verdict is an indication and not an effect, beside V1's own doubts."""
    found = []
    if not fixed_beforehand(plan, result, locked_before_opened):
        found.append(ground("after_outcomes_known"))
    if not row.primary:
        found.append(ground("secondary_outcome"))
    if row.subgroup is not None:
        found.append(ground("planned_subgroup"))
    level = row.level
    if level < threshold("least_level"):
        found.append(ground("level_below_95", value=each(lambda language: level_percent(level, language))))
    return tuple(found)


def fixed_beforehand(plan: Plan, result: Result, locked_before_opened: bool | None) -> bool:
    """Whether the analysis was fixed before the outcomes were known, or registered, or locked before they were opened.

    What the system itself knows (`locked_before_opened`) outweighs what the plan says. A registration counts with
    its day, and only if that day is not after the run.
    """
    if locked_before_opened is False:
        return False
    lock = plan.lock
    if lock.written in ("before_outcomes", "before_opened_here"):
        return True
    registered = bool(lock.registered and lock.registered.strip())
    return registered and lock.registered_on is not None and lock.registered_on <= result.made_at.date()
