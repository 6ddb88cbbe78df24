"""A plan, its result and what the web knows of the study, written up as one tree in one language."""

from __future__ import annotations

from dataclasses import replace

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Result
from oppiva.impact.text import Language
from oppiva.publishing.report import words
from oppiva.publishing.report.allowed import allowed, findings, warnings
from oppiva.publishing.report.asked import asked
from oppiva.publishing.report.balance import balance
from oppiva.publishing.report.design import design
from oppiva.publishing.report.estimates import estimates
from oppiva.publishing.report.people import people
from oppiva.publishing.report.plan_history import plan_history
from oppiva.publishing.report.record import StudyRecord
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.summary import answer, summary
from oppiva.publishing.report.tree import Block, FixedWords, Report, Section, Table
from oppiva.publishing.report.versions import versions

_HASH_START = 8


def build_report(plan: Plan, result: Result, record: StudyRecord | None, language: Language) -> Report:
    """The report of one run in `language`. `record` is None where only plan and result are known (the terminal)."""
    source = Source(plan, result, record, language)
    sections = (
        summary(source),
        *findings(source),
        asked(source),
        design(source),
        people(source),
        estimates(source),
        allowed(source),
        *warnings(source),
        balance(source),
        plan_history(source),
        versions(source),
    )
    return _report(source, sections)


def build_result_page(plan: Plan, result: Result, record: StudyRecord | None, language: Language) -> Report:
    """The same tree for the page of a run, which has its sentence above and its findings below it: figure and table
    come first, then what may be said and what carries it, last what was asked and how."""
    source = Source(plan, result, record, language)
    sections = (
        estimates(source),
        allowed(source),
        people(source),
        balance(source),
        *warnings(source),
        asked(source),
        design(source),
        plan_history(source),
        versions(source),
    )
    return _report(source, sections)


def _report(source: Source, sections: tuple[Section, ...]) -> Report:
    record, result, language = source.record, source.result, source.language
    synthetic = record is not None and record.synthetic
    return Report(
        language=language,
        title=source.title.rstrip(". "),
        answer=answer(source),
        facts=tuple(_facts(source)),
        sections=_numbered(source, sections),
        footer=source.say(
            "frame.footer",
            version=result.oppiva_version,
            day=words.day_of(result.made_at, language),
            plan=result.plan_sha256[:_HASH_START],
        ),
        words=FixedWords(
            skip=source.say("frame.skip"),
            synthetic_label=source.say("frame.synthetic_label"),
            page=source.say("frame.page"),
            facts_label=source.say("frame.facts_label"),
        ),
        synthetic=source.say("frame.synthetic") if synthetic else "",
        made_at=result.made_at.isoformat(),
    )


def _facts(source: Source) -> list[str]:
    facts = []
    grades = sorted({claim.grade for claim, _ in source.primary_claims})
    if grades:
        span = "–".join(str(grade) for grade in dict.fromkeys((grades[0], grades[-1])))
        facts.append(source.say("frame.fact_grade", grade=span))
    record = source.record
    if record is not None:
        own = source.locked_version
        if own is not None and own.locked_at is not None:
            facts.append(source.say("frame.fact_locked", day=words.day_of(own.locked_at, source.language)))
        if record.opened_at is not None:
            facts.append(source.say("frame.fact_opened", day=words.day_of(record.opened_at, source.language)))
    facts.append(source.say("frame.fact_made", day=words.day_of(source.result.made_at, source.language)))
    if record is not None and record.made_by:
        facts.append(source.say("frame.fact_by", name=record.made_by))
    return facts


def _numbered(source: Source, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with their tables numbered from 1 in the order in which they are read."""
    number = 0
    numbered = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Table):
                number += 1
                code = "frame.table_and_figure" if block.drawing else "frame.table"
                block = replace(block, name=source.say(code, number=number))
            blocks.append(block)
        numbered.append(replace(section, blocks=tuple(blocks)))
    return tuple(numbered)
