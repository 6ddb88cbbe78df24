"""The grade: how far the design can carry. Where it starts, and the caps T1–T7 of a drawn trial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oppiva.impact.claim.attrition import boundary
from oppiva.impact.claim.catalogue import each, entry, load, threshold
from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.figures import decimals_apart, equals_p, plain
from oppiva.impact.claim.grounds import Ground, cap_ground, ground, sentence
from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Cap, Diagnostic
from oppiva.impact.text import Text, percent

CARRIES_EFFECT = 4
CARRIES_ASSOCIATION = 3
_SMALL_SHARE = 0.01
"""A smaller one is written with a decimal: 0.4 % of losses is not 0 %."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """A cap with the clause that says it inside a sentence."""

    cap: Cap
    ground: Ground


@dataclass(frozen=True, slots=True)
class Grading:
    """The grade 0–5 with every cap that applies, whether or not it was the lowest."""

    grade: int
    lowered: tuple[Lowered, ...]

    @property
    def caps(self) -> tuple[Cap, ...]:
        return tuple(item.cap for item in self.lowered)

    @property
    def binding(self) -> tuple[Ground, ...]:
        """The caps that set the grade."""
        return tuple(item.ground for item in self.lowered if item.cap.to == self.grade)


def start(design: str, *, diagnostics_passed: bool = True) -> int:
    """Where a design starts on the scale: "none", "one_group", "unadjusted", "adjusted", "threshold" or "drawn".

    Raises KeyError for a design that the scale does not know.
    """
    starts = entry("scale", "starts")
    if not diagnostics_passed:
        return int(entry("scale", "diagnostics_not_passed").get(design, starts[design]))
    return int(starts[design])


def scale_name() -> str:
    """The name that every claim carries: which scale and which version graded it."""
    return str(load("scale")["name"])


def grade_trial(plan: Plan, outcome: str, arm: str, diagnostics: Iterable[Diagnostic], known: Circumstances) -> Grading:
    """The grade of one outcome × treated arm of a drawn trial; the lowest cap wins."""
    of_arm = [item for item in diagnostics if item.arm in (arm, None)]
    found = [
        _draw(plan, known),
        _balance(of_arm),
        *_losses(of_arm, outcome),
        _recruitment(plan),
        _measurement(plan),
        _analysed_as(plan),
        _deviation(known),
    ]
    lowered = tuple(item for item in found if item is not None)
    return Grading(min([start("drawn"), *(item.cap.to for item in lowered)]), lowered)


def _lower(key: str, found: float | None = None, limit: float | None = None, /, **fields: object) -> Lowered:
    reason = cap_ground(key, **fields)
    to = int(entry("rules", "caps", key)["to"])
    return Lowered(Cap(reason.code, to, sentence(reason.clause), found, limit), reason)


def _draw(plan: Plan, known: Circumstances) -> Lowered | None:
    design = plan.design
    if design.drawn_by == "ledger":
        return None if known.chain_verifies is True else _lower("T1_chain")
    if design.drawn_by == "documented" and design.reference and design.reference.strip():
        return None
    return _lower("T1")


def _find(diagnostics: Iterable[Diagnostic], name: str, outcome: str | None = None) -> Diagnostic | None:
    return next((item for item in diagnostics if item.name == name and item.outcome == outcome), None)


def balance_p(diagnostics: Iterable[Diagnostic]) -> float | None:
    """The p-value of the joint balance test, where it could be made."""
    joint = _find(diagnostics, "balance_joint")
    return None if joint is None or joint.verdict == "not_applicable" else joint.p_value


def _balance(diagnostics: list[Diagnostic]) -> Lowered | None:
    p, limit = balance_p(diagnostics), threshold("balance_refuted")
    if p is None or p >= limit:
        return None
    return _lower("T2", p, limit, value=equals_p(p), threshold=plain(limit, 3))


def balance_doubt(diagnostics: Iterable[Diagnostic], *, adjusted: bool) -> Ground | None:
    """T2 between its two limits: no cap, a warning, and the adjusted estimate decides where there is one."""
    p = balance_p(diagnostics)
    if p is None or not threshold("balance_refuted") <= p < threshold("balance_doubtful"):
        return None
    return ground("balance_doubtful" if adjusted else "balance_doubtful_unadjusted", value=equals_p(p))


def losses_beyond_cautious(diagnostics: Iterable[Diagnostic], outcome: str) -> bool:
    """Whether losses go beyond the cautious boundary, so that the Lee bounds have a say (V1)."""
    losses = _find(diagnostics, "attrition", outcome)
    return losses is not None and losses.verdict in ("warns", "fails")


def _losses(diagnostics: list[Diagnostic], outcome: str) -> Iterable[Lowered]:
    losses = _find(diagnostics, "attrition", outcome)
    if losses is None or losses.note == "drawn_unknown" or losses.verdict == "not_applicable":
        yield _lower("T3_unknown")
    if losses is None or losses.verdict not in ("warns", "fails"):
        return
    if losses.statistic is None or losses.value is None:
        # Beyond a boundary by an unknown amount: nothing says that it is the nearer one.
        yield _lower("T3_uncounted")
        return
    fails = losses.verdict == "fails"
    limit = boundary(losses.statistic, "optimistic" if fails else "cautious")
    overall = _percent(losses.statistic, at_least=losses.note == "drawn_unknown")
    if limit is None and fails:
        yield _lower("T3_too_many", losses.value, None, overall=overall)
        return
    shown, passing = 100 * losses.value, 100 * (limit or 0.0)
    decimals = decimals_apart(shown, passing, 1)
    yield _lower(
        "T3_beyond" if fails else "T3_optimistic",
        losses.value,
        limit,
        overall=overall,
        value=plain(shown, decimals),
        threshold=plain(passing, decimals),
    )


def _percent(share: float, *, at_least: bool) -> Text:
    words = entry("sentences", "words", "at_least") if at_least else {}
    decimals = 0 if share >= _SMALL_SHARE or share == 0 else 1
    return each(lambda language: words.get(language, "") + percent(share, language, decimals))


def _recruitment(plan: Plan) -> Lowered | None:
    return _lower("T4") if plan.design.recruited == "after_draw_known" else None


def _measurement(plan: Plan) -> Lowered | None:
    if plan.design.measured == "same":
        return None
    return _lower("T5_different" if plan.design.measured == "different" else "T5_unknown")


def _analysed_as(plan: Plan) -> Lowered | None:
    return _lower("T6") if plan.design.analysed_as == "took_part" else None


def _deviation(known: Circumstances) -> Lowered | None:
    return _lower("T7") if known.deviation_changed_analysis else None
