"""The time axis: whole quarters, labels that do not run into each other, bars that tell done from left."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oppiva.web.portfolio.axis import LETTER, TimeAxis
from oppiva.web.portfolio.rows import bar

TWO_YEARS = TimeAxis(date(2019, 1, 1), date(2021, 1, 1))
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_the_axis_holds_whole_quarters() -> None:
    axis = TimeAxis.over([date(2019, 2, 4), None, date(2020, 10, 30)])
    assert axis is not None
    assert (axis.first, axis.last) == (date(2019, 1, 1), date(2021, 1, 1))
    assert TimeAxis.over([None, None]) is None


def test_each_quarter_has_a_tick_and_each_year_its_name_once() -> None:
    ticks = TWO_YEARS.ticks()
    assert len(ticks) == 9
    assert [tick.year for tick in ticks if tick.year] == ["2019", "2020"]
    assert [tick.at for tick in ticks if tick.long] == ["0.00%", "49.93%", "100.00%"]


def test_a_long_axis_names_years_only() -> None:
    ticks = TimeAxis(date(2010, 1, 1), date(2026, 1, 1)).ticks()
    assert len(ticks) == 17
    assert all(tick.long for tick in ticks)


def test_the_name_of_a_year_moves_aside_for_an_event_that_crosses_it() -> None:
    beside = TWO_YEARS.ticks([date(2019, 3, 8)])[0]
    assert beside.at == "0.00%"
    assert beside.year_at == TWO_YEARS.at(date(2019, 3, 8))


def test_labels_that_would_meet_stand_on_two_lines() -> None:
    marks = TWO_YEARS.marks(
        [(date(2019, 3, 8), "The reform fell", "8.3.", True), (date(2019, 4, 2), "Elections", "2.4.", False)]
    )
    assert [mark.row for mark in marks] == [0, 1]


def test_a_label_that_fits_on_neither_side_gives_its_day() -> None:
    (mark,) = TWO_YEARS.marks([(date(2020, 1, 2), "An event with a very long name indeed, too long", "2.1.", False)])
    assert mark.label == "2.1."


def test_an_event_outside_the_axis_is_not_drawn() -> None:
    assert TWO_YEARS.marks([(date(2022, 1, 2), "Later", "2.1.", False)]) == []


def test_a_bar_is_done_up_to_today_and_left_after_it() -> None:
    first, last = date(2019, 2, 4), date(2020, 10, 30)
    assert [piece.kind for piece in bar(TWO_YEARS, first, last, date(2020, 1, 1))] == ["done", "rest"]
    assert [piece.kind for piece in bar(TWO_YEARS, first, last, date(2021, 1, 1))] == ["done"]
    assert [piece.kind for piece in bar(TWO_YEARS, first, last, date(2019, 1, 1))] == ["rest"]
    assert [piece.kind for piece in bar(TWO_YEARS, first, last, date(2021, 1, 1), stopped=True)] == ["stop"]
    assert bar(TWO_YEARS, None, last, date(2020, 1, 1)) == []


@given(st.lists(DAYS, min_size=1), DAYS, st.lists(st.tuples(DAYS, st.text(max_size=40)), max_size=6))
def test_nothing_is_ever_drawn_outside_the_axis(days: list[date], other: date, events: list[tuple[date, str]]) -> None:
    axis = TimeAxis.over(days)
    assert axis is not None
    assert all(0 <= axis.share(day) < 1 for day in days)
    assert 0 <= axis.share(other) <= 1
    lines: dict[int, list[tuple[float, float]]] = {}
    for mark in axis.marks([(day, text, "1.1.", False) for day, text in events]):
        place, width = float(mark.at[:-1]) / 100 * axis.width, len(mark.label) * LETTER
        begins = place - width if mark.end else place
        lines.setdefault(mark.row, []).append((begins, begins + width))
    for spans in lines.values():
        in_order = sorted(spans)
        assert all(left[1] <= right[0] + 0.1 for left, right in pairwise(in_order))
