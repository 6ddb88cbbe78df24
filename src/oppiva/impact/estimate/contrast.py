"""An estimate with its standard error and degrees of freedom, and what follows from the three."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import stdtr, stdtrit


@dataclass(frozen=True, slots=True)
class Contrast:
    """One arm against control. `df` are the degrees of freedom of the t distribution that `std_error` is read by."""

    estimate: float
    std_error: float
    df: float

    @property
    def p_value(self) -> float | None:
        """Two-sided p of no difference; None where the standard error or the degrees of freedom do not exist."""
        if not self._readable:
            return None
        if self.std_error == 0:
            return None if self.estimate == 0 else 0.0
        return float(2 * stdtr(self.df, -abs(self.estimate) / self.std_error))

    def interval(self, level: float) -> tuple[float | None, float | None]:
        """The interval at `level` (0–1), in the outcome's unit; (None, None) where it does not exist."""
        if not self._readable:
            return None, None
        reach = float(stdtrit(self.df, 0.5 + level / 2)) * self.std_error
        return self.estimate - reach, self.estimate + reach

    @property
    def _readable(self) -> bool:
        return all(math.isfinite(value) for value in (self.estimate, self.std_error, self.df)) and self.df > 0
