"""What was asked: the measure, what it was compared with, and the outcomes as the plan names them."""

from __future__ import annotations

from oppiva.impact.plan.model import Outcome
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Cell, Column, Group, KeyValues, Paragraph, Row, Section, Table


def asked(source: Source) -> Section:
    missing = source.say("frame.missing")
    facts = [
        (source.say("asked.measure"), source.measure or missing),
        (source.say("asked.alternative"), source.alternative or missing),
        (source.say("asked.unit"), source.say(f"frame.unit_{source.unit}")),
    ]
    if source.record and source.record.pilots:
        pilots = "; ".join(pilot.in_(source.language) for pilot in source.record.pilots)
        facts.append((source.say("asked.pilots"), pilots))
    blocks = (Paragraph(source.say("asked.question"), "lede"), KeyValues(tuple(facts)), _outcomes(source))
    return Section("asked", source.say("asked.heading"), blocks)


def _outcomes(source: Source) -> Table:
    columns = (
        Column(source.say("asked.column_outcome")),
        Column(source.say("asked.column_role"), short=source.say("asked.column_role")),
        Column(source.say("asked.column_measured"), short=source.say("asked.column_measured")),
        Column(source.say("asked.column_better"), short=source.say("asked.column_better")),
        Column(source.say("asked.column_smallest"), "number", short=source.say("asked.column_smallest")),
    )
    rows = tuple(_row(source, outcome) for outcome in source.plan.outcomes)
    return Table("", source.say("asked.caption"), columns, (Group(rows),))


def _row(source: Source, outcome: Outcome) -> Row:
    unit = outcome.unit.in_(source.language) if outcome.unit and outcome.kind == "amount" else ""
    smallest = source.say("asked.smallest_none")
    if outcome.smallest_relevant is not None:
        share = outcome.kind != "amount"
        value = source.number(outcome.smallest_relevant * (100 if share else 1))
        smallest = f"{value} {source.unit_of(outcome)}".strip()
    return Row(
        (
            Cell(outcome.label.in_(source.language)),
            Cell(source.say("asked.primary" if outcome.primary else "asked.secondary")),
            Cell(unit or source.say(f"asked.kind_{outcome.kind}")),
            Cell(source.say(f"asked.better_{outcome.better or 'none'}")),
            Cell(smallest),
        )
    )
