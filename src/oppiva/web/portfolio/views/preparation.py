"""What a pilot says before it starts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from oppiva.portfolio.models import Pilot, Preparation
from oppiva.portfolio.permissions import require_change_pilot
from oppiva.portfolio.preparing import save_preparation
from oppiva.web.frame.meanwhile import watch
from oppiva.web.portfolio.forms.preparation import TEXTS, PreparationForm, three
from oppiva.web.portfolio.getters import pilot_or_404, signed_in
from oppiva.web.portfolio.places import pilot_address, pilot_form
from oppiva.web.portfolio.saving import form_page

FIELDS = (
    "service_organisation",
    "service_owner",
    "service_owner_since",
    "planning_from",
    "planning_until",
    *three("service_unit"),
    *(column for stem in TEXTS for column in three(stem)),
)


@login_required
def preparation(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions on one page; what is left empty stays a gap."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    require_change_pilot(person, pilot)
    said = Preparation.objects.filter(pilot=pilot).first()
    chosen = list(said.earlier_pilots.values_list("pilot", flat=True)) if said else []
    initial = {field: getattr(said, field) for field in FIELDS} | {"earlier": chosen} if said else {}
    visible = Pilot.objects.visible_to(person).exclude(pk=pilot.pk)
    hidden = set(chosen) - set(visible.values_list("pk", flat=True))
    form = PreparationForm(request.POST or None, initial=initial, earlier=visible, changing=said is not None)
    watch(form, said)

    def act(data: dict[str, Any]) -> object:
        # Pilots that this person does not see were not offered: they stay.
        earlier = [*data.get("earlier", ()), *Pilot.objects.filter(pk__in=hidden)]
        answers = {field: data[field] for field in FIELDS}
        return save_preparation(pilot, person, data.get("change_reason", ""), earlier, **answers)

    answer = _("None of this blocks the pilot; what is left unsaid shows as a gap, because it stopped earlier models.")
    page = pilot_form(pilot, _("Before it starts"), answer)
    then = f"{pilot_address(pilot)}#preparation"
    return form_page(request, form, act, said=_("The answers were saved."), then=then, page=page)
