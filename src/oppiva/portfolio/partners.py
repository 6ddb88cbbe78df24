"""Partners of a pilot: joining, what is agreed, and leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from oppiva.core.language import current_language
from oppiva.core.refusal import Refused
from oppiva.core.saving import columns, save_or_refuse
from oppiva.organisations.models import Organisation, Person
from oppiva.portfolio.models import Pilot, PilotPartner
from oppiva.portfolio.permissions import require_change_pilot
from oppiva.portfolio.policies import refuse, why_not_add_partner


@transaction.atomic
def add_partner(
    pilot: Pilot,
    person: Person,
    organisation: Organisation,
    role: str,
    since: date,
    *,
    contribution: Mapping[str, str] | None = None,
    agreement_signed_on: date | None = None,
) -> PilotPartner:
    """An organisation joins. Raises PermissionDenied, or Refused where it already has the role at that time."""
    require_change_pilot(person, pilot)
    held = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)
    refuse(why_not_add_partner(held))
    partner = PilotPartner(
        pilot=held,
        organisation=organisation,
        role=role,
        since=since,
        agreement_signed_on=agreement_signed_on,
        changed_by=person,
        **columns("contribution", contribution or {}),
    )
    save_or_refuse(partner)
    return partner


@transaction.atomic
def change_partner(
    partner: PilotPartner,
    person: Person,
    *,
    contribution: Mapping[str, str],
    agreement_signed_on: date | None,
    reason: str = "",
) -> PilotPartner:
    """What the partner gives, and when the agreement was signed."""
    require_change_pilot(person, partner.pilot)
    held = PilotPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    for column, text in columns("contribution", contribution).items():
        setattr(held, column, text)
    held.agreement_signed_on = agreement_signed_on
    held.changed_by, held.change_reason = person, reason.strip()
    save_or_refuse(held)
    return held


@transaction.atomic
def end_partner(
    partner: PilotPartner, last_day: date, person: Person, reasons: Mapping[str, str] | str
) -> PilotPartner:
    """The partner takes part until `last_day`; it stays readable, with the reason why it left.

    A reason given as a plain text is in the reader's language.
    """
    if isinstance(reasons, str):
        reasons = {current_language(): reasons}
    require_change_pilot(person, partner.pilot)
    held = PilotPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if held.until is not None:
        raise Refused(_("This partner has already left."))
    reason = columns("left_reason", reasons)
    if not any(reason.values()):
        raise Refused(_("Say why the partner leaves."))
    for column, text in reason.items():
        setattr(held, column, text)
    held.until, held.changed_by, held.change_reason = last_day, person, ""
    save_or_refuse(held)
    return held
