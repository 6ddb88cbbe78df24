"""The strongest sentence that each level allows, in three languages (templates in sentences.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oppiva.impact.claim.catalogue import each, entry, fill
from oppiva.impact.claim.figures import Figures, direction
from oppiva.impact.claim.grounds import Ground, joined, joined_because
from oppiva.impact.plan.model import Measure, Outcome
from oppiva.impact.result import Estimate, Level, Verdict
from oppiva.impact.text import Text, level_number, number


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence is made from: the estimate with its outcome, and what grade, verdict and level came to."""

    row: Estimate
    outcome: Outcome
    measure: Measure
    level: Level
    verdict: Verdict
    small_at_most: bool = False
    reserves: tuple[Ground, ...] = ()
    """Effect, indication: why the reader should hold back. Inconclusive: why, beyond an interval that holds zero."""
    because: tuple[Ground, ...] = ()
    """Association, lesson, none: why nothing is said about effect."""
    drawn: bool = True
    """The groups were drawn by lot; otherwise they were compared as they came."""
    several_arms: bool = False


def strongest_sentence(said: Said) -> Text:
    """The sentence of `said.level`; the only place where a claim becomes words."""
    if said.row.estimate is None or said.row.ci_low is None or said.row.ci_high is None or said.level == "none":
        return _none(said)
    template = _template(said)
    fields = _fields(said)
    return _together(
        fill(template, **fields),
        *_direction(said),
        *_reserves(said),
        *_named(said),
    )


def promising_practice(finding: Text, sources: int) -> Text:
    """`finding` (whole sentences) as a promising practice that rests on `sources` independent sources."""
    template = entry("sentences", "promising_practice", "one" if sources == 1 else "many")
    return fill(template, finding=finding, sources=each(lambda language: number(sources, language)))


def lesson(finding: Text, because: Sequence[Ground]) -> Text:
    """`finding` (whole sentences) as a lesson, with the reasons why nothing can be said about effect."""
    return fill(entry("sentences", "lesson", "finding"), finding=finding, because=joined_because(because))


def nothing(because: Text) -> Text:
    """No statement at all; `because` is a clause in lower case."""
    return fill(entry("sentences", "none", "any"), because=because)


def _template(said: Said) -> dict[str, str]:
    if said.level == "effect":
        key = "small_at_most" if said.verdict == "small_at_most" else "difference"
    elif said.level == "indication":
        key = "yes_no" if said.outcome.kind == "yes_no" else "amount"
        key = "small_at_most" if said.verdict == "small_at_most" else key
    elif said.level == "association":
        other = {"small_at_most": "small_at_most", "inconclusive": "no_clear_difference"}
        shown = other.get(said.verdict, "difference")
        key = f"{'drawn' if said.drawn else 'compared'}_{shown}"
    else:
        key = "any" if said.level == "inconclusive" else "compared"
    return dict(entry("sentences", said.level, key))


def _fields(said: Said) -> dict[str, object]:
    row, outcome = said.row, said.outcome
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        raise ValueError(f"estimate {row.id} has no interval to speak of")
    figures = Figures.of(outcome, row.estimate, row.ci_low, row.ci_high)
    interval = figures.interval(row.ci_low, row.ci_high)
    level = each(lambda language: level_number(row.level, language))
    people = people_of(row)
    return {
        "label": outcome.label,
        "average": Text.same("") if outcome.kind == "yes_no" else fill(entry("sentences", "parts", "average")),
        "size": figures.size(row.estimate),
        "difference": figures.difference(row.estimate),
        "interval": interval,
        "range": figures.range(row.ci_low, row.ci_high),
        "more": direction(outcome, row.estimate),
        "evidence": fill(entry("sentences", "parts", "evidence"), level=level, interval=interval, people=people),
        "evidence_short": fill(entry("sentences", "parts", "evidence_short"), level=level, people=people),
        "threshold": figures.threshold(outcome.smallest_relevant or 0.0),
        "because": joined_because(said.because) if said.level == "lesson" else joined(said.because),
    }


def people_of(row: Estimate) -> Text:
    """The people analysed: 320 ja 318 henkilöä."""
    treated = each(lambda language: number(row.n_treated, language))
    control = each(lambda language: number(row.n_control, language))
    return fill(entry("sentences", "parts", "people"), treated=treated, control=control)


def _direction(said: Said) -> list[Text]:
    """Unfavourable, and real but small: said after the difference itself."""
    parts = []
    if said.verdict == "unfavourable" and said.level in ("effect", "indication"):
        name = "unfavourable" if said.level == "effect" else "unfavourable_direction"
        parts.append(fill(entry("sentences", "parts", name)))
    if said.small_at_most and said.verdict != "small_at_most" and said.level in ("effect", "indication"):
        name = "real_but_small" if said.level == "effect" else "small"
        threshold = _fields(said)["threshold"]
        parts.append(fill(entry("sentences", "parts", name), threshold=threshold))
    return parts


def _reserves(said: Said) -> list[Text]:
    if not said.reserves or said.level not in ("effect", "indication", "inconclusive"):
        return []
    name = "reason" if said.level == "inconclusive" else "reserve"
    if len(said.reserves) > 1:
        name += "s"
    return [fill(entry("sentences", "parts", name), reserve=joined(said.reserves))]


def _named(said: Said) -> list[Text]:
    """The arms where there are several, and the measure and its alternative where the plan names them."""
    parts = []
    if said.several_arms:
        parts.append(fill(entry("sentences", "parts", "arms"), arm=said.row.arm, versus=said.row.versus))
    if said.measure.name is not None:
        parts.append(fill(entry("sentences", "parts", "measure"), name=said.measure.name))
    if said.measure.alternative is not None:
        parts.append(fill(entry("sentences", "parts", "alternative"), name=said.measure.alternative))
    return parts


def _none(said: Said) -> Text:
    template = entry("sentences", "none", "estimate")
    return fill(template, because=joined(said.because), label=said.outcome.label, people=people_of(said.row))


def _together(*parts: Text) -> Text:
    return each(lambda language: "".join(part.in_(language) for part in parts))
