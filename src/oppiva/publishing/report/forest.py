"""The estimates of outcomes that share a unit, as one table whose rows hold the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oppiva.impact.result import Estimate
from oppiva.impact.text import interval, level_number
from oppiva.publishing.report import words
from oppiva.publishing.report.axis import Axis, axis_over
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Cell, Column, Drawing, Group, Mark, Row, Table, Tick

_WIDEST = 20
_CLIP = 4.0
"""An interval that reaches more than this many times further than any deciding one runs out of the figure."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the numbers of one table are written: shares as percentage points, and decimals by outcome."""

    factor: float
    unit: str
    decimals: dict[str, int]
    level: str
    """The confidence level as a number of per cent, "95"."""


def forest(source: Source, estimates: list[Estimate]) -> Table:
    """One table and figure. All `estimates` are of outcomes in the same unit."""
    shown = _shown(source, estimates)
    axis, clipped = _axis(estimates, shown.factor)
    code = "caption" if shown.unit else "caption_no_unit"
    caption = source.say(f"estimates.{code}", unit=shown.unit, level=shown.level)
    if clipped:
        caption += " " + source.say("estimates.caption_clipped")
    ticks = tuple(Tick(axis.at(at), source.number(at, axis.decimals), zero=at == 0) for at in axis.ticks)
    spoken = source.say(
        "estimates.spoken",
        low=source.number(axis.ticks[0], axis.decimals),
        high=source.number(axis.ticks[-1], axis.decimals),
    )
    groups = dict.fromkeys((estimate.outcome, estimate.arm) for estimate in estimates)
    return Table(
        "",
        caption,
        _columns(source, shown),
        tuple(
            _group(source, [item for item in estimates if (item.outcome, item.arm) == key], shown, axis)
            for key in groups
        ),
        style="forest",
        drawing=Drawing(ticks, spoken),
    )


def _shown(source: Source, estimates: list[Estimate]) -> Shown:
    share = source.outcome(estimates[0].outcome).kind != "amount"
    decimals: dict[str, int] = {}
    for name in dict.fromkeys(estimate.outcome for estimate in estimates):
        sizes = [abs(value) for item in estimates if item.outcome == name for value in _numbers(item)]
        decimals[name] = 1 if share else _decimals(max(sizes, default=0.0))
    unit = source.unit_of(source.outcome(estimates[0].outcome))
    return Shown(100.0 if share else 1.0, unit, decimals, level_number(estimates[0].level, source.language))


def _numbers(estimate: Estimate) -> list[float]:
    own = (estimate.estimate, estimate.ci_low, estimate.ci_high, estimate.lower, estimate.upper)
    ends = [end for pair in estimate.ci_set or () for end in pair]
    return [value for value in (*own, *ends) if value is not None]


def _decimals(largest: float) -> int:
    """Decimals that a column of numbers up to `largest` shares: three figures or a little more."""
    return 0 if largest >= 100 else 1 if largest >= 10 else 2 if largest >= 1 else 3


def _axis(estimates: list[Estimate], factor: float) -> tuple[Axis, bool]:
    """The axis, and whether some interval reaches beyond it."""
    everything = [factor * value for item in estimates for value in _numbers(item)]
    deciding = [factor * value for item in estimates if item.decides for value in _numbers(item)]
    limit = _CLIP * max((abs(value) for value in deciding), default=0.0)
    inside = [value for value in everything if abs(value) <= limit] if limit else everything
    return axis_over(inside), len(inside) < len(everything)


def _columns(source: Source, shown: Shown) -> tuple[Column, ...]:
    difference = source.say("estimates.column_difference")
    heading = source.say("estimates.column_difference_unit", unit=shown.unit) if shown.unit else difference
    interval_word = source.say("estimates.column_interval", level=shown.level)
    return (
        Column(source.say("estimates.column_estimator")),
        Column(source.say("estimates.column_plot"), "plot"),
        Column(heading, "number", short=difference),
        Column(interval_word, "number", short=interval_word),
        Column(source.say("estimates.column_p"), "number", short=source.say("estimates.column_p")),
        Column(source.say("estimates.column_n"), "number", short=source.say("estimates.short_n")),
    )


def _group(source: Source, estimates: list[Estimate], shown: Shown, axis: Axis) -> Group:
    first = estimates[0]
    code = "group_primary" if first.primary else "group_secondary"
    heading = source.say(f"estimates.{code}", label=source.outcome_and_arm(first))
    if first.mean_control is not None:
        heading += " " + _mean_control(source, first, shown)
    rows = []
    for estimate in estimates:
        rows.append(_row(source, estimate, shown, axis))
        if estimate.lower is not None and estimate.upper is not None:
            rows.append(_bounds(source, estimate, shown, axis))
    return Group(tuple(rows), heading)


