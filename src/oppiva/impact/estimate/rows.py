"""The rows of one outcome: those whose outcome is known, as the arrays every estimator takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.sample import Codes, Floats, Sample


@dataclass(frozen=True, slots=True)
class Rows:
    """Analysed rows of one outcome; every array has length n, `x` has shape (n, k)."""

    outcome: str
    y: Floats
    arm: Codes
    """Position in `arms`; 0 is the control arm."""
    arms: tuple[str, ...]
    names: tuple[str, ...]
    """Names of the covariate columns of `x`."""
    x: Floats
    strata: Codes | None = None
    strata_names: tuple[str, ...] = ()
    cluster: Codes | None = None
    cluster_names: tuple[str, ...] = ()
    weight: Floats | None = None
    take_up: dict[str, Floats] | None = None

    @property
    def n(self) -> int:
        return int(self.y.size)

    @property
    def weights(self) -> Floats:
        """The sampling weights, ones where there are none."""
        return np.ones(self.n) if self.weight is None else self.weight

    def count(self, position: int) -> int:
        """Rows of the arm at `position` in `arms`."""
        return int(np.count_nonzero(self.arm == position))

    def clusters_of(self, position: int) -> int:
        """Drawn clusters among the rows of one arm; 0 where units were drawn."""
        return 0 if self.cluster is None else int(np.unique(self.cluster[self.arm == position]).size)

    def mean_of(self, position: int) -> float | None:
        """Weighted mean outcome of one arm; None where nobody of it is left."""
        chosen = self.arm == position
        total = float(self.weights[chosen].sum())
        return float((self.weights[chosen] * self.y[chosen]).sum() / total) if total > 0 else None

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """The rows marked in `keep`; shape (n,)."""
        return replace(
            self,
            y=self.y[keep],
            arm=self.arm[keep],
            x=self.x[keep],
            strata=None if self.strata is None else self.strata[keep],
            cluster=None if self.cluster is None else self.cluster[keep],
            weight=None if self.weight is None else self.weight[keep],
            take_up=None if self.take_up is None else {arm: taken[keep] for arm, taken in self.take_up.items()},
        )

    def pair(self, position: int) -> Rows:
        """The two arms of one comparison: control as 0, the arm at `position` as 1."""
        keep = (self.arm == 0) | (self.arm == position)
        chosen = self.where(keep)
        return replace(chosen, arm=(chosen.arm == position).astype(np.int64), arms=(self.arms[0], self.arms[position]))


def rows_of(sample: Sample, outcome: str, *, covariates: bool = True) -> Rows:
    """The rows of `sample` whose `outcome` is known (and whose weight is above zero).

    With `covariates` the plan's columns and this outcome's own earlier value come along as `x`.
    """
    y = sample.outcomes[outcome]
    own = sample.covariates_for(outcome)
    use = covariates and bool(own.names)
    every = Rows(
        outcome=outcome,
        y=y,
        arm=sample.arm,
        arms=sample.arms,
        names=own.names if use else (),
        x=own.matrix if use else np.empty((sample.n, 0)),
        strata=sample.strata,
        strata_names=sample.strata_names,
        cluster=sample.cluster,
        cluster_names=sample.cluster_names,
        weight=sample.weight,
        take_up=sample.take_up or None,
    )
    keep = ~np.isnan(y)
    if sample.weight is not None:
        keep &= sample.weight > 0
    return every.where(keep)
