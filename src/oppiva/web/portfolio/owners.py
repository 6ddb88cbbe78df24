"""For whom a person may act: organisations that may own a new pilot, and those whose pilots they change."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from oppiva.core.constraints import on_day
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.portfolio.models import Programme
from oppiva.portfolio.permissions import may_change_programme


def changed_by(person: Person, day: date) -> frozenset[int]:
    """Organisations in which the person is a pilot manager on that day."""
    held = Membership.objects.current(day).filter(person=person, role=Role.PILOT_MANAGER)
    return frozenset(held.values_list("organisation", flat=True))


def owners_open_to(person: Person, programme: Programme) -> QuerySet[Organisation]:
    """Who may own a pilot that this person enters: any for commissioners, their own for pilot managers."""
    today = timezone.localdate()
    in_being = Organisation.objects.filter(on_day(today, "valid_from", "valid_to"))
    if may_change_programme(person, programme):
        return Organisation.objects.all() if _is_past(programme, today) else in_being
    return Organisation.objects.filter(pk__in=changed_by(person, today))


def _is_past(programme: Programme, today: date) -> bool:
    """A programme entered afterwards has owners that are no longer in being."""
    return programme.ends_on is not None and programme.ends_on < today
