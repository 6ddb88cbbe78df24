"""The history of a pilot and of a goal as a story: who changed what, when and why.

Ledgers tell steps of status and wordings, with the day they hold from. Event tables tell everything else, with the
moment it was recorded. Nothing here is typed for the story: it is what the database kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from oppiva.organisations.models import Person
from oppiva.portfolio.models import (
    ContextEvent,
    GoalAgreement,
    LearningGoal,
    LearningGoalVersion,
    Pilot,
    PilotPartner,
    PilotStatusChange,
    Preparation,
)

Kind = Literal["status", "goal", "partner", "preparation", "facts", "break", "event"]

# Kept with every change, and told beside it; or told by a ledger of their own.
UNTOLD = frozenset(
    {"id", "pilot", "changed_by", "change_reason", "status", "ended_on"}
    | {f"discontinued_reason_{language}" for language in ("fi", "sv", "en")}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`on` is the day it holds from; `recorded_at` the moment it was entered, where that is another day."""

    on: date
    kind: Kind
    what: str | Promise
    why: str
    who: str
    recorded_at: datetime | None = None
    agreed: tuple[str, ...] = ()
    goal: int | None = None
    version: int | None = None


def story_of_pilot(pilot: Pilot) -> tuple[Entry, ...]:
    """Everything that happened to the pilot and around it, latest first."""
    entries = [
        *_context(pilot),
        *_steps(pilot),
        *_wordings(LearningGoal.objects.filter(pilot=pilot)),
        *_retirements(LearningGoal.objects.filter(pilot=pilot)),
        *_partners(pilot),
        *_changes(Pilot, {"pgh_obj": pilot.pk}, "facts", _("Changed: {fields}.")),
        *_changes(Preparation, {"pilot": pilot.pk}, "preparation", _("Preparation: {fields}."), from_first=True),
    ]
    return _latest_first(entries)


def story_of_goal(goal: LearningGoal) -> tuple[Entry, ...]:
    """The goal's wordings and its retiring, crossed by what happened around, latest first."""
    of_goal = LearningGoal.objects.filter(pk=goal.pk)
    told = [*_wordings(of_goal), *_retirements(of_goal)]
    first = min((entry.on for entry in told), default=date.max)
    around = [entry for entry in _context(goal.pilot) if entry.on >= first]
    return _latest_first([*told, *around])


def _latest_first(entries: list[Entry]) -> tuple[Entry, ...]:
    """What holds from one day stands in the order of its recording; one transaction has one moment, hence the turn."""
    in_order = sorted(entries, key=lambda entry: (entry.on, entry.recorded_at or _start_of(entry.on)))
    return tuple(reversed(in_order))


def _context(pilot: Pilot) -> Iterator[Entry]:
    for event in ContextEvent.objects.around(pilot.programme):
        kind: Kind = "break" if event.kind == ContextEvent.Kind.BREAK else "event"
        yield Entry(event.on, kind, event.name, event.description, "")


def _steps(pilot: Pilot) -> Iterator[Entry]:
    for step in PilotStatusChange.objects.filter(pilot=pilot).select_related("by").order_by("on", "pk"):
        what = format_lazy(_("Status: {status}."), status=step.get_after_display())
        yield Entry(step.on, "status", what, step.reason, _name(step.by), step.recorded_at)


def _wordings(goals: models.QuerySet[LearningGoal]) -> Iterator[Entry]:
    versions = (
        LearningGoalVersion.objects.filter(goal__in=goals)
        .select_related("goal", "written_by")
        .prefetch_related(
            models.Prefetch(
                "agreements",
                queryset=GoalAgreement.objects.select_related("person", "organisation").order_by("on", "pk"),
            )
        )
        .order_by("goal__number", "number")
    )
    for version in versions:
        template = (
            _("Goal {goal} first worded: “{text}”") if version.number == 1 else _("Goal {goal} worded anew: “{text}”")
        )
        yield Entry(
            version.valid_from,
            "goal",
            format_lazy(template, goal=version.goal.number, text=version.text),
            version.reason,
            _name(version.written_by),
            version.recorded_at,
            tuple(str(agreement) for agreement in version.agreements.all()),
            version.goal.number,
            version.number,
        )


