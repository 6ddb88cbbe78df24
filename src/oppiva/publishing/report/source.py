"""What every section of the report is made from: plan, result and record, and how their parts are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oppiva.impact.plan.model import Outcome, Plan
from oppiva.impact.result import Claim, Estimate, FlowRow, Result
from oppiva.impact.text import Language, Text, number
from oppiva.publishing.report import words
from oppiva.publishing.report.record import PlanVersion, StudyRecord


@dataclass(frozen=True, slots=True)
class Source:
    """One run to be written up in one language."""

    plan: Plan
    result: Result
    record: StudyRecord | None
    language: Language

    def say(self, code: str, **fields: object) -> str:
        return words.say(code, self.language, **fields)

    def number(self, value: float, decimals: int | None = None) -> str:
        return number(value, self.language, decimals)

    @property
    def title(self) -> str:
        own = self.record.title if self.record else None
        return (own or self.plan.title).in_(self.language)

    @property
    def measure(self) -> str | None:
        return self._named(self.record.measure if self.record else None, self.plan.measure.name)

    @property
    def alternative(self) -> str | None:
        return self._named(self.record.alternative if self.record else None, self.plan.measure.alternative)

    def _named(self, own: Text | None, planned: Text | None) -> str | None:
        text = own or planned
        return text.in_(self.language) if text else None

    @property
    def unit(self) -> str:
        """Code of what is studied; see StudyRecord.unit."""
        return self.record.unit if self.record else "person"

    def many(self, count: int | None) -> str:
        """ "445 people": a count with its unit."""
        return self.say(f"frame.{'one' if count == 1 else 'many'}_{self.unit}", n=self.count(count))

    def count(self, value: int | None) -> str:
        return words.count(value, self.language, released=self.released)

    @property
    def released(self) -> bool:
        """Whether small counts, and numbers that would give them back, were withheld from the result."""
        return self.result.disclosure.smallest_cell is not None

    def withheld(self, *places: str) -> bool:
        """Whether anything was withheld whose place in the result begins with one of `places`."""
        return any(place.startswith(places) for place in self.result.disclosure.suppressed)

    @staticmethod
    def total(counts: Iterable[int | None]) -> int | None:
        """The sum, or None where a part of it is not known or withheld."""
        total = 0
        for count in counts:
            if count is None:
                return None
            total += count
        return total

    @property
    def locked_version(self) -> PlanVersion | None:
        """The version of the plan that was run, if the record holds it."""
        versions = self.record.plan_versions if self.record else ()
        return next((version for version in versions if version.sha256 == self.plan.sha256), None)

    # Outcomes, arms and claims ------------------------------------------------------------------------------------

    def outcome(self, name: str) -> Outcome:
        """The plan's outcome; one that the plan does not name is spoken of by its column."""
        for outcome in self.plan.outcomes:
            if outcome.name == name:
                return outcome
        return Outcome(name, "amount", Text.same(name))

    def label(self, name: str) -> str:
        return self.outcome(name).label.in_(self.language)

    def unit_of(self, outcome: Outcome) -> str:
        """Percentage points for shares, else the plan's own unit ("" where it names none)."""
        if outcome.kind != "amount":
            return self.say("frame.points")
        return outcome.unit.in_(self.language) if outcome.unit else ""

    @property
    def control(self) -> str:
        """The control arm as the file names it: a plan's false is the file's 0."""
        return next((estimate.versus for estimate in self.result.estimates), str(self.plan.design.control))

    @property
    def arms(self) -> tuple[str, ...]:
        """Treated arms in the result's own order."""
        named = [estimate.arm for estimate in self.result.estimates]
        named += [row.arm for row in self.result.flow if not self.is_control(row)]
        return tuple(dict.fromkeys(named))

    @property
    def several_arms(self) -> bool:
        return len(self.arms) > 1

    def is_control(self, row: FlowRow) -> bool:
        versus = {estimate.versus for estimate in self.result.estimates} or {self.control}
        return row.arm in versus

    def arm_name(self, arm: str) -> str:
        """A treated arm as a table's heading names it; with one arm it is simply the measure."""
        return self.say("frame.arm", arm=arm) if self.several_arms else self.say("frame.treated")

    @property
    def control_name(self) -> str:
        return self.say("frame.control_arm", arm=self.control) if self.several_arms else self.say("frame.control")

    def outcome_and_arm(self, estimate: Estimate) -> str:
        label = self.label(estimate.outcome)
        return self.say("frame.outcome_and_arm", label=label, arm=estimate.arm) if self.several_arms else label

    def estimate_of(self, claim: Claim) -> Estimate | None:
        return next((estimate for estimate in self.result.estimates if estimate.id == claim.estimate), None)

    @property
    def primary_claims(self) -> tuple[tuple[Claim, Estimate], ...]:
        """Claims on primary outcomes, each with its estimate."""
        pairs = ((claim, self.estimate_of(claim)) for claim in self.result.claims)
        return tuple((claim, estimate) for claim, estimate in pairs if estimate is not None and estimate.primary)
