"""Learning goals: a first wording, later wordings with reason and agreement, and retiring. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.language import current_language
from oppiva.core.refusal import Refused
from oppiva.core.saving import columns, save_or_refuse
from oppiva.impact.text import LANGUAGES, day
from oppiva.organisations.models import Organisation, Person
from oppiva.portfolio.models import ContextEvent, GoalAgreement, LearningGoal, LearningGoalVersion, Pilot
from oppiva.portfolio.permissions import require_change_pilot
from oppiva.portfolio.policies import refuse, why_not_reword, why_not_word_goals


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to a wording, and when: a person with an account, or a name, and for which organisation."""

    on: date
    person: Person | None = None
    organisation: Organisation | None = None
    name: str = ""


@transaction.atomic
def add_goal(
    pilot: Pilot,
    texts: Mapping[str, str],
    person: Person,
    *,
    agreed: Iterable[Agreed] = (),
    valid_from: date | None = None,
) -> LearningGoalVersion:
    """The pilot's next goal in its first wording, which needs no reason. Raises PermissionDenied or Refused."""
    require_change_pilot(person, pilot)
    held = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)  # two new goals get two numbers
    refuse(why_not_word_goals(held))
    last = held.goals.aggregate(last=Max("number"))["last"] or 0
    goal = LearningGoal(pilot=held, number=last + 1, changed_by=person)
    save_or_refuse(goal)
    return _write(goal, 1, texts, {}, person, agreed, valid_from or timezone.localdate(), None)


@transaction.atomic
def reword_goal(
    goal: LearningGoal,
    texts: Mapping[str, str],
    reasons: Mapping[str, str],
    agreed: Iterable[Agreed],
    person: Person,
    *,
    based_on: int,
    valid_from: date | None = None,
    context_event: ContextEvent | None = None,
) -> LearningGoalVersion:
    """A new wording, with the reason and at least one who agreed. The old one stays readable.

    `based_on` is the version that the writer had before them: where another was written meanwhile, Refused says so
    and nothing is lost or covered. Raises PermissionDenied, or Refused with what is missing.
    """
    require_change_pilot(person, goal.pilot)
    held = LearningGoal.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=goal.pk)
    refuse(why_not_reword(held))
    latest = held.versions.order_by("-number").first()
    if latest is None:
        raise Refused(_("This goal has no wording to change."))
    if latest.number != based_on:
        raise Refused(
            _("The wording was changed meanwhile: version %(number)s is “%(text)s”. Compare it with yours.")
            % {"number": latest.number, "text": latest.text}
        )
    agreed = tuple(agreed)
    valid_from = valid_from or timezone.localdate()
    if not any((text or "").strip() for text in reasons.values()):
        raise Refused(_("A changed wording says why it was changed."))
    if not agreed:
        raise Refused(_("Name who agreed to the changed wording."))
    if columns("text", texts) == {f"text_{language}": getattr(latest, f"text_{language}") for language in LANGUAGES}:
        raise Refused(_("The wording is the same as before."))
    if valid_from <= latest.valid_from:
        raise Refused(
            _("The new wording must come into force after the one before it, which is in force from %(day)s.")
            % {"day": day(latest.valid_from, current_language())}
        )
    return _write(held, latest.number + 1, texts, reasons, person, agreed, valid_from, context_event)


@transaction.atomic
def retire_goal(goal: LearningGoal, reasons: Mapping[str, str], person: Person, on: date | None = None) -> LearningGoal:
    """The goal is no longer pursued; it stays readable with the reason. Raises PermissionDenied or Refused."""
    require_change_pilot(person, goal.pilot)
    held = LearningGoal.objects.select_for_update(of=("self",)).select_related("pilot").get(pk=goal.pk)
    refuse(why_not_reword(held))
    reason = columns("retired_reason", reasons)
    if not any(reason.values()):
        raise Refused(_("A retired goal says why it was retired."))
    for column, text in reason.items():
        setattr(held, column, text)
    held.retired_on, held.changed_by = on or timezone.localdate(), person
    save_or_refuse(held)
    return held


def _write(
    goal: LearningGoal,
    number: int,
    texts: Mapping[str, str],
    reasons: Mapping[str, str],
    person: Person,
    agreed: Iterable[Agreed],
    valid_from: date,
    context_event: ContextEvent | None,
) -> LearningGoalVersion:
    version = LearningGoalVersion(
        goal=goal,
        number=number,
        valid_from=valid_from,
        context_event=context_event,
        written_by=person,
        **columns("text", texts),
        **columns("reason", reasons),
    )
    save_or_refuse(version)
    for one in agreed:
        save_or_refuse(
            GoalAgreement(
                version=version, person=one.person, organisation=one.organisation, name=one.name.strip(), on=one.on
            )
        )
    return version
