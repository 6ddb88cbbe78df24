"""An axis that rows share: round ticks, and numbers turned into positions along it."""

from __future__ import annotations

import math
from dataclasses import dataclass

_MARGIN = 0.06
"""Share of the axis left free at each end, so that the outermost labels stand inside the drawing."""
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high` in the table's unit; `step` between ticks."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """The position of `value`: 0 at the left edge, 1 at the right; what lies outside stays at the edge."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def ticks(self) -> tuple[float, ...]:
        """Multiples of the step within the axis, zero written as 0 and not as −0."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return tuple(round(index * self.step, 10) + 0.0 for index in range(first, last + 1))

    @property
    def decimals(self) -> int:
        """Decimals that write every tick exactly."""
        return next((places for places in range(7) if math.isclose(round(self.step, places), self.step)), 6)


def axis_over(values: list[float], *, at_most_ticks: int = 6) -> Axis:
    """An axis that holds zero and every one of `values`, with two to `at_most_ticks` round ticks."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        low, high = -1.0, 1.0
    margin = _MARGIN * (high - low)
    low, high = low - margin, high + margin
    return Axis(low, high, _round_step((high - low) / at_most_ticks))


def _round_step(least: float) -> float:
    """The smallest 1, 2, 2.5 or 5 × 10^k that is at least `least`."""
    size = 10.0 ** math.floor(math.log10(least))
    return next(step * size for step in _STEPS if step * size >= least * (1 - 1e-9))
