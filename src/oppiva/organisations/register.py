"""Entering organisations and changing them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from oppiva.core.saving import save_or_refuse
from oppiva.organisations.models import Organisation, Person
from oppiva.organisations.permissions import require_add_organisations, require_change_organisation


@transaction.atomic
def add_organisation(person: Person, **fields: Any) -> Organisation:
    """Enter an organisation. Raises PermissionDenied, or Refused where a field or a business id is wrong."""
    require_add_organisations(person)
    organisation = Organisation(**fields, changed_by=person)
    organisation.business_id = organisation.business_id or None
    save_or_refuse(organisation)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, person: Person, reason: str, **fields: Any) -> Organisation:
    """Change fields of an organisation; every earlier state stays in its history with its reason."""
    require_change_organisation(person, organisation)
    held = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    for field, value in fields.items():
        setattr(held, field, value)
    held.business_id = held.business_id or None
    held.changed_by, held.change_reason = person, reason
    save_or_refuse(held)
    return held


def close_organisation(organisation: Organisation, last_day: date, person: Person, reason: str) -> Organisation:
    """It stays readable; it was in being until `last_day`."""
    return change_organisation(organisation, person, reason, valid_to=last_day)
