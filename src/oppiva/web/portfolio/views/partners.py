"""Partners: joining, what they give, leaving."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from oppiva.portfolio.partners import add_partner, change_partner, end_partner
from oppiva.portfolio.permissions import require_change_pilot
from oppiva.web.frame.meanwhile import watch
from oppiva.web.portfolio.forms.pilots import PartnerChangeForm, PartnerForm
from oppiva.web.portfolio.forms.programmes import EndForm
from oppiva.web.portfolio.getters import partner_or_404, pilot_or_404, signed_in
from oppiva.web.portfolio.places import pilot_address, pilot_form
from oppiva.web.portfolio.saving import form_page

PLAIN = "portfolio/plain_form.html"
CONTRIBUTION = ("contribution_fi", "contribution_sv", "contribution_en")


def _contribution(data: dict[str, Any]) -> dict[str, str]:
    return {language: data[f"contribution_{language}"] for language in ("fi", "sv", "en")}


@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation joins."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    require_change_pilot(person, pilot)
    form = PartnerForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        return add_partner(
            pilot,
            person,
            data["organisation"],
            data["role"],
            data["since"],
            contribution=_contribution(data),
            agreement_signed_on=data["agreement_signed_on"],
        )

    page = pilot_form(pilot, _("Add a partner"), _("Who takes part, as what, since when, and what it gives."))
    then = f"{pilot_address(pilot)}#partners"
    return form_page(request, form, act, said=_("The partner was added."), then=then, page=page)


@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a partner gives, and its agreement."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    partner = partner_or_404(pilot, pk)
    require_change_pilot(person, pilot)
    initial = {field: getattr(partner, field) for field in (*CONTRIBUTION, "agreement_signed_on")}
    form = PartnerChangeForm(request.POST or None, initial=initial)
    watch(form, partner)

    def act(data: dict[str, Any]) -> object:
        return change_partner(
            partner,
            person,
            contribution=_contribution(data),
            agreement_signed_on=data["agreement_signed_on"],
            reason=data["change_reason"],
        )

    said = _("%(name)s, %(role)s") % {"name": partner.organisation.name, "role": partner.get_role_display()}
    page = pilot_form(pilot, said, _("What it gives to the pilot, and when the agreement was signed."))
    if partner.until is None:
        page["another"] = {
            "url": reverse("portfolio:end_partner", args=[pilot.slug, partner.pk]),
            "name": _("The partner leaves the pilot"),
        }
    then = f"{pilot_address(pilot)}#partners"
    return form_page(request, form, act, said=_("The change was saved with its reason."), then=then, page=page)


@login_required
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The last day of a partner."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    partner = partner_or_404(pilot, pk)
    require_change_pilot(person, pilot)
    form = EndForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        return end_partner(partner, data["last_day"], person, data["reason"])

    title = _("%(name)s leaves") % {"name": partner.organisation.name}
    page = pilot_form(pilot, title, _("It stays readable that it took part, and why it left."))
    then = f"{pilot_address(pilot)}#partners"
    return form_page(
        request, form, act, said=_("The partner's last day was saved."), then=then, page=page, template=PLAIN
    )
