"""What the gate says of a finding's words, in each language they are written in."""

from __future__ import annotations

from typing import Any

from oppiva.evaluation.models import Finding
from oppiva.evaluation.strength import level_of, strongest_sentence
from oppiva.impact.claim.wording import WordingVerdict, check_wording
from oppiva.impact.plan import parse_plan
from oppiva.impact.text import LANGUAGES


def check_texts(finding: Finding, texts: dict[str, str]) -> dict[str, WordingVerdict]:
    """Language → verdict, for the languages in which something is written. `texts`: language → words.

    The gate's own sentence fits by definition, so that one click always leads out.
    """
    own = strongest_sentence(finding)
    plan = parse_plan(finding.run.version.text)
    rows = finding.run.result["estimates"] if finding.run.result else []
    outcome = next((row["outcome"] for row in rows if row["id"] == finding.estimate_id), None)
    better = next((item.better for item in plan.outcomes if item.name == outcome), None)
    verdicts = {}
    for language in LANGUAGES:
        text = texts.get(language, "").strip()
        if text == own.in_(language):
            verdicts[language] = WordingVerdict("fits", ())
        elif text:
            verdicts[language] = check_wording(
                text, language, level_of(finding), verdict=finding.claim["verdict"], better=better
            )
    return {str(language): verdict for language, verdict in verdicts.items()}


def verdict_as_json(verdict: WordingVerdict) -> list[dict[str, Any]]:
    """[{"words", "start", "end", "answer", "reason", "because": {"fi", "sv", "en"}}, …] for the words found."""
    return [
        {
            "words": found.words,
            "start": found.start,
            "end": found.end,
            "answer": found.answer,
            "reason": found.reason,
            "because": found.because.to_dict(),
        }
        for found in verdict.found
    ]
