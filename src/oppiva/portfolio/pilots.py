"""Pilots: making them, changing their facts, and taking the steps of their status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.core.saving import columns, save_or_refuse
from oppiva.organisations.models import Area, Organisation, Person
from oppiva.portfolio.models import Pilot, PilotArea, PilotKind, PilotStatusChange, Programme, Status
from oppiva.portfolio.permissions import require_change_pilot, require_create_pilot
from oppiva.portfolio.policies import OVER, refuse, why_not_step

FIXED = frozenset({"pk", "id", "programme", "status", "ended_on"})


@transaction.atomic
def create_pilot(
    programme: Programme,
    person: Person,
    owner: Organisation,
    kind: PilotKind,
    areas: Iterable[Area] = (),
    **fields: Any,
) -> Pilot:
    """A planned pilot, with the first row of its status ledger. Raises PermissionDenied or Refused."""
    require_create_pilot(person, programme, owner)
    _refuse_strange_kind(kind, programme)
    pilot = Pilot(programme=programme, owner=owner, kind=kind, changed_by=person, **fields)
    save_or_refuse(pilot)
    _set_areas(pilot, areas)
    PilotStatusChange.objects.create(pilot=pilot, after=Status.PLANNED, on=timezone.localdate(), by=person)
    return pilot


@transaction.atomic
def change_pilot(
    pilot: Pilot, person: Person, reason: str = "", areas: Iterable[Area] | None = None, **fields: Any
) -> Pilot:
    """Change facts of the pilot; its history keeps what was. The status has its own steps: `change_status`."""
    require_change_pilot(person, pilot)
    if forbidden := FIXED & fields.keys():
        raise ValueError(f"not changed here: {', '.join(sorted(forbidden))}")
    held = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)
    for field, value in fields.items():
        setattr(held, field, value)
    _refuse_strange_kind(held.kind, held.programme)
    held.changed_by, held.change_reason = person, reason.strip()
    save_or_refuse(held)
    if areas is not None:
        _set_areas(held, areas)
    return held


@transaction.atomic
def change_status(
    pilot: Pilot, after: str, person: Person, *, on: date | None = None, reasons: Mapping[str, str] | None = None
) -> PilotStatusChange:
    """Take a step of the status, with the day it holds from and its reason in any of the three languages.

    A pilot is discontinued only with a reason. Raises PermissionDenied, or Refused where the state does not allow it:
    of two people who take a step at once the second is told.
    """
    require_change_pilot(person, pilot)
    held = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)
    refuse(why_not_step(held, after))
    on = on or timezone.localdate()
    reason = columns("reason", reasons or {})
    if after == Status.DISCONTINUED and not any(reason.values()):
        raise Refused(_("A discontinued pilot says why it was discontinued."))
    before, held.status = held.status, after
    if after in OVER:
        held.ended_on = on
    if after == Status.DISCONTINUED:
        for column, text in columns("discontinued_reason", reasons or {}).items():
            setattr(held, column, text)
    held.changed_by, held.change_reason = person, ""
    save_or_refuse(held)
    step = PilotStatusChange(pilot=held, before=before, after=after, on=on, by=person, **reason)
    save_or_refuse(step)
    return step


def _set_areas(pilot: Pilot, areas: Iterable[Area]) -> None:
    """Rows are added and removed one by one, so that the history says which area came or went."""
    wanted = {area.pk for area in areas}
    present = set(pilot.pilot_areas.values_list("area", flat=True))
    pilot.pilot_areas.filter(area__in=present - wanted).delete()
    for area in sorted(wanted - present):
        PilotArea.objects.create(pilot=pilot, area_id=area)


def _refuse_strange_kind(kind: PilotKind, programme: Programme) -> None:
    if kind.programme_id is not None and kind.programme_id != programme.pk:
        raise Refused(_("This kind of pilot belongs to another programme."))