def _mean_control(source: Source, estimate: Estimate, shown: Shown) -> str:
    value = shown.factor * (estimate.mean_control or 0.0)
    mean = source.number(value, shown.decimals[estimate.outcome])
    if source.outcome(estimate.outcome).kind != "amount":
        sign = "%" if source.language == "en" else "\N{NO-BREAK SPACE}%"
        return source.say("estimates.mean_control_share", mean=mean + sign)
    return source.say("estimates.mean_control_amount", mean=f"{mean} {shown.unit}".strip())


def _row(source: Source, estimate: Estimate, shown: Shown, axis: Axis) -> Row:
    decimals = shown.decimals[estimate.outcome]
    value = words.DASH if estimate.estimate is None else source.number(shown.factor * estimate.estimate, decimals)
    return Row(
        (
            Cell(_name(source, estimate.estimator), _by_name(source, estimate, shown, decimals)),
            Cell(mark=_mark(estimate, shown, axis)),
            Cell(value),
            Cell(_interval(source, estimate, shown, decimals)),
            Cell(words.p_value(estimate.p_value, source.language)),
            Cell(_analysed(source, estimate)),
        ),
        lead=estimate.decides and estimate.primary,
    )


def _analysed(source: Source, estimate: Estimate) -> str:
    """ "185 / 260"; said once where both are withheld."""
    counts = (source.count(estimate.n_treated), source.count(estimate.n_control))
    return "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}".join(dict.fromkeys(counts) if source.released else counts)


def _name(source: Source, estimator: str) -> str:
    code = f"estimates.name_{estimator}"
    return source.say(code if words.known(code) else "estimates.name_other")


def _by_name(source: Source, estimate: Estimate, shown: Shown, decimals: int) -> str:
    """ "difference_in_means, ITT, HC2 671": estimator and estimand by name, the standard error with its kind."""
    parts = [estimate.estimator, estimate.estimand]
    if estimate.std_error is not None:
        error = source.number(shown.factor * estimate.std_error, decimals)
        parts.append(f"{estimate.std_error_type or ''}\N{NO-BREAK SPACE}{error}".strip())
    return ", ".join(parts)


def _mark(estimate: Estimate, shown: Shown, axis: Axis) -> Mark:
    at, low, high = (
        None if value is None else shown.factor * value
        for value in (estimate.estimate, estimate.ci_low, estimate.ci_high)
    )
    beyond: Literal["", "left", "right"] = ""
    if low is not None and high is not None:
        beyond = "right" if low > axis.high else "left" if high < axis.low else ""
    return Mark(
        at=axis.at(at) if at is not None and axis.holds(at) else None,
        low=None if low is None or beyond else axis.at(low),
        high=None if high is None or beyond else axis.at(high),
        main=estimate.decides and estimate.primary,
        beyond=beyond,
    )


def _interval(source: Source, estimate: Estimate, shown: Shown, decimals: int) -> str:
    if estimate.ci_low is not None and estimate.ci_high is not None:
        low, high = shown.factor * estimate.ci_low, shown.factor * estimate.ci_high
        written = interval(low, high, source.language, decimals)
        # One too wide for its column may break after the dots.
        return written.replace("…\N{NO-BREAK SPACE}", "… ") if len(written) > _WIDEST else written
    if estimate.ci_set:
        separator = f" {source.say('estimates.or')} "
        return separator.join(_part(source, pair, shown, decimals) for pair in estimate.ci_set)
    return words.DASH


def _part(source: Source, pair: tuple[float | None, float | None], shown: Shown, decimals: int) -> str:
    """One part of an interval that is not one bounded interval."""
    low, high = (None if end is None else shown.factor * end for end in pair)
    if low is not None and high is not None:
        return interval(low, high, source.language, decimals)
    if high is not None:
        return source.say("estimates.below", value=source.number(high, decimals))
    if low is not None:
        return source.say("estimates.above", value=source.number(low, decimals))
    return source.say("estimates.unbounded")


def _bounds(source: Source, estimate: Estimate, shown: Shown, axis: Axis) -> Row:
    """Lee bounds under the row they belong to."""
    low, high = (shown.factor * (value or 0.0) for value in (estimate.lower, estimate.upper))
    decimals = shown.decimals[estimate.outcome]
    return Row(
        (
            Cell(source.say("estimates.name_lee"), "lee"),
            Cell(mark=Mark(low=axis.at(low), high=axis.at(high), bounds=True)),
            Cell(words.DASH),
            Cell(interval(low, high, source.language, decimals)),
            Cell(words.DASH),
            Cell(words.DASH),
        )
    )
