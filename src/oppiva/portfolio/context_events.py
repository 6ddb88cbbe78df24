"""Context events of a programme: what happened around its pilots."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.core.saving import save_or_refuse
from oppiva.organisations.models import Person
from oppiva.portfolio.models import ContextEvent, Programme
from oppiva.portfolio.permissions import require_change_programme


@transaction.atomic
def add_context_event(programme: Programme, person: Person, **fields: Any) -> ContextEvent:
    """An event of this programme; national ones come with the installation. Raises PermissionDenied or Refused."""
    require_change_programme(person, programme)
    event = ContextEvent(programme=programme, changed_by=person, **fields)
    save_or_refuse(event)
    return event


@transaction.atomic
def change_context_event(event: ContextEvent, person: Person, reason: str, **fields: Any) -> ContextEvent:
    """Mend an event of a programme; its history keeps what was said before."""
    if event.programme is None:
        raise Refused(_("A national event is not changed from a programme."))
    require_change_programme(person, event.programme)
    held = ContextEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    for field, value in fields.items():
        setattr(held, field, value)
    held.changed_by, held.change_reason = person, reason.strip()
    save_or_refuse(held)
    return held
