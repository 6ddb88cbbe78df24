"""Does the state allow it? Each answer is None, or the sentence that says why not."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.portfolio.models import LearningGoal, Pilot, Status
from oppiva.portfolio.models.pilot import STATUS_WORKFLOW

OVER = (Status.ENDED, Status.DISCONTINUED)


def next_statuses(pilot: Pilot) -> tuple[Status, ...]:
    """The steps that may follow the pilot's status."""
    return tuple(Status(after) for after in STATUS_WORKFLOW.next(pilot.status))


def why_not_step(pilot: Pilot, after: str) -> Promise | str | None:
    """Why the pilot may not take this step of its status."""
    if STATUS_WORKFLOW.may(pilot.status, after):
        return None
    return _("A pilot that is “%(before)s” cannot become “%(after)s”.") % {
        "before": Status(pilot.status).label,
        "after": Status(after).label,
    }


def why_not_word_goals(pilot: Pilot) -> Promise | str | None:
    """Why goals cannot be added or worded anew."""
    if pilot.status in OVER:
        return _("The pilot is over: its learning goals stay as they were.")
    return None


def why_not_reword(goal: LearningGoal) -> Promise | str | None:
    """Why this goal cannot be worded anew."""
    if goal.retired_on is not None:
        return _("This goal was retired: its wording stays as it was.")
    return why_not_word_goals(goal.pilot)


def why_not_add_partner(pilot: Pilot) -> Promise | str | None:
    """Why a partner cannot join."""
    if pilot.status in OVER:
        return _("The pilot is over: no partner can join it.")
    return None


def refuse(why_not: Promise | str | None) -> None:
    """Raise Refused with the sentence, where there is one."""
    if why_not is not None:
        raise Refused(why_not)
