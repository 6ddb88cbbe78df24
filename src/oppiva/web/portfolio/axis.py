"""A time axis in percent of its width, so that text keeps its size at every width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Source Sans 3 at 13 px: what a letter takes on average, a little on the safe side.
LETTER = 6.6
IN_THE_PORTFOLIO, ALONE = 284, 620
"""Pixels of the axis where its head is shown; on a phone the head is hidden and the key tells the events."""


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    year: str
    year_at: str
    long: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A context event on the axis: `row` is the line of text its label stands on, `end` means it ends at the mark."""

    at: str
    label: str
    row: int
    end: bool
    is_break: bool

    @property
    def baseline(self) -> int:
        return 12 + 17 * self.row

    @property
    def line_from(self) -> int:
        return self.baseline + 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar."""

    at: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Whole quarters from `first` (their first day) to `last` (the first day after them)."""

    first: date
    last: date
    width: int = IN_THE_PORTFOLIO

    @classmethod
    def over(cls, days: Iterable[date | None], width: int = IN_THE_PORTFOLIO) -> TimeAxis | None:
        """The axis that holds all given days; None when there are none. `width` decides where labels fit."""
        given = [day for day in days if day is not None]
        if not given:
            return None
        return cls(_quarter(min(given)), _quarter(max(given), 1), width)

    def share(self, day: date) -> float:
        """0 at the first day, 1 after the last; days outside are held at the edge."""
        return min(1.0, max(0.0, (day - self.first).days / (self.last - self.first).days))

    def at(self, day: date) -> str:
        return _percent(self.share(day))

    def piece(self, first: date, last: date, kind: str) -> Piece:
        """Both days included."""
        start, stop = self.share(first), self.share(last + timedelta(days=1))
        return Piece(_percent(start), _percent(max(0.0, stop - start)), kind)

    def ticks(self, crossed: Sequence[date] = ()) -> list[Tick]:
        """A long tick a year, a short one a quarter; beyond eight years only the years.

        The name of a year moves aside for a day of `crossed` whose line would run through it."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = 3 if months <= 96 else 12
        ticks, day = [], self.first
        if step == 12 and day.month != 1:
            day = date(day.year + 1, 1, 1)
        while day <= self.last:
            starts_year = day.month == 1
            room = (self.last - day).days / (self.last - self.first).days * self.width > 34
            first_has_room = day == self.first and day.month <= 7
            named = (starts_year or first_has_room) and room
            ticks.append(Tick(self.at(day), str(day.year) if named else "", self._beside(day, crossed), starts_year))
            day = _quarter(day, step // 3)
        return ticks

    def _beside(self, day: date, crossed: Sequence[date]) -> str:
        place = self.share(day)
        for other in sorted(crossed):
            if self.first <= other <= self.last and 0 <= self.share(other) - place < 36 / self.width:
                place = self.share(other)
        return _percent(place)

    def marks(self, events: Iterable[tuple[date, str, str, bool]]) -> list[Mark]:
        """Labels of (day, long label, short label, is a break) on as few lines as do not overlap."""
        taken: list[float] = []
        marks = []
        for day, long, short, is_break in sorted(events):
            if not self.first <= day <= self.last:
                continue
            x = self.share(day) * self.width
            label = long if len(long) * LETTER <= max(x, self.width - x) else short
            width = len(label) * LETTER
            end = x + width > self.width
            begins = x - width if end else x
            row = next((row for row, until in enumerate(taken) if until + 8 <= begins), len(taken))
            if row == len(taken):
                taken.append(0.0)
            taken[row] = begins + width
            marks.append(Mark(self.at(day), label, row, end, is_break))
        return marks


def _quarter(day: date, forward: int = 0) -> date:
    """The first day of the quarter `forward` quarters after the day's own."""
    index = day.year * 4 + (day.month - 1) // 3 + forward
    return date(index // 4, index % 4 * 3 + 1, 1)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
