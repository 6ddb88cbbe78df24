"""The plan as frozen values: every key of plan format 1 that the trial kind knows, with its default.

Reading, checking and resolving stand in the modules beside this one; what each key means is in
docs/reference/plan.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from oppiva.impact.text import Language, Text

Missing = Literal["refuse", "drop", "indicator"]
Draw = Literal["complete", "bernoulli"]
DrawnBy = Literal["ledger", "documented", "stated"]
Recruited = Literal["before_draw", "after_draw_blind", "after_draw_known"]
Measured = Literal["same", "different", "unknown"]
AnalysedAs = Literal["drawn", "took_part"]
Written = Literal["before_outcomes", "before_opened_here", "after_outcomes_known"]
OutcomeKind = Literal["amount", "share", "yes_no"]
Better = Literal["higher", "lower"]
Method = Literal["none", "plain", "lin"]
StdError = Literal["HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR2"]
Decider = Literal["difference_in_means", "ols", "lin"]
Value = str | int | float | bool
"""A value written in the plan to be compared with a cell: as a number if both are numbers, else as text."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What differs between the arms; used in sentences."""

    name: Text | None = None
    alternative: Text | None = None


@dataclass(frozen=True, slots=True)
class DataSpec:
    """How the file is read and which rows count."""

    unit: str | None = None
    where: str | None = None
    delimiter: Literal["auto", ",", ";", "tab"] = "auto"
    decimal: Literal["auto", ".", ","] = "auto"
    encoding: str = "auto"
    sheet: int | str = 1
    header_row: int = 1
    categorical: tuple[str, ...] = ()
    missing: Missing = "refuse"


@dataclass(frozen=True, slots=True)
class Design:
    """How the groups came to be."""

    arm: str
    control: Value
    kind: Literal["trial"] = "trial"
    strata: tuple[str, ...] = ()
    cluster: str | None = None
    weight: str | None = None
    take_up: str | tuple[tuple[str, str], ...] | None = None
    """One 0/1 column for all arms, or pairs (arm, column)."""
    draw: Draw = "complete"
    drawn_by: DrawnBy = "stated"
    reference: str | None = None
    recruited: Recruited = "before_draw"
    measured: Measured = "same"
    analysed_as: AnalysedAs = "drawn"


@dataclass(frozen=True, slots=True)
class Flow:
    """People drawn per arm (arm as text → number) where the file holds fewer."""

    drawn: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """When the analysis was fixed, as the plan's author states it."""

    written: Written = "after_outcomes_known"
    registered: str | None = None
    registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome column and how it is spoken of."""

    name: str
    kind: OutcomeKind
    label: Text
    unit: Text | None = None
    better: Better | None = None
    smallest_relevant: float | None = None
    """In the outcome's own unit; for yes_no and share as a share (0.03 is three percentage points)."""
    primary: bool = False
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Adjust:
    """Covariates, all measured before the draw."""

    columns: tuple[str, ...] = ()
    method: Method = "none"


@dataclass(frozen=True, slots=True)
class Inference:
    """How uncertainty is computed and which estimator the claim rests on."""

    std_error: StdError = "HC2"
    level: float = 0.95
    decides: Decider = "difference_in_means"
    randomisation_draws: int = 10_000
    seed: int = 0
    """Resolved when the plan is read: the first 32 bits of plan_sha256 unless the plan names one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A resolved plan: every default filled in. Made by `oppiva.impact.plan.read_plan` or `parse_plan`."""

    title: Text
    design: Design
    outcomes: tuple[Outcome, ...]
    language: Language = "en"
    measure: Measure = field(default_factory=Measure)
    data: DataSpec = field(default_factory=DataSpec)
    flow: Flow = field(default_factory=Flow)
    lock: Lock = field(default_factory=Lock)
    adjust: Adjust = field(default_factory=Adjust)
    inference: Inference = field(default_factory=Inference)
    format: int = 1
    sha256: str = ""
    """SHA-256 of the resolved plan as canonical JSON; see `oppiva.impact.plan.canonical`."""
    file_sha256: str | None = None
    """SHA-256 of the bytes the plan was read from."""
