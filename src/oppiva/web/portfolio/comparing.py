"""Two wordings of a goal beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from oppiva.portfolio.compare import Comparison, compare
from oppiva.portfolio.models import LearningGoalVersion


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The later wording on the left, as the page shows it; each with its last day, None while in force."""

    old: LearningGoalVersion
    new: LearningGoalVersion
    old_until: date | None
    new_until: date | None
    comparison: Comparison


def side_by_side(
    versions: Sequence[LearningGoalVersion], old: LearningGoalVersion, new: LearningGoalVersion
) -> SideBySide:
    """`versions` are all wordings of the goal in order; texts are compared in the reader's language."""
    return SideBySide(old, new, _until(versions, old), _until(versions, new), compare(old.text, new.text))


def _until(versions: Sequence[LearningGoalVersion], version: LearningGoalVersion) -> date | None:
    """The day before the next wording came into force."""
    following = [other.valid_from for other in versions if other.number == version.number + 1]
    if following:
        return following[0] - timedelta(days=1)
    return version.goal.retired_on
