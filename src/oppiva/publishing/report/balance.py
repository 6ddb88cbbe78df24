"""Whether the groups were alike before the draw: the joint test first, single differences shown without a verdict."""

from __future__ import annotations

from oppiva.impact.result import BalanceRow
from oppiva.publishing.report import words
from oppiva.publishing.report.axis import Axis, axis_over
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import (
    Block,
    Cell,
    Column,
    Drawing,
    Group,
    Mark,
    Paragraph,
    Row,
    Section,
    Table,
    Tick,
)

_LEAST_REACH = 0.25
"""The axis always reaches this far, so that small differences look small."""


def balance(source: Source) -> Section:
    blocks: list[Block] = [Paragraph(" ".join(_joint_tests(source)), "lede")]
    if source.result.balance:
        blocks.append(_table(source))
    return Section("balance", source.say("estimates.balance_heading"), tuple(blocks))


def _joint_tests(source: Source) -> list[str]:
    tests = [item for item in source.result.diagnostics if item.name == "balance_joint"]
    sentences = []
    for test in tests:
        code = f"estimates.balance_{test.verdict}"
        if test.p_value is None or not words.known(code):
            continue
        sentence = source.say(code, p=words.p_in_text(test.p_value, source.language))
        if source.several_arms and test.arm is not None:
            sentence = f"{source.arm_name(test.arm)}: {sentence[:1].lower()}{sentence[1:]}"
        sentences.append(sentence)
    return sentences or [source.say("estimates.balance_none")]


def _table(source: Source) -> Table:
    rows = source.result.balance
    differences = [row.standardised_difference for row in rows if row.standardised_difference is not None]
    reach = max([_LEAST_REACH, *(abs(value) for value in differences)])
    axis = axis_over([-reach, reach], at_most_ticks=7)
    ticks = tuple(Tick(axis.at(at), source.number(at, axis.decimals), zero=at == 0) for at in axis.ticks)
    low, high = (source.number(axis.ticks[end], axis.decimals) for end in (0, -1))
    treated = source.say("frame.treated")
    control = source.say("frame.control")
    difference = source.say("estimates.balance_difference")
    missing = source.say("estimates.balance_missing")
    columns = (
        Column(source.say("estimates.balance_column")),
        Column(treated, "number", short=treated),
        Column(control, "number", short=control),
        Column(missing, "number", short=missing),
        Column(difference, "number", short=difference),
        Column(source.say("estimates.balance_plot"), "plot"),
    )
    arms = dict.fromkeys(row.arm for row in rows)
    groups = tuple(
        Group(
            tuple(_row(source, row, axis) for row in rows if row.arm == arm),
            source.arm_name(arm) if source.several_arms else "",
        )
        for arm in arms
    )
    drawing = Drawing(ticks, source.say("estimates.balance_spoken", low=low, high=high))
    caption = source.say("estimates.balance_caption")
    return Table("", caption, columns, groups, style="balance", drawing=drawing, dense=True)


def _row(source: Source, row: BalanceRow, axis: Axis) -> Row:
    difference = row.standardised_difference
    sizes = [abs(value) for value in (row.mean_treated, row.mean_control) if value is not None]
    decimals = 0 if max(sizes, default=0) >= 100 else 1 if max(sizes, default=0) >= 10 else 2
    return Row(
        (
            Cell(row.column),
            *(
                Cell(words.DASH if mean is None else source.number(mean, decimals))
                for mean in (row.mean_treated, row.mean_control)
            ),
            Cell(source.count(row.n_missing)),
            Cell(words.DASH if difference is None else source.number(difference, 2)),
            Cell(mark=Mark(at=None if difference is None else axis.at(difference))),
        )
    )
