"""The list of programmes, the portfolio of one, its table as a file, and its facts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.language import sort_key
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.portfolio.gaps import gaps_of
from oppiva.portfolio.models import ContextEvent, Pilot, Programme, Status
from oppiva.portfolio.permissions import (
    may_change_programme,
    may_create_programme,
    require_change_programme,
    require_create_programme,
)
from oppiva.portfolio.pooling import one_effect
from oppiva.portfolio.programmes import change_programme, create_programme
from oppiva.studies.thread import study_links
from oppiva.web.frame.meanwhile import watch
from oppiva.web.organisations.acting import NotDone, carry_out
from oppiva.web.organisations.slugs import free_slug
from oppiva.web.portfolio.answers import answer_of_index, answer_of_programme, line_of_programme
from oppiva.web.portfolio.doors import doors
from oppiva.web.portfolio.estimates import estimates_of
from oppiva.web.portfolio.filters import filtered
from oppiva.web.portfolio.forms.programmes import ProgrammeForm
from oppiva.web.portfolio.getters import programme_or_404, signed_in
from oppiva.web.portfolio.owners import changed_by, owners_open_to
from oppiva.web.portfolio.rows import PilotRow, by_kind, drawn_axis, pilot_rows, rewordings
from oppiva.web.portfolio.table import as_csv

FIELDS = (
    *(f"{stem}_{language}" for stem in ("name", "purpose") for language in ("fi", "sv", "en")),
    "starts_on",
    "ends_on",
)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Programmes the person sees; straight to the only one; and what to do where there is none."""
    person = signed_in(request)
    programmes = list(Programme.objects.visible_to(person))
    if len(programmes) == 1 and "all" not in request.GET:
        return redirect("portfolio:programme", programmes[0].slug)
    seen = Pilot.objects.visible_to(person).filter(programme__in=programmes)
    counts: dict[int, dict[str, int]] = {programme.pk: {} for programme in programmes}
    for row in seen.values("programme", "status").annotate(n=Count("pk")).order_by():
        counts[row["programme"]][row["status"]] = row["n"]
    context = {
        "programmes": [
            {"programme": programme, "line": line_of_programme(counts[programme.pk])} for programme in programmes
        ],
        "answer": answer_of_index(len(programmes), sum(sum(found.values()) for found in counts.values())),
        "may_create": may_create_programme(person),
    }
    return render(request, "portfolio/index.html", context)


def rows_of(programme: Programme, person: Person) -> list[PilotRow]:
    """Every pilot of the programme that the person sees, in a fixed number of queries."""
    today = timezone.localdate()
    seen = Pilot.objects.visible_to(person).filter(programme=programme)
    pilots = sorted(seen.for_lists(), key=lambda pilot: (pilot.kind.position, sort_key(pilot.name)))
    gaps = gaps_of(seen, today)
    theirs = changed_by(person, today)
    found = {pilot.pk: doors(pilot, gaps[pilot.pk], may_change=pilot.owner_id in theirs) for pilot in pilots}
    events = list(ContextEvent.objects.around(programme))
    drawn = drawn_axis(programme, pilots, events, today)
    return pilot_rows(pilots, drawn, rewordings(pilots), found, study_links(pilots), today)


@login_required
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The portfolio: which pilots, where, of what kind, how far along, what is missing in each."""
    shown, person = programme_or_404(request, slug), signed_in(request)
    today = timezone.localdate()
    rows = rows_of(shown, person)
    chosen = filtered(rows, request.GET)
    events = list(ContextEvent.objects.around(shown))
    pilots = [row.pilot for row in rows]
    all_seen = shown.pilots.count() == len(rows)
    context: dict[str, Any] = {
        "programme": shown,
        "answer": answer_of_programme(rows),
        "today": today,
        "total": len(rows),
        "filtered": chosen,
        "groups": by_kind(chosen.rows),
        "drawn": drawn_axis(shown, pilots, events, today) if pilots else None,
        "events": events,
        "shows_rest": any(piece.kind == "rest" for row in rows for piece in row.pieces),
        "shows_stop": any(row.pilot.status == Status.DISCONTINUED for row in rows),
        "shows_turn": any(row.turns for row in rows),
        "may_change": may_change_programme(person, shown),
        "may_add": owners_open_to(person, shown).exists(),
        "pooling": one_effect(shown, estimates_of(pilots)) if all_seen and len(rows) > 1 else None,
    }
    return render(request, "portfolio/programme.html", context)


@login_required
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The same rows as a file that a spreadsheet opens; no people in it."""
    shown = programme_or_404(request, slug)
    content = as_csv(shown, rows_of(shown, signed_in(request)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.slug}.csv"'
    return response


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new programme of an organisation in which the person is a commissioner."""
    person = signed_in(request)
    require_create_programme(person)
    held = Membership.objects.current(timezone.localdate()).filter(person=person, role=Role.COMMISSIONER)
    commissioners = Organisation.objects.filter(pk__in=held.values("organisation"))
    form = ProgrammeForm(request.POST or None, commissioners=commissioners)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        slug = free_slug(Programme.objects.all(), data["name_fi"], data["name_sv"], data["name_en"])
        try:
            made = carry_out(
                form,
                lambda: create_programme(
                    person, data["commissioner"], slug=slug, **{field: data[field] for field in FIELDS}
                ),
            )
        except NotDone:
            pass
        else:
            messages.success(request, _("The programme was made. Add its evaluator and its pilots next."))
            return redirect("portfolio:programme", made.slug)
    return render(request, "portfolio/programme_form.html", {"form": form, "programme": None})


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """New facts of the programme, with a reason."""
    shown, person = programme_or_404(request, slug), signed_in(request)
    require_change_programme(person, shown)
    form = ProgrammeForm(request.POST or None, initial={field: getattr(shown, field) for field in FIELDS})
    watch(form, shown)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            carry_out(
                form,
                lambda: change_programme(
                    shown, person, data["change_reason"], **{field: data[field] for field in FIELDS}
                ),
            )
        except NotDone:
            pass
        else:
            messages.success(request, _("The change was saved with its reason."))
            return redirect("portfolio:programme", shown.slug)
    return render(request, "portfolio/programme_form.html", {"form": form, "programme": shown})
