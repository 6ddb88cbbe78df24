"""What is offered for pooling, and what is decided of it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oppiva.impact.text import Text

COMPARABLE_ON = ("measure", "outcome", "horizon", "alternative", "target_group", "estimand")
"""Columns of P2; "outcome" stands for construct and unit together."""

Rule = Literal["P1", "P2", "P3", "P4"]
Statement = Literal[
    "refused", "may_be_pooled", "too_few", "cannot_tell", "average", "new_place", "no_one_effect"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One estimate offered for pooling. An empty text or None is "not stated", which agrees with nothing."""

    id: str
    study: str
    estimate: float | None
    std_error: float | None
    grade: int
    drawn: bool
    measure: str = ""
    outcome: str = ""
    unit: str = ""
    horizon: float | None = None
    """Months from the start to the measurement."""
    alternative: str = ""
    target_group: str = ""
    estimand: str = ""
    comparison_group: str = ""
    """A name that rows with the same comparison people share; empty: its own."""
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Pooled:
    """The pooled number: REML with Hartung–Knapp interval and prediction interval, k counted by study."""

    estimate: float
    ci_low: float
    ci_high: float
    prediction_low: float
    prediction_high: float
    level: float = 0.95
    cluster_robust: bool = False
    """The variance allows for rows of one study (P4)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of P2 on which the rows do not agree, with its values in sorted order ("" is "not stated")."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolingDecision:
    """What may be said of the rows together. `rule` is the first that failed; None: a pooled number may be shown."""

    statement: Statement
    rule: Rule | None
    k: int
    sentence: Text
    without_estimate: tuple[str, ...] = ()
    classes: tuple[tuple[str, ...], ...] = ()
    """P1: ids of the drawn rows and of the others, where both kinds are there."""
    differences: tuple[Difference, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    """P2: ids of rows that agree with each other, the largest group first; single rows are left out."""
    dependent: tuple[tuple[str, ...], ...] = ()
    """P4: ids of rows that share a study or a comparison group."""

    @property
    def refused(self) -> bool:
        return self.rule is not None
