"""The analysis sample: the plan's columns as arrays, checked, ready for an estimator."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Covariates:
    """Columns measured before the draw, after the plan's way with missing values. Shape of `matrix`: (n, k)."""

    names: tuple[str, ...]
    matrix: Floats
    missing: tuple[int, ...]
    """Missing values of each column before they were filled."""


@dataclass(frozen=True, slots=True)
class Sample:
    """People (or firms, offices …) in the analysis; every array has length n. Made by `oppiva.impact.data.prepare`."""

    n: int
    arms: tuple[str, ...]
    """Names of the arms as text, the control arm first, the rest in sorted order."""
    arm: Codes
    """Position of each row's arm in `arms`: 0 is control."""
    outcomes: dict[str, Floats]
    """Outcome name → values; NaN is a missing outcome (attrition), never dropped here."""
    strata: Codes | None = None
    """Block of the draw (all strata columns crossed), numbered from 0."""
    strata_names: tuple[str, ...] = ()
    """Name of each block as a person reads it: "site=Tampere, sex=1"."""
    cluster: Codes | None = None
    """What was drawn, numbered from 0, where it was not the unit."""
    cluster_names: tuple[str, ...] = ()
    weight: Floats | None = None
    take_up: dict[str, Floats] = field(default_factory=dict)
    """Arm → 0/1 (NaN missing) of taking part; empty where the plan names no column."""
    covariates: Covariates = field(default_factory=lambda: Covariates((), np.empty((0, 0)), ()))
    """The plan's [adjust] columns, categories spread into indicators (first level the reference), so k ≥ columns."""
    baselines: dict[str, Covariates] = field(default_factory=dict)
    """Outcome name → its own earlier value, where the plan names one."""
    in_file: dict[str, int] = field(default_factory=dict)
    """Arm → rows in the file after the plan's `where`."""
    excluded: dict[str, dict[str, int]] = field(default_factory=dict)
    """Arm → reason code → rows that left before analysis (`missing_covariate`, `missing_weight`, …)."""

    def covariates_for(self, outcome: str) -> Covariates:
        """The covariates of one outcome: the plan's columns and this outcome's own earlier value."""
        own = self.baselines.get(outcome)
        if own is None:
            return self.covariates
        if not self.covariates.names:
            return own
        return Covariates(
            self.covariates.names + own.names,
            np.hstack([self.covariates.matrix, own.matrix]),
            self.covariates.missing + own.missing,
        )
