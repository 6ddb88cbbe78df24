"""Parties, context events and kinds of a programme."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from oppiva.core.language import sort_key
from oppiva.portfolio.context_events import add_context_event, change_context_event
from oppiva.portfolio.models import ContextEvent, PilotKind, Programme
from oppiva.portfolio.permissions import may_change_programme, require_change_programme
from oppiva.portfolio.programmes import add_party, add_pilot_kind, end_party
from oppiva.web.frame.meanwhile import watch
from oppiva.web.organisations.slugs import free_slug
from oppiva.web.portfolio.forms.programmes import EndForm, EventForm, KindForm, PartyForm
from oppiva.web.portfolio.getters import event_or_404, party_or_404, programme_or_404, signed_in
from oppiva.web.portfolio.saving import form_page

EVENT_FIELDS = (
    *(f"{stem}_{language}" for stem in ("name", "description") for language in ("fi", "sv", "en")),
    "kind",
    "on",
    "until",
    "source",
)


@login_required
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stands round the programme, what happened around it, and which kinds of pilot it has."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    today = timezone.localdate()
    parties = sorted(
        programme.parties.select_related("organisation"),
        key=lambda party: (party.until is not None, party.role, sort_key(party.organisation.name)),
    )
    events = list(ContextEvent.objects.around(programme))
    context = {
        "programme": programme,
        "parties": parties,
        "current": sum(party.until is None or party.until >= today for party in parties),
        "events": events,
        "kinds": list(PilotKind.objects.open_to(programme)),
        "may_change": may_change_programme(person, programme),
    }
    return render(request, "portfolio/settings.html", context)


def _page(programme: Programme, title: str, answer: str) -> dict[str, Any]:
    return {
        "programme": programme,
        "through": _("Parties, context events and kinds"),
        "through_url": _settings(programme),
        "title": title,
        "answer": answer,
        "button": _("Save"),
    }


def _settings(programme: Programme) -> str:
    return reverse("portfolio:settings", args=[programme.slug])


@login_required
def add_one_party(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation begins to commission, evaluate or steer."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    require_change_programme(person, programme)
    form = PartyForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        return add_party(programme, person, data["organisation"], data["role"], data["since"])

    page = _page(programme, _("Add a party"), _("Its people see every pilot of the programme."))
    return form_page(
        request,
        form,
        act,
        said=_("The party was added."),
        then=_settings(programme),
        page=page,
        template="portfolio/plain_form.html",
    )


@login_required
def end_one_party(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The last day of a party."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    party = party_or_404(programme, pk)
    require_change_programme(person, programme)
    form = EndForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        return end_party(party, data["last_day"], person, data["reason"])

    title = _("%(name)s, %(role)s: the last day") % {
        "name": party.organisation.name,
        "role": party.get_role_display(),
    }
    page = _page(programme, title, _("After it its people no longer see the programme on this ground."))
    said = _("The party's last day was saved.")
    return form_page(
        request, form, act, said=said, then=_settings(programme), page=page, template="portfolio/plain_form.html"
    )


@login_required
def add_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Something that happened around the pilots."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    require_change_programme(person, programme)
    form = EventForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        made = free_slug(ContextEvent.objects.all(), data["name_fi"], data["name_sv"], data["name_en"])
        return add_context_event(programme, person, slug=made, **{field: data[field] for field in EVENT_FIELDS})

    page = _page(programme, _("Add a context event"), _("Every time axis of the programme draws it from now on."))
    return form_page(request, form, act, said=_("The event was added."), then=_settings(programme), page=page)


@login_required
def change_event(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """Mend an event of the programme's own."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    shown = event_or_404(programme, event)
    require_change_programme(person, programme)
    initial = {field: getattr(shown, field) for field in EVENT_FIELDS}
    form = EventForm(request.POST or None, initial=initial, changing=True)
    watch(form, shown)

    def act(data: dict[str, Any]) -> object:
        facts = {field: data[field] for field in EVENT_FIELDS}
        return change_context_event(shown, person, data["change_reason"], **facts)

    answer = _("What was said before stays in the history, with your reason.")
    page = _page(programme, _("Change a context event"), answer)
    said = _("The change was saved with its reason.")
    return form_page(request, form, act, said=said, then=_settings(programme), page=page)


@login_required
def add_kind(request: HttpRequest, slug: str) -> HttpResponse:
    """A kind of pilot of this programme's own."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    require_change_programme(person, programme)
    form = KindForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        names = {field: data[field] for field in ("name_fi", "name_sv", "name_en")}
        return add_pilot_kind(programme, person, code=_free_code(programme, names), **names)

    page = _page(programme, _("Add a kind of pilot"), _("For pilots that none of the given kinds fits."))
    return form_page(request, form, act, said=_("The kind was added."), then=_settings(programme), page=page)


def _free_code(programme: Programme, names: dict[str, str]) -> str:
    """Like a slug, free among the kinds that this programme knows."""
    stem = next((slugify(name)[:34] for name in names.values() if slugify(name)), "x")
    taken = set(PilotKind.objects.open_to(programme).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if code not in taken)
