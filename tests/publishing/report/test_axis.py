"""Axes hold what they must, with round ticks inside the drawing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oppiva.publishing.report.axis import axis_over

numbers = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6)


@given(st.lists(numbers, min_size=1, max_size=8))
def test_an_axis_holds_zero_and_every_value_inside_its_edges(values: list[float]) -> None:
    axis = axis_over(values)
    assert axis.holds(0.0)
    assert all(0.0 < axis.at(value) < 1.0 for value in values)


@given(st.lists(numbers, min_size=1, max_size=8))
def test_ticks_are_few_and_zero_is_one_of_them(values: list[float]) -> None:
    ticks = axis_over(values).ticks
    assert 0.0 in ticks
    assert 1 <= len(ticks) <= 7


def test_zero_alone_still_gives_an_axis() -> None:
    assert axis_over([0.0]).at(0.0) == 0.5


def test_decimals_write_each_tick_exactly() -> None:
    axis = axis_over([-0.04, 0.11])
    assert all(round(tick, axis.decimals) == tick for tick in axis.ticks)