def _retirements(goals: models.QuerySet[LearningGoal]) -> Iterator[Entry]:
    for goal in goals.filter(retired_on__isnull=False).select_related("changed_by").order_by("number"):
        if goal.retired_on is not None:
            what = format_lazy(_("Goal {goal} retired."), goal=goal.number)
            yield Entry(goal.retired_on, "goal", what, goal.retired_reason, _name(goal.changed_by), goal=goal.number)


def _partners(pilot: Pilot) -> Iterator[Entry]:
    partners = pilot.partners.select_related("organisation", "changed_by").order_by("since", "pk")
    for partner in partners:
        who = {"organisation": partner.organisation.name, "role": partner.get_role_display()}
        yield Entry(
            partner.since, "partner", format_lazy(_("{organisation} joined: {role}."), **who), partner.contribution, ""
        )
        if partner.agreement_signed_on:
            what = format_lazy(_("Agreement signed: {organisation}."), organisation=who["organisation"])
            yield Entry(partner.agreement_signed_on, "partner", what, "", "")
        if partner.until:
            what = format_lazy(_("{organisation} left: {role}."), **who)
            yield Entry(partner.until, "partner", what, partner.left_reason, _name(partner.changed_by))
    yield from _changes(
        PilotPartner,
        {"pilot": pilot.pk},
        "partner",
        _("Partner changed: {fields}."),
        leave_out={"until", "since", "left_reason_fi", "left_reason_sv", "left_reason_en"},
    )


def _changes(
    model: type[models.Model],
    which: dict[str, Any],
    kind: Kind,
    what: str | Promise,
    *,
    from_first: bool = False,
    leave_out: Iterable[str] = (),
) -> Iterator[Entry]:
    """Updates of tracked rows, told by what differs from the state before; with `from_first`, the first state too."""
    event_model = apps.get_model("portfolio", f"{model.__name__}Event")
    events = event_model._default_manager.filter(**which).order_by("pgh_obj_id", "pgh_id")
    people = Person.objects.in_bulk({event.changed_by_id for event in events if event.changed_by_id})
    before: Any = None
    for event in events:
        if before is not None and before.pgh_obj_id != event.pgh_obj_id:
            before = None
        if event.pgh_label == "update" or (from_first and event.pgh_label == "insert"):
            fields = _differing(model, before, event, UNTOLD | set(leave_out))
            if fields:
                on = timezone.localtime(event.pgh_created_at).date()
                who = _name(people.get(event.changed_by_id))
                listed = ", ".join(str(field) for field in fields)
                yield Entry(
                    on, kind, str(what).replace("{fields}", listed), event.change_reason, who, event.pgh_created_at
                )
        before = event


def _differing(model: type[models.Model], before: Any, after: Any, untold: set[str] | frozenset[str]) -> list[str]:
    """The names of fields that differ, in the model's order; the languages of one text are one field."""
    names: dict[str, None] = {}
    for field in model._meta.concrete_fields:
        if field.name in untold:
            continue
        empty = None if before is None else getattr(before, field.attname)
        if getattr(after, field.attname) not in ((empty,) if before is not None else (None, "")):
            names[_field_name(model, field)] = None
    return list(names)


def _field_name(model: type[models.Model], field: models.Field[Any, Any]) -> str:
    stem, _underscore, language = field.name.rpartition("_")
    if language in ("fi", "sv", "en") and hasattr(model, stem):
        return str(FIELD_NAMES.get(stem, stem))
    return str(field.verbose_name)


FIELD_NAMES: dict[str, str | Promise] = {
    "name": _("name"),
    "objectives": _("objectives"),
    "target_group": _("target group"),
    "contribution": _("what it gives"),
    "service_unit": _("ordinary service"),
    "staff_after": _("staff afterwards"),
    "money_after": _("money afterwards"),
    "referral": _("referral"),
    "quality_criteria": _("quality criteria"),
    "follow_up_criteria": _("follow-up criteria"),
    "builds_on": _("earlier lessons"),
}


def _name(person: Person | None) -> str:
    return str(person) if person else ""


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
