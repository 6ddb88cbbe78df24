"""How strong a finding may be: the claim's level, and where no estimate carries it, what its sources carry."""

from __future__ import annotations

from typing import Any

from oppiva.evaluation.models import Finding
from oppiva.evaluation.models.finding import Level
from oppiva.impact import result
from oppiva.impact.claim.grade import CARRIES_ASSOCIATION
from oppiva.impact.claim.level import practice_level
from oppiva.impact.claim.sentences import promising_practice
from oppiva.impact.text import LANGUAGES, Text

SUPPORTED = frozenset({Finding.Strength.SUPPORTED, Finding.Strength.STRONG})


def level_of(finding: Finding) -> result.Level:
    """Never typed. Below an association: promising practice where several sources support it, the model is described
    and counter-evidence has been answered; else a lesson. A claim that says nothing stays so.
    """
    claim: dict[str, Any] = finding.claim
    if claim["level"] == "none" or claim["grade"] >= CARRIES_ASSOCIATION:
        carried: result.Level = claim["level"]
        return carried
    return practice_level(
        grade=claim["grade"],
        supported=finding.strength in SUPPORTED and finding.sources > 1,
        model_described=finding.model_described,
        unanswered_counter_evidence=not finding.counter_evidence_answered,
    )


def claim_sentence(finding: Finding) -> Text:
    """The gate's own sentence on the estimate under the finding."""
    return Text.from_mapping({language: finding.claim[language] for language in LANGUAGES})


def strongest_sentence(finding: Finding) -> Text:
    """The strongest sentence that the gate allows here.

    For a promising practice it is the finding's own words, where they fit, with what they rest on and what they do
    not say; for every other level the sentence of the claim.
    """
    if finding.level == Level.PROMISING_PRACTICE:
        version = finding.versions.order_by("-number").first()
        if version is not None and version.wording == "fits":
            written: dict[str, str] = {language: getattr(version, f"text_{language}") for language in LANGUAGES}
            return promising_practice(Text.from_mapping(written), finding.sources)
    return claim_sentence(finding)


def sentence_beside(finding: Finding) -> Text | None:
    """The gate's own sentence, where the report must print it beside words that were published against the gate."""
    current = finding.current
    if hasattr(current, "confirmation") and current.confirmation.kind == "override":
        return strongest_sentence(finding)
    return None
