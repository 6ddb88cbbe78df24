"""Programmes: making and changing them, and the organisations that are parties to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.core.saving import save_or_refuse
from oppiva.organisations.models import Organisation, Person, Role
from oppiva.organisations.roles import has_role
from oppiva.portfolio.models import PilotKind, Programme, ProgrammeParty
from oppiva.portfolio.permissions import require_change_programme, require_create_programme


@transaction.atomic
def create_programme(person: Person, commissioner: Organisation, **fields: Any) -> Programme:
    """A programme with its commissioner, for whom `person` must be a commissioner. Raises Refused."""
    require_create_programme(person)
    if not has_role(person, Role.COMMISSIONER, commissioner):
        raise Refused(_("You can begin a programme only for an organisation in which you are a commissioner."))
    programme = Programme(**fields, changed_by=person)
    save_or_refuse(programme)
    party = ProgrammeParty(
        programme=programme,
        organisation=commissioner,
        role=ProgrammeParty.Role.COMMISSIONER,
        # Who begins a programme today sees it today, also when it starts later.
        since=min(programme.starts_on, timezone.localdate()),
        changed_by=person,
    )
    save_or_refuse(party)
    return programme


@transaction.atomic
def change_programme(programme: Programme, person: Person, reason: str = "", **fields: Any) -> Programme:
    """Change fields of the programme; its history keeps what was. Raises PermissionDenied or Refused."""
    require_change_programme(person, programme)
    held = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    for field, value in fields.items():
        setattr(held, field, value)
    held.changed_by, held.change_reason = person, reason.strip()
    save_or_refuse(held)
    return held


@transaction.atomic
def add_party(
    programme: Programme, person: Person, organisation: Organisation, role: str, since: date
) -> ProgrammeParty:
    """An organisation begins to commission, evaluate or steer the programme."""
    require_change_programme(person, programme)
    party = ProgrammeParty(programme=programme, organisation=organisation, role=role, since=since, changed_by=person)
    save_or_refuse(party)
    return party


@transaction.atomic
def end_party(party: ProgrammeParty, last_day: date, person: Person, reason: str) -> ProgrammeParty:
    """The organisation is a party until `last_day`. The last commissioner stays, or nobody could change anything."""
    require_change_programme(person, party.programme)
    Programme.objects.select_for_update(of=("self",)).get(
        pk=party.programme_id
    )  # two ends meet here, one after another
    held = ProgrammeParty.objects.get(pk=party.pk)
    others = ProgrammeParty.objects.filter(programme=held.programme, role=held.role, until__isnull=True).exclude(
        pk=held.pk
    )
    if held.role == ProgrammeParty.Role.COMMISSIONER and not others.exists():
        raise Refused(_("A programme needs a commissioner: add another before this one ends."))
    held.until, held.changed_by, held.change_reason = last_day, person, reason.strip()
    save_or_refuse(held)
    return held


@transaction.atomic
def add_pilot_kind(programme: Programme, person: Person, **fields: Any) -> PilotKind:
    """A kind of pilot that only this programme has."""
    require_change_programme(person, programme)
    if PilotKind.objects.filter(programme__isnull=True, code=fields.get("code")).exists():
        raise Refused(_("Every programme already has a kind with this code."))
    kind = PilotKind(programme=programme, changed_by=person, **fields)
    save_or_refuse(kind)
    return kind
