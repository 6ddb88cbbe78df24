"""The claims of a result beside the estimates they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from oppiva.core.language import current_language
from oppiva.evaluation.models.finding import Level
from oppiva.impact.result import Claim, Estimate
from oppiva.impact.stored_result import result_from_dict
from oppiva.impact.text import Text
from oppiva.studies.models import Run


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """One claim as the page lists it."""

    estimate: Estimate
    claim: Claim
    outcome: str
    """The outcome's name in the reader's language."""
    sentence: str
    level: str


def claims_of(run: Run) -> list[ShownClaim]:
    """Claims of a finished run, in plan order."""
    result = result_from_dict(run.result or {})
    estimates = {estimate.id: estimate for estimate in result.estimates}
    labels = {row["name"]: Text.from_mapping(row["label"]) for row in run.version.resolved["outcome"]}
    return [_shown(claim, estimates[claim.estimate], labels) for claim in result.claims]


def _shown(claim: Claim, estimate: Estimate, labels: dict[str, Text]) -> ShownClaim:
    language = current_language()
    return ShownClaim(
        estimate=estimate,
        claim=claim,
        outcome=labels[estimate.outcome].in_(language),
        sentence=claim.sentence.in_(language),
        level=str(Level(claim.level).label),
    )
