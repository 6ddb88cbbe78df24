"""The plan's versions, departures from it, how the analysis was fixed, and how many times it was run."""

from __future__ import annotations

from oppiva.impact.text import level_percent
from oppiva.publishing.report import words
from oppiva.publishing.report.record import Deviation, PlanVersion, StudyRecord
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import (
    Block,
    Cell,
    Column,
    Group,
    Heading,
    KeyValues,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
)

_HASH_START = 12


def plan_history(source: Source) -> Section:
    blocks: list[Block] = []
    record = source.record
    if record is None:
        blocks.append(Paragraph(source.say("history.terminal"), "lede"))
    blocks.append(KeyValues(tuple(_fixed(source))))
    if record is not None:
        if record.plan_versions:
            blocks.append(_versions(source, record))
        blocks.append(Heading(source.say("history.deviations_heading")))
        if record.deviations:
            blocks.append(Listing(tuple(_deviation(source, item) for item in record.deviations)))
        else:
            blocks.append(Paragraph(source.say("history.no_deviations"), "lede"))
    return Section("plan", source.say("history.heading"), tuple(blocks))


def _fixed(source: Source) -> list[tuple[str, str]]:
    plan = source.plan
    facts = []
    if source.record is not None:
        runs = source.count(source.record.runs) if source.record.runs else source.say("history.runs_none")
        facts.append((source.say("history.runs"), runs))
    deciding = source.say(
        "history.deciding_value",
        name=source.say(f"estimates.name_{plan.inference.decides}"),
        estimator=plan.inference.decides,
        std_error=plan.inference.std_error,
        level=level_percent(plan.inference.level, source.language),
    )
    facts.append((source.say("history.deciding"), deciding))
    if plan.adjust.columns:
        facts.append((source.say("history.adjusted_for"), ", ".join(plan.adjust.columns)))
        facts.append((source.say("history.missing_values"), source.say(f"history.missing_{plan.data.missing}")))
    if plan.data.where:
        facts.append((source.say("history.rows"), plan.data.where))
    if plan.inference.randomisation_draws:
        draws = source.number(plan.inference.randomisation_draws, 0)
        # A seed is a name, not a quantity: it is written without separators.
        value = source.say("history.draws_value", draws=draws, seed=str(plan.inference.seed))
        facts.append((source.say("history.draws"), value))
    return facts


def _versions(source: Source, record: StudyRecord) -> Table:
    columns = tuple(
        Column(source.say(f"history.{code}"), short=source.say(f"history.{code}"))
        for code in ("column_version", "column_reason", "column_hash")
    )
    rows = tuple(_version(source, version) for version in record.plan_versions)
    return Table("", source.say("history.versions_caption"), columns, (Group(rows),), dense=True)


def _version(source: Source, version: PlanVersion) -> Row:
    locked = _locked(source, version)
    first = source.say("history.first_version") if version.number == 1 else words.DASH
    by = ", ".join(filter(None, (locked, version.locked_by)))
    return Row((Cell(str(version.number), by), Cell(version.reason or first), Cell(version.sha256[:_HASH_START])))


def _locked(source: Source, version: PlanVersion) -> str:
    if version.locked_at is None:
        return source.say("history.not_locked")
    return source.say("history.locked", when=words.moment(version.locked_at, source.language))


def _deviation(source: Source, item: Deviation) -> str:
    timing = "deviation_before"
    if item.after_opening:
        timing = "deviation_deciding" if item.changed_deciding_analysis else "deviation_after"
    when = words.moment(item.recorded_at, source.language)
    return source.say(
        "history.deviation",
        what=words.stopped(item.what),
        reason=words.stopped(item.reason),
        when=f"{when}, {item.recorded_by}" if item.recorded_by else when,
        timing=source.say(f"history.{timing}"),
    )
