"""The opening line and the one paragraph above all tables, in words that need no training in statistics."""

from __future__ import annotations

from collections import Counter

from oppiva.impact.claim.catalogue import entry, fill
from oppiva.impact.result import Claim, Estimate
from oppiva.publishing.report import words
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Paragraph, Section

_LEVELS = (
    "effect", "effect_small", "indication", "inconclusive", "association", "promising_practice", "lesson", "none",
)  # fmt: skip
_AT_MOST_SENTENCES = 4
"""More would no longer be a paragraph that a minister reads."""
_ANSWERS = ("effect", "effect_small", "indication")
_AT_MOST_LABELS = 3


def answer(source: Source) -> str:
    """What runs on from the title: the gate's sentence, or how many primary comparisons say what."""
    claims = source.primary_claims
    if not claims:
        return source.say("summary.answer_none")
    if len(claims) == 1:
        return claims[0][0].sentence.in_(source.language)
    kinds = Counter(_level(claim) for claim, _ in claims)
    parts = [source.say(f"summary.count_{kind}", k=kinds[kind]) for kind in _LEVELS if kinds[kind]]
    return source.say("summary.answer_many", n=len(claims), parts=words.joined(parts, source.language))


def summary(source: Source) -> Section:
    """What was tried against what, on how many, what came of it and what that means for a decision."""
    claims = source.primary_claims
    sentences = [*_tried(source, answer(source)), *_people(source, claims)]
    if len(claims) > 1:
        ranked = sorted((claim for claim, _ in claims), key=lambda claim: _LEVELS.index(_level(claim)))
        if len(ranked) > _AT_MOST_SENTENCES:
            ranked = [claim for claim in ranked if _level(claim) in _ANSWERS][:_AT_MOST_SENTENCES]
        sentences += [_bare(source, claim) for claim in ranked]
        if len(ranked) < len(claims):
            sentences.append(source.say("summary.more_in_section", n=len(claims) - len(ranked)))
    sentences += _meaning(source, claims)
    return Section("summary", source.say("summary.heading"), (Paragraph(" ".join(sentences)),))


def _level(claim: Claim) -> str:
    """The level, with an effect that is only known to be small apart from one that is shown."""
    if claim.level == "effect" and claim.verdict in ("small_at_most", "inconclusive"):
        return "effect_small"
    return claim.level


def _bare(source: Source, claim: Claim) -> str:
    """The gate's sentence without the measure and the alternative, which the paragraph has already named once."""
    sentence = claim.sentence.in_(source.language)
    for part, name in (("measure", source.plan.measure.name), ("alternative", source.plan.measure.alternative)):
        if name is not None:
            named = fill(entry("sentences", "parts", part), name=name)
            sentence = sentence.replace(named.in_(source.language), "")
    return sentence


def _tried(source: Source, said: str) -> list[str]:
    """Measure and alternative, unless the opening has said them."""
    sentences = []
    if source.measure and source.measure not in said:
        sentences.append(source.say("summary.tried", measure=source.measure))
    if source.alternative and source.alternative not in said:
        sentences.append(source.say("summary.alternative", alternative=source.alternative))
    return sentences


def _people(source: Source, claims: tuple[tuple[Claim, Estimate], ...]) -> list[str]:
    sentences = []
    if source.several_arms:
        total = source.total(row.in_file for row in source.result.flow)
        if total:
            groups = len(source.result.flow)
            sentences.append(source.say("summary.people_arms", many=source.many(total), arms=groups))
    elif claims:
        estimate = claims[0][1]
        treated, control = estimate.n_treated, estimate.n_control
        known = source.total((treated, control))
        if known is not None:
            counts = {"treated": source.count(treated), "control": source.count(control)}
            sentences.append(source.say("summary.people", many=source.many(known), **counts))
    drawn = source.total(row.drawn for row in source.result.flow)
    in_file = source.total(row.in_file for row in source.result.flow)
    if drawn is not None and in_file is not None and drawn > in_file:
        sentences.append(source.say("summary.drawn", drawn=source.count(drawn)))
    return sentences


def _meaning(source: Source, claims: tuple[tuple[Claim, Estimate], ...]) -> list[str]:
    """What the result means for a decision; outcomes that mean the same are named together."""
    if not claims:
        return [source.say("summary.means_none")]
    meanings: dict[str, list[str]] = {}
    for claim, estimate in claims:
        meanings.setdefault(_meaning_code(claim), []).append(source.outcome_and_arm(estimate))
    if len(meanings) == 1:
        return [source.say(f"summary.{next(iter(meanings))}")]
    return [_meaning_for(source, code, labels) for code, labels in meanings.items()]


def _meaning_for(source: Source, code: str, labels: list[str]) -> str:
    meaning = source.say(f"summary.{code}")
    meaning = meaning[:1].lower() + meaning[1:]
    if len(labels) > _AT_MOST_LABELS:
        return source.say("summary.for_comparisons", n=len(labels), meaning=meaning)
    return source.say("summary.for_outcomes", labels="; ".join(labels), meaning=meaning)


def _meaning_code(claim: Claim) -> str:
    level = _level(claim)
    if level == "effect_small":
        return "means_effect_small"
    if level != "effect":
        return f"means_{level}"
    return {"favourable": "means_effect_favourable", "unfavourable": "means_effect_unfavourable"}.get(
        claim.verdict, "means_effect_direction"
    )
