"""What a pilot says before it starts: saving the answers. None is demanded; what is missing shows as a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.core.saving import save_or_refuse
from oppiva.organisations.models import Person
from oppiva.portfolio.models import EarlierPilot, Pilot, Preparation
from oppiva.portfolio.permissions import require_change_pilot


@transaction.atomic
def save_preparation(
    pilot: Pilot, person: Person, reason: str = "", earlier: Iterable[Pilot] | None = None, **fields: Any
) -> Preparation:
    """Save answers by their columns (`referral_fi=…`); columns not named stay. `earlier` are pilots it builds on.

    Raises PermissionDenied or Refused. Every earlier answer stays in the history.
    """
    require_change_pilot(person, pilot)
    Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)  # two first answers make one row
    preparation = Preparation.objects.filter(pilot=pilot).first() or Preparation(pilot=pilot)
    for field, value in fields.items():
        setattr(preparation, field, value)
    preparation.changed_by, preparation.change_reason = person, reason.strip()
    save_or_refuse(preparation)
    if earlier is not None:
        _set_earlier(preparation, earlier)
    return preparation


def _set_earlier(preparation: Preparation, earlier: Iterable[Pilot]) -> None:
    wanted = {pilot.pk for pilot in earlier}
    if preparation.pilot_id in wanted:
        raise Refused(_("A pilot cannot build on itself."))
    present = set(preparation.earlier_pilots.values_list("pilot", flat=True))
    preparation.earlier_pilots.filter(pilot__in=present - wanted).delete()
    for pilot in sorted(wanted - present):
        EarlierPilot.objects.create(preparation=preparation, pilot_id=pilot)
