"""May this person? Each question has a form that answers and one that raises. Whether the state allows: policies.

Whom a page is shown to is decided by `visible_to` of the querysets; these ask only about those who see it.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils import timezone

from oppiva.core.constraints import on_day
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.organisations.roles import has_role
from oppiva.portfolio.models import Pilot, Programme, ProgrammeParty


def may_create_programme(person: Person, day: date | None = None) -> bool:
    """Commissioners of any organisation."""
    return has_role(person, Role.COMMISSIONER, day=day)


def may_change_programme(person: Person, programme: Programme, day: date | None = None) -> bool:
    """Commissioners in an organisation that commissions this programme on that day."""
    day = day or timezone.localdate()
    commissioners = Membership.objects.current(day).filter(
        person_id=person.pk, role=Role.COMMISSIONER, organisation=OuterRef("organisation")
    )
    return ProgrammeParty.objects.filter(
        on_day(day), Exists(commissioners), programme=programme, role=ProgrammeParty.Role.COMMISSIONER
    ).exists()


def may_create_pilot(person: Person, programme: Programme, owner: Organisation, day: date | None = None) -> bool:
    """The programme's commissioners; and pilot managers of the owner, where they see the programme."""
    if may_change_programme(person, programme, day):
        return True
    return (
        has_role(person, Role.PILOT_MANAGER, owner, day)
        and Programme.objects.visible_to(person, day).filter(pk=programme.pk).exists()
    )


def may_change_pilot(person: Person, pilot: Pilot, day: date | None = None) -> bool:
    """Pilot managers in the organisation that owns the pilot: its facts, status, partners, goals and preparation."""
    return has_role(person, Role.PILOT_MANAGER, pilot.owner, day)


def require_create_programme(person: Person) -> None:
    if not may_create_programme(person):
        raise PermissionDenied


def require_change_programme(person: Person, programme: Programme) -> None:
    if not may_change_programme(person, programme):
        raise PermissionDenied


def require_create_pilot(person: Person, programme: Programme, owner: Organisation) -> None:
    if not may_create_pilot(person, programme, owner):
        raise PermissionDenied


def require_change_pilot(person: Person, pilot: Pilot) -> None:
    if not may_change_pilot(person, pilot):
        raise PermissionDenied
