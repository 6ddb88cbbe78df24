"""What may and may not be said: the claim gate's sentences, from the strongest down, each refusal with its reason."""

from __future__ import annotations

from oppiva.impact.claim.strongest import refused_sentences
from oppiva.impact.result import Claim
from oppiva.impact.text import LANGUAGES
from oppiva.publishing.report import words
from oppiva.publishing.report.record import ReportedFinding
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Block, GateList, Heading, KeyValues, Listing, Paragraph, Refused, Section


def allowed(source: Source) -> Section:
    heading = source.say("allowed.heading")
    claims = source.result.claims
    if not claims:
        return Section("allowed", heading, (Paragraph(source.say("allowed.no_claims")),))
    blocks: list[Block] = [Paragraph(source.say("allowed.lede"), "lede")]
    for claim in claims:
        estimate = source.estimate_of(claim)
        if len(claims) > 1 and estimate is not None:
            blocks.append(Heading(source.outcome_and_arm(estimate)))
        blocks.append(_gate(source, claim))
        if _reasons_withheld(source, claim):
            blocks.append(Paragraph(source.say("allowed.refused_withheld"), "note"))
        blocks.append(KeyValues(tuple(_grounds(source, claim))))
    return Section("allowed", heading, tuple(blocks))


def _gate(source: Source, claim: Claim) -> GateList:
    language = source.language
    return GateList(
        refused_word=source.say("allowed.refused_word"),
        allowed_word=source.say("allowed.allowed_word"),
        refused=_refused(source, claim),
        allowed=claim.sentence.in_(language),
        in_other_languages=tuple((other, claim.sentence.in_(other)) for other in LANGUAGES if other != language),
    )


def _refused(source: Source, claim: Claim) -> tuple[Refused, ...]:
    if _reasons_withheld(source, claim):
        return ()
    return tuple(
        Refused(sentence.in_(source.language), words.sentence(reason.in_(source.language)))
        for sentence, reason in refused_sentences(source.plan, source.result, claim)
    )


def _reasons_withheld(source: Source, claim: Claim) -> bool:
    """Whether the reasons of the refusals rest on numbers that were withheld: then they cannot be found again."""
    return source.withheld("flow", "diagnostics", f"estimates[{claim.estimate}]", f"claims[{claim.estimate}]")


def _grounds(source: Source, claim: Claim) -> list[tuple[str, str]]:
    """Grade, the rules that lowered it, and the level that came of it."""
    grade = source.say("allowed.grade_value", grade=claim.grade, scale=claim.scale)
    facts = [(source.say("allowed.grade"), grade)]
    if not claim.caps:
        facts.append((source.say("allowed.caps"), source.say("allowed.no_caps")))
    for cap in claim.caps:
        because = words.sentence(cap.because.in_(source.language))
        facts.append((source.say("allowed.cap", rule=cap.rule, to=cap.to), because))
    facts.append((source.say("allowed.level"), source.say(f"allowed.level_{claim.level}")))
    return facts


def findings(source: Source) -> tuple[Section, ...]:
    """Findings written on the run, each with what the gate said of its wording; no section where there are none."""
    if source.record is None or not source.record.findings:
        return ()
    blocks: list[Block] = []
    for finding in source.record.findings:
        blocks.append(Paragraph(finding.text.in_(source.language)))
        if note := _wording(source, finding):
            blocks.append(Paragraph(note, "note"))
    return (Section("findings", source.say("allowed.findings_heading"), tuple(blocks)),)


def _wording(source: Source, finding: ReportedFinding) -> str:
    sentence = finding.gate_sentence.in_(source.language) if finding.gate_sentence else source.say("frame.missing")
    if finding.wording == "fits":
        return ""
    if finding.override is not None:
        return source.say(
            "allowed.finding_overridden",
            by=finding.override.by,
            second=finding.override.second_person,
            reason=words.sentence(finding.override.reason),
            sentence=sentence,
        )
    if finding.wording == "too_strong":
        return source.say("allowed.finding_too_strong", sentence=sentence)
    if finding.confirmed_by:
        return source.say("allowed.finding_confirmed", name=finding.confirmed_by)
    return source.say("allowed.finding_look_again")


def warnings(source: Source) -> tuple[Section, ...]:
    """What the reader must know that did not stop the run; no section where there is nothing."""
    if not source.result.warnings:
        return ()
    texts = tuple(warning.text.in_(source.language) for warning in source.result.warnings)
    return (Section("warnings", source.say("allowed.warnings_heading"), (Listing(texts),)),)
