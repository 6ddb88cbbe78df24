"""The register of organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.language import sort_key
from oppiva.organisations.models import Membership, Organisation, OrganisationKind, Person
from oppiva.organisations.permissions import (
    may_add_organisations,
    may_change_organisation,
    may_decide_memberships,
    require_add_organisations,
    require_change_organisation,
)
from oppiva.organisations.register import add_organisation, change_organisation
from oppiva.organisations.roles import roles_of
from oppiva.portfolio.models import Pilot, PilotPartner
from oppiva.web.frame.meanwhile import watch
from oppiva.web.organisations.acting import NotDone, carry_out
from oppiva.web.organisations.forms import OrganisationForm
from oppiva.web.organisations.getters import organisation_or_404, signed_in
from oppiva.web.organisations.slugs import free_slug

FIELDS = ("name_fi", "name_sv", "name_en", "kind", "business_id", "area", "valid_from", "valid_to")


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All organisations by kind, searched by name or business id."""
    person = signed_in(request)
    asked = request.GET.get("q", "").strip()
    kinds = list(OrganisationKind.objects.prefetch_related("names"))
    organisations = list(Organisation.objects.select_related("area"))
    found = [organisation for organisation in organisations if _answers(organisation, asked)]
    groups = [
        {
            "kind": kind,
            "organisations": sorted(
                (organisation for organisation in found if organisation.kind_id == kind.pk),
                key=lambda organisation: sort_key(organisation.name),
            ),
        }
        for kind in kinds
    ]
    context = {
        "q": asked,
        "total": len(organisations),
        "found": len(found),
        "kinds": kinds,
        "kinds_used": len({organisation.kind_id for organisation in organisations}),
        "groups": [group for group in groups if group["organisations"]],
        "synthetic": any(organisation.is_synthetic for organisation in organisations),
        "may_create": may_add_organisations(person),
    }
    return render(request, "organisations/index.html", context)


def _answers(organisation: Organisation, asked: str) -> bool:
    names = (organisation.name_fi, organisation.name_sv, organisation.name_en, organisation.business_id or "")
    text = sort_key(" ".join(names))
    return all(word in text for word in sort_key(asked).split())


@login_required
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Facts for everyone; people for those who work there; pilots as far as the reader sees them."""
    person, shown = signed_in(request), organisation_or_404(slug)
    today = timezone.localdate()
    works_here = person.is_superuser or shown.pk in roles_of(person, today)
    owned = list(Pilot.objects.visible_to(person).filter(owner=shown).select_related("programme"))
    partnerships = list(
        PilotPartner.objects.filter(organisation=shown, pilot__in=Pilot.objects.visible_to(person))
        .select_related("pilot__programme")
        .order_by("pilot__slug", "since")
    )
    context: dict[str, Any] = {
        "organisation": shown,
        "kind_name": shown.kind.name_on(shown.valid_to or today),
        "owned": sorted(owned, key=lambda pilot: sort_key(pilot.name)),
        "partnerships": sorted(partnerships, key=lambda partner: sort_key(partner.pilot.name)),
        "pilot_count": len({pilot.pk for pilot in owned} | {partner.pilot_id for partner in partnerships}),
        "shows_people": works_here,
        "people": _people(shown, today) if works_here else [],
        "may_change": may_change_organisation(person, shown),
        "may_invite": may_decide_memberships(person, shown),
        "in_being": shown.in_being(today),
        "synthetic": shown.is_synthetic
        or any(pilot.is_synthetic for pilot in [*owned, *(partner.pilot for partner in partnerships)]),
    }
    return render(request, "organisations/organisation.html", context)


def _people(shown: Organisation, today: date) -> list[Membership]:
    """Present ones first, then those who have left."""
    memberships = Membership.objects.filter(organisation=shown).select_related("person")
    return sorted(
        memberships,
        key=lambda held: (held.until is not None and held.until < today, sort_key(held.person.name), held.since),
    )


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new organisation in the register."""
    person = signed_in(request)
    require_add_organisations(person)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = carry_out(form, lambda: _add(person, form.cleaned_data))
        except NotDone:
            pass
        else:
            messages.success(request, _("%(name)s was added.") % {"name": made.name})
            return redirect("organisations:organisation", made.slug)
    return render(request, "organisations/form.html", {"form": form, "organisation": None})


def _add(person: Person, data: dict[str, Any]) -> Organisation:
    slug = free_slug(Organisation.objects.all(), data["name_fi"], data["name_sv"], data["name_en"])
    return add_organisation(person, slug=slug, **{field: data[field] for field in FIELDS})


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """New facts of an organisation, with a reason."""
    person, shown = signed_in(request), organisation_or_404(slug)
    require_change_organisation(person, shown)
    initial = {field: getattr(shown, field) for field in FIELDS}
    form = OrganisationForm(request.POST or None, initial=initial, organisation=shown)
    watch(form, shown)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            carry_out(
                form,
                lambda: change_organisation(
                    shown, person, data["change_reason"], **{field: data[field] for field in FIELDS}
                ),
            )
        except NotDone:
            pass
        else:
            messages.success(request, _("The change was saved with its reason."))
            return redirect("organisations:organisation", shown.slug)
    return render(request, "organisations/form.html", {"form": form, "organisation": shown})
