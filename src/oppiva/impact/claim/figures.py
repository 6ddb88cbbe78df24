"""Numbers as the gate's sentences write them: a difference with its unit, an interval, a p-value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oppiva.impact.claim.catalogue import each, entry
from oppiva.impact.plan.model import Outcome
from oppiva.impact.text import NO_BREAK, Text, interval, number

_MOST_DECIMALS = 12
_NEGLIGIBLE = 1e-9
"""A number with less than this share of the largest one beside it may be written as zero."""


def decimals_for(values: Sequence[float], fewest: int) -> int:
    """Decimals with which no number of `values` other than zero is written as zero: at least `fewest`.

    A number a thousand million times smaller than the largest is left to be zero.
    """
    decimals = fewest
    least = max(map(abs, values), default=0.0) * _NEGLIGIBLE
    shown = [value for value in values if value != 0 and abs(value) > least]
    while decimals < _MOST_DECIMALS and any(round(value, decimals) == 0 for value in shown):
        decimals += 1
    return decimals


def _by_size(size: float) -> int:
    return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3


@dataclass(frozen=True, slots=True)
class Figures:
    """How differences of one outcome are written: in its own unit, or in percentage points for shares."""

    outcome: Outcome
    decimals: int

    @classmethod
    def of(cls, outcome: Outcome, estimate: float, low: float, high: float) -> Figures:
        """One number of decimals for the difference and both ends of its interval, so that they can be compared.

        As many as half the interval needs not to be zero, so that its ends never look alike.
        """
        half = (high - low) / 2
        if in_points(outcome):
            scaled = [100 * value for value in (estimate, low, high, half)]
            return cls(outcome, decimals_for(scaled, 1))
        fewest = _by_size(max(abs(estimate), half))
        return cls(outcome, decimals_for([estimate, low, high, half], fewest))

    def size(self, value: float) -> Text:
        """The difference without its sign, with its unit: 310 euroa, 6,2 prosenttiyksikköä."""
        return each(lambda language: self._with_unit(abs(value), language, self.decimals, "points"))

    def difference(self, value: float) -> Text:
        """The difference with its sign and unit."""
        return each(lambda language: self._with_unit(value, language, self.decimals, "points"))

    def interval(self, low: float, high: float) -> Text:
        """`low … high` without a unit."""
        return each(lambda language: interval(self._scale(low), self._scale(high), language, self.decimals))

    def range(self, low: float, high: float) -> Text:
        """`low … high` with the unit."""

        def one(language: str) -> str:
            written = interval(self._scale(low), self._scale(high), language, self.decimals)
            return NO_BREAK.join(part for part in (written, self._unit(language, plural=True)) if part)

        return each(one)

    def threshold(self, value: float) -> Text:
        """A smallest relevant difference, with as many decimals as it has itself."""
        scaled = round(self._scale(value), 10)
        decimals = 0
        while decimals < _MOST_DECIMALS and round(scaled, decimals) != scaled:
            decimals += 1
        return each(lambda language: self._with_unit(value, language, decimals, "points_threshold"))

    def _scale(self, value: float) -> float:
        return 100 * value if in_points(self.outcome) else value

    def _with_unit(self, value: float, language: str, decimals: int, words: str) -> str:
        written = number(self._scale(value), language, decimals)
        unit = self._unit(language, plural=written not in ("1", "−1"), words=words)
        return f"{written}{NO_BREAK}{unit}" if unit else written

    def _unit(self, language: str, *, plural: bool, words: str = "points") -> str:
        if in_points(self.outcome):
            return str(entry("sentences", "words", words)[language][1 if plural else 0])
        return self.outcome.unit.in_(language) if self.outcome.unit is not None else ""


def in_points(outcome: Outcome) -> bool:
    """Whether differences are shown in percentage points."""
    return outcome.kind in ("yes_no", "share")


def direction(outcome: Outcome, estimate: float) -> Text:
    """*enemmän, vähemmän*; for yes or no *yleisempää, harvinaisempaa*."""
    words = entry("sentences", "words", "more_common" if outcome.kind == "yes_no" else "more")
    return each(lambda language: str(words[language][0 if estimate >= 0 else 1]))


def decimals_apart(value: float, limit: float, fewest: int) -> int:
    """Decimals that show on which side of `limit` a value lies: at least `fewest`."""
    decimals = fewest
    while decimals < _MOST_DECIMALS and value != limit and round(value, decimals) == round(limit, decimals):
        decimals += 1
    return decimals


def equals_p(p: float) -> Text:
    """`= 0,012` or `< 0,001`, to stand after the letter p."""
    if p < 0.001:
        return each(lambda language: f"<{NO_BREAK}{number(0.001, language, 3)}")
    decimals = 2 if p >= 0.1 else 3
    return each(lambda language: f"={NO_BREAK}{number(p, language, decimals)}")


def plain(value: float, decimals: int | None = None) -> Text:
    """A number alone."""
    return each(lambda language: number(value, language, decimals))
