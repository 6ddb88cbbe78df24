"""The sentences above the strongest allowed one: each may not be said, and each has its reason."""

from __future__ import annotations

from oppiva.impact.claim.catalogue import each, entry, fill
from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.figures import Figures
from oppiva.impact.claim.gate import Weighed, weigh
from oppiva.impact.claim.grounds import Ground, joined, sentence
from oppiva.impact.claim.sentences import Said, people_of
from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Claim, Result
from oppiva.impact.text import Text


def refused_sentences(plan: Plan, result: Result, claim: Claim) -> tuple[tuple[Text, Text], ...]:
    """(sentence, reason) for what `claim` does not allow, strongest first; "no effect" comes last.

    Raises KeyError if the claim's estimate is not one that decides in `result`.
    """
    found = {item.said.row.id: item for item in weigh(plan, result, _known(plan, claim))}[claim.estimate]
    said = found.said
    refused = []
    why = sentence(joined(_why(found)))
    if said.level not in ("lesson", "none"):
        refused.append((_sentence("elsewhere", said), _elsewhere(said)))
    if said.level != "effect" or said.verdict == "small_at_most":
        refused.append((_sentence("effect", said), why))
    if said.level in ("inconclusive", "association", "lesson", "none"):
        refused.append((_sentence("indication", said), why))
    if said.verdict in ("small_at_most", "inconclusive") or said.level in ("association", "lesson", "none"):
        refused.append((_sentence("no_effect", said), _no_effect(said, why)))
    return tuple(refused)


def _known(plan: Plan, claim: Claim) -> Circumstances:
    """The circumstances under which the claim was judged, as far as it shows them."""
    rules = {cap.rule for cap in claim.caps}
    ledger = plan.design.drawn_by == "ledger" and "T1" not in rules
    return Circumstances(
        chain_verifies=True if ledger else None,
        locked_before_opened_here=False if "after_outcomes_known" in claim.reasons else None,
        deviation_changed_analysis="T7" in rules,
    )


def _why(found: Weighed) -> tuple[Ground, ...]:
    """Why "small at most" is not a clear difference, and the reasons of the level."""
    return (*found.unclear, *found.grounds)


def _sentence(name: str, said: Said) -> Text:
    return fill(
        entry("refused", "sentences", name),
        label=said.outcome.label,
        past=_direction("past", said),
        present=_direction("present", said),
    )


def _direction(tense: str, said: Said) -> Text:
    """By the sign of the estimate, read by `better`."""
    words = entry("refused", "words", tense)
    place = 2
    if said.outcome.better is not None and said.row.estimate:
        place = 0 if (said.row.estimate > 0) == (said.outcome.better == "higher") else 1
    return each(lambda language: str(words[language][place]))


def _elsewhere(said: Said) -> Text:
    return fill(entry("refused", "reasons", "elsewhere"), people=people_of(said.row))


def _no_effect(said: Said, why: Text) -> Text:
    row, outcome = said.row, said.outcome
    if (
        said.level in ("association", "lesson", "none")
        or row.estimate is None
        or row.ci_low is None
        or row.ci_high is None
    ):
        return why
    figures = Figures.of(outcome, row.estimate, row.ci_low, row.ci_high)
    name = "no_effect" if outcome.smallest_relevant is None else "no_effect_threshold"
    return fill(
        entry("refused", "reasons", name),
        range=figures.range(row.ci_low, row.ci_high),
        threshold=figures.threshold(outcome.smallest_relevant or 0.0),
    )
