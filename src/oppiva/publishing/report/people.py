"""Who was studied: from the draw to the analysis by arm, losses with their reasons, and whose the data are."""

from __future__ import annotations

from oppiva.impact.result import Diagnostic, FlowRow
from oppiva.impact.text import day
from oppiva.publishing.report import words
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Block, Cell, Column, Group, KeyValues, Paragraph, Row, Section, Table


def people(source: Source) -> Section:
    blocks: list[Block] = []
    if source.result.flow:
        blocks.append(_flow(source))
    losses = [item for item in source.result.diagnostics if item.name == "attrition" and item.outcome]
    if losses:
        blocks.append(_losses(source, losses))
    if facts := _data_facts(source):
        blocks.append(KeyValues(tuple(facts)))
    blocks.append(Paragraph(_disclosure(source), "note"))
    return Section("people", source.say("people.heading"), tuple(blocks))


def _flow(source: Source) -> Table:
    arms = sorted(source.result.flow, key=source.is_control)
    heads = [source.control_name if source.is_control(row) else source.arm_name(row.arm) for row in arms]
    columns = (
        Column(source.say("people.column_stage")),
        *(Column(head, "number", short=head) for head in heads),
    )
    rows = [_line(source.say("people.drawn"), [_drawn(source, row) for row in arms])]
    rows.append(_line(source.say("people.in_file"), [source.count(row.in_file) for row in arms]))
    codes = tuple(dict.fromkeys(code for row in arms for code in row.reasons))
    own = {code for code in codes for outcome in source.plan.outcomes if code == _missing(outcome.name)}
    before = [code for code in codes if code == "not_in_file"]
    after = [code for code in codes if code not in own and code not in before]

    def reason(code: str) -> Row:
        return _detail(_reason(source, code), [_lost(source, row.reasons.get(code, 0)) for row in arms])

    rows[-1:-1] = [reason(code) for code in before]
    rows += [reason(code) for code in after]
    for outcome in source.plan.outcomes:
        if any(outcome.name in row.analysed for row in arms):
            if _missing(outcome.name) in own:
                rows.append(reason(_missing(outcome.name)))
            label = source.say("people.analysed", label=outcome.label)
            rows.append(_line(label, [source.count(row.analysed.get(outcome.name)) for row in arms]))
    return Table("", source.say("people.caption"), columns, (Group(tuple(rows)),), dense=True)


def _drawn(source: Source, row: FlowRow) -> str:
    """How many were drawn to the arm; not known and withheld are told apart."""
    place = f"flow[{source.result.flow.index(row)}].drawn"
    if row.drawn is None and not source.withheld(place):
        return source.say("frame.unknown")
    return source.count(row.drawn)


def _line(label: str, values: list[str]) -> Row:
    return Row((Cell(label), *(Cell(value) for value in values)))


def _detail(label: str, values: list[str]) -> Row:
    """A row of people who left, under the stage that they left from."""
    return Row((Cell(sub=label), *(Cell(sub=value) for value in values)))


def _lost(source: Source, number: int | None) -> str:
    return words.DASH if number == 0 else source.count(number)


def _missing(outcome: str) -> str:
    """The reason code of people whose outcome is not known."""
    return f"missing_outcome:{outcome}"


def _reason(source: Source, code: str) -> str:
    """Words for a reason; "missing_outcome:name" names its outcome."""
    kind, _, name = code.partition(":")
    if name and words.known(f"people.reason_{kind}_of"):
        return source.say(f"people.reason_{kind}_of", label=source.label(name))
    if words.known(f"people.reason_{code}"):
        return source.say(f"people.reason_{code}")
    return source.say("people.reason_other", reason=code)


def _losses(source: Source, losses: list[Diagnostic]) -> Table:
    unknown = any(item.note == "drawn_unknown" for item in losses)
    columns = (
        Column(source.say("people.loss_outcome")),
        *(
            Column(source.say(f"people.{code}"), "number", short=source.say(f"people.{code}"))
            for code in ("loss_overall", "loss_difference", "loss_limit")
        ),
        Column(source.say("people.loss_verdict"), short=source.say("people.loss_verdict")),
    )
    rows = tuple(_loss(source, item) for item in losses)
    caption = source.say("people.loss_caption_drawn_unknown" if unknown else "people.loss_caption")
    return Table("", caption, columns, (Group(rows),), dense=True)


def _loss(source: Source, item: Diagnostic) -> Row:
    label = source.label(item.outcome or "")
    if source.several_arms:
        label = source.say("frame.outcome_and_arm", label=label, arm=item.arm)
    shares = (item.statistic, item.value, item.threshold)
    numbers = (words.DASH if share is None else source.number(100 * share, 1) for share in shares)
    return Row((Cell(label), *(Cell(text) for text in numbers), Cell(source.say(f"people.loss_{item.verdict}"))))


def _data_facts(source: Source) -> list[tuple[str, str]]:
    record = source.record
    if record is None:
        return []
    received = day(record.data_received_on, source.language) if record.data_received_on else ""
    delete_by = day(record.delete_by, source.language) if record.delete_by else ""
    facts = (
        ("people.controller", record.controller),
        ("people.legal_basis", record.legal_basis),
        ("people.received", received),
        ("people.delete_by", delete_by),
    )
    return [(source.say(code), value) for code, value in facts if value]


def _disclosure(source: Source) -> str:
    limit = source.result.disclosure.smallest_cell
    if limit is None:
        return source.say("people.not_suppressed")
    code = "people.suppressed" if source.result.disclosure.suppressed else "people.nothing_to_suppress"
    return source.say(code, limit=source.number(limit, 0))
