"""The verdict: what the numbers say (V1–V3), from the deciding estimate of one outcome × arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oppiva.impact.claim.catalogue import threshold
from oppiva.impact.claim.figures import Figures, decimals_apart, equals_p, plain
from oppiva.impact.claim.grounds import Ground, ground
from oppiva.impact.plan.model import Outcome
from oppiva.impact.result import Estimate, Verdict

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything V1–V3 look at beside the estimate itself."""

    level: float
    """Of the interval, 0–1: the plan's."""
    comparisons: int = 1
    """m: primary outcomes × treated arms."""
    holm_p: float | None = None
    """Holm-adjusted p of a primary outcome; None for a secondary one, and where it is the only comparison."""
    randomisation_p: float | None = None
    allocations: float | None = None
    """Distinct allocations that the draw could have given; None: too many to count, or not counted."""
    clustered: bool = False
    beyond_cautious: bool = False
    """Losses go beyond the cautious boundary (T3), so that the Lee bounds have a say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`verdict`, and whether V2 holds too. `doubts`: V1 fails only by these (randomisation p, Holm).

    `grounds` say why a verdict of inconclusive or small at most is not a clear difference.
    """

    verdict: Verdict
    small_at_most: bool = False
    doubts: tuple[Ground, ...] = ()
    grounds: tuple[Ground, ...] = ()


def holm(p_values: Sequence[float], comparisons: int) -> list[float]:
    """Holm's step-down adjusted p-values, in the order given, with `comparisons` tests in all.

    Tests beyond those given (an estimate that could not be made) count as larger than every one given.
    Source: Holm 1979, Scandinavian Journal of Statistics 6; the same as R `p.adjust(p, "holm", n)`.
    """
    total = max(comparisons, len(p_values))
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda index: p_values[index])):
        largest = max(largest, min(1.0, (total - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted


def judge_numbers(row: Estimate, outcome: Outcome, evidence: Evidence) -> Finding:
    """V1–V3 for one deciding estimate, which has an interval (`estimate`, `ci_low` and `ci_high` are not None)."""
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        raise ValueError(f"estimate {row.id} has no interval to judge")
    low, high = row.ci_low, row.ci_high
    blocked = _too_small(row, evidence)
    sign = 1 if low > 0 else -1 if high < 0 else 0
    lee = _lee(row, outcome, sign, evidence)
    clear = sign != 0 and not lee
    doubts = _doubts(evidence) if clear else ()
    within = outcome.smallest_relevant
    small = within is not None and -within <= low and high <= within
    held = () if sign else (_holds_zero(row, outcome, low, high),)
    if not blocked and clear and not doubts:
        return Finding(_direction(sign, outcome), small)
    if not blocked and small:
        return Finding("small_at_most", True, grounds=(*held, *lee, *doubts))
    if not blocked and clear:
        return Finding(_direction(sign, outcome), False, doubts)
    return Finding("inconclusive", False, grounds=(*held, *lee, *blocked))


def _direction(sign: int, outcome: Outcome) -> Verdict:
    if outcome.better is None:
        return "higher" if sign > 0 else "lower"
    return "favourable" if (sign > 0) == (outcome.better == "higher") else "unfavourable"


def _holds_zero(row: Estimate, outcome: Outcome, low: float, high: float) -> Ground:
    figures = Figures.of(outcome, row.estimate or 0.0, low, high)
    p = 1.0 if row.p_value is None else row.p_value
    return ground("interval_holds_zero", interval=figures.interval(low, high), value=equals_p(p))


def _lee(row: Estimate, outcome: Outcome, sign: int, evidence: Evidence) -> tuple[Ground, ...]:
    """Empty if the bounds may be left aside or lie wholly on the estimate's side of zero."""
    if sign == 0 or not evidence.beyond_cautious:
        return ()
    if row.lower is None or row.upper is None:
        return (ground("lee_bounds_missing"),)
    if (sign > 0 and row.lower > 0) or (sign < 0 and row.upper < 0):
        return ()
    figures = Figures.of(outcome, row.estimate or 0.0, row.lower, row.upper)
    return (ground("lee_bounds", interval=figures.interval(row.lower, row.upper)),)


def _doubts(evidence: Evidence) -> tuple[Ground, ...]:
    error = 1 - evidence.level
    doubts = []
    p, limit = evidence.randomisation_p, threshold("randomisation_slack") * error
    if p is not None and p > limit + _ROUNDING:
        decimals = decimals_apart(p, limit, 2)
        doubts.append(ground("randomisation_p", value=plain(p, decimals), threshold=plain(limit, decimals)))
    p = evidence.holm_p
    if p is not None and p > error + _ROUNDING:
        decimals = decimals_apart(p, error, 2)
        doubts.append(
            ground(
                "holm",
                comparisons=evidence.comparisons,
                value=plain(p, decimals),
                threshold=plain(error, decimals),
            )
        )
    return tuple(doubts)


def _too_small(row: Estimate, evidence: Evidence) -> tuple[Ground, ...]:
    found = []
    needed = threshold("allocations_per_tail") / (1 - evidence.level)
    if evidence.allocations is not None and evidence.allocations < needed - 1e-9:
        found.append(ground("few_allocations", value=plain(evidence.allocations, 0), threshold=plain(needed, 0)))
    clusters = threshold("least_clusters")
    if evidence.clustered and min(row.n_clusters_treated or 0, row.n_clusters_control or 0) < clusters:
        found.append(ground("few_clusters", threshold=plain(clusters, 0)))
    people = threshold("least_people")
    if min(row.n_treated, row.n_control) < people:
        found.append(ground("few_people", threshold=plain(people, 0)))
    return tuple(found)
