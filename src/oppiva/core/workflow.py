"""A workflow is declared once, as data; the database refuses every step that is not in it."""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger


@dataclass(frozen=True, slots=True)
class Workflow:
    """States of one field: where a row may start and which steps it may take."""

    field: str
    start: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]

    def triggers(self) -> list[pgtrigger.Trigger]:
        """For `Meta.triggers`: forbidden steps and forbidden first states raise."""
        first = pgtrigger.Q(**{f"new__{self.field}": self.start[0]})
        for state in self.start[1:]:
            first |= pgtrigger.Q(**{f"new__{self.field}": state})
        return [
            pgtrigger.FSM(name=f"{self.field}_steps", field=self.field, transitions=list(self.steps)),
            pgtrigger.Protect(name=f"{self.field}_start", operation=pgtrigger.Insert, condition=~first),
        ]

    def next(self, state: str) -> tuple[str, ...]:
        """States that may follow `state`."""
        return tuple(after for before, after in self.steps if before == state)

    def may(self, before: str, after: str) -> bool:
        return (before, after) in self.steps
