"""What the web knows of a study beyond its plan and result. The terminal knows none of it and passes None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from oppiva.impact.text import Text

Unit = Literal["person", "firm", "vacancy", "worker", "office"]
Wording = Literal["fits", "look_again", "too_strong"]


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of the plan, with the lock that made it binding."""

    number: int
    sha256: str
    locked_at: datetime | None = None
    locked_by: str = ""
    reason: str = ""
    """Why this version replaced the one before; empty for the first."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A departure from the locked plan."""

    what: str
    reason: str
    recorded_at: datetime
    recorded_by: str = ""
    after_opening: bool = False
    """Recorded when the outcomes had already been opened by arm."""
    changed_deciding_analysis: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """Who let a wording pass that the gate found too strong, and why."""

    reason: str
    by: str
    second_person: str


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding written on top of the run, with the gate's verdict on its wording.

    `gate_sentence` is the gate's own sentence; it is printed beside the finding where the verdict was overridden.
    """

    text: Text
    wording: Wording
    gate_sentence: Text | None = None
    confirmed_by: str = ""
    """The second person who confirmed a wording that had to be looked at again."""
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """The study around a run. What is given here takes the place of the plan's own title, measure and alternative."""

    title: Text | None = None
    pilots: tuple[Text, ...] = ()
    measure: Text | None = None
    alternative: Text | None = None
    unit: Unit = "person"
    """Who or what is studied."""
    controller: str = ""
    legal_basis: str = ""
    data_received_on: date | None = None
    delete_by: date | None = None
    plan_versions: tuple[PlanVersion, ...] = ()
    opened_at: datetime | None = None
    """When a run first used an outcome by arm."""
    deviations: tuple[Deviation, ...] = ()
    runs: int = 0
    """How many runs were made in all, with every version of the plan."""
    findings: tuple[ReportedFinding, ...] = ()
    made_by: str = ""
    synthetic: bool = False
