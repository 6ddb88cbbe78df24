"""A pilot's page, its facts and its phase."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.language import sort_key
from oppiva.organisations.models import Membership, Organisation, Role
from oppiva.portfolio.gaps import gaps_of_pilot
from oppiva.portfolio.models import ContextEvent, Pilot, PilotPartner, Preparation, ProgrammeParty
from oppiva.portfolio.permissions import may_change_pilot, require_change_pilot
from oppiva.portfolio.pilots import change_pilot, change_status, create_pilot
from oppiva.portfolio.policies import OVER, next_statuses
from oppiva.studies.models import Study
from oppiva.studies.thread import study_links
from oppiva.web.frame.meanwhile import watch
from oppiva.web.organisations.slugs import free_slug
from oppiva.web.portfolio.answers import answer_of_pilot
from oppiva.web.portfolio.axis import ALONE, TimeAxis
from oppiva.web.portfolio.doors import door, doors
from oppiva.web.portfolio.forms.pilots import PilotForm, StatusForm
from oppiva.web.portfolio.getters import pilot_or_404, programme_or_404, signed_in
from oppiva.web.portfolio.owners import owners_open_to
from oppiva.web.portfolio.pilot_page import (
    answers_of,
    course_days,
    course_of,
    goals_of,
    shown_goals,
    unsigned_names,
)
from oppiva.web.portfolio.places import pilot_address, pilot_form
from oppiva.web.portfolio.rows import draw, rewordings
from oppiva.web.portfolio.saving import form_page
from oppiva.web.portfolio.thread import thread_of

TEXTS = tuple(
    f"{stem}_{language}" for stem in ("name", "target_group", "objectives") for language in ("fi", "sv", "en")
)
FIELDS = (*TEXTS, "starts_on", "ends_on")


@login_required
def pilot(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything said of the pilot, along its thread."""
    shown, person = pilot_or_404(request, slug), signed_in(request)
    today = timezone.localdate()
    may_change = may_change_pilot(person, shown)
    gaps = gaps_of_pilot(shown, today)
    goals = shown_goals(goals_of(shown))
    in_force = [goal for goal in goals if goal.goal.retired_on is None]
    answers = answers_of(shown, gaps, person)
    partners = _partners(shown)
    studies = list(Study.objects.visible_to(person).filter(pilots=shown).distinct())
    counts = study_links([shown])[shown.pk]
    context: dict[str, Any] = {
        "pilot": shown,
        "programme": shown.programme,
        "today": today,
        "answer": answer_of_pilot(shown, doors(shown, gaps, may_change=may_change)),
        "gaps": [door(shown, gap, may_change=may_change) for gap in gaps],
        "thread": thread_of(
            shown,
            person,
            answers=answers,
            goals=in_force,
            partners=[partner for partner in partners if partner.until is None or partner.until >= today],
            gaps=gaps,
            studies=studies,
            counts=counts,
        ),
        "goals": in_force,
        "retired": [goal for goal in goals if goal.goal.retired_on is not None],
        "answers": answers,
        "partners": partners,
        "unsigned": unsigned_names(gaps, partners),
        "studies": sorted(studies, key=lambda study: sort_key(study.title)),
        "areas": [area.name for area in shown.areas.all()],
        "managers": _people(shown.owner_id, Role.PILOT_MANAGER, today),
        "evaluators": _evaluators(shown, today),
        "may_change": may_change,
        "may_word": may_change and shown.status not in OVER,
        "next_statuses": next_statuses(shown),
        **_course(shown, today),
    }
    return render(request, "portfolio/pilot.html", context)


def _partners(shown: Pilot) -> list[PilotPartner]:
    """In the order in which they joined, those who left last."""
    rows = list(shown.partners.select_related("organisation").order_by("since", "pk"))
    return sorted(rows, key=lambda row: (row.until is not None, row.since, sort_key(row.organisation.name)))


def _people(organisation: int, role: Role, today: date) -> list[str]:
    held = Membership.objects.current(today).filter(organisation=organisation, role=role).select_related("person")
    return sorted({row.person.name for row in held}, key=sort_key)


def _evaluators(shown: Pilot, today: date) -> list[str]:
    """Organisations that evaluate the programme."""
    parties = ProgrammeParty.objects.filter(programme=shown.programme, role=ProgrammeParty.Role.EVALUATOR)
    return sorted({party.organisation.name for party in parties.select_related("organisation")}, key=sort_key)


def _course(shown: Pilot, today: date) -> dict[str, Any]:
    preparation = Preparation.objects.filter(pilot=shown).first()
    axis = TimeAxis.over(course_days(shown, preparation), ALONE)
    events = list(ContextEvent.objects.around(shown.programme))
    if axis is None:
        return {"drawn": None, "course": [], "events": events}
    drawn = draw(axis, events, today)
    turns = rewordings([shown]).get(shown.pk, [])
    rows = course_of(shown, preparation, turns, drawn, today)
    return {
        "drawn": drawn,
        "course": rows,
        "events": [event for event in events if axis.first <= event.on <= axis.last],
        "shows_rest": any(piece.kind == "rest" for row in rows for piece in row.pieces),
        "shows_stop": any(piece.kind == "stop" for row in rows for piece in row.pieces),
        "shows_turn": bool(turns),
    }


@login_required
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A planned pilot in the programme."""
    programme, person = programme_or_404(request, slug), signed_in(request)
    owners = owners_open_to(person, programme)
    if not owners.exists():
        raise PermissionDenied
    form = PilotForm(request.POST or None, programme=programme, owners=owners)
    made = ""

    def act(data: dict[str, Any]) -> Pilot:
        nonlocal made
        made = free_slug(Pilot.objects.all(), data["name_fi"], data["name_sv"], data["name_en"])
        facts = {field: data[field] for field in FIELDS}
        return create_pilot(programme, person, data["owner"], data["kind"], data["areas"], slug=made, **facts)

    page = {
        "programme": programme,
        "title": _("Add a pilot"),
        "answer": _("A name, a kind and an owner are enough; what is still missing shows as gaps."),
        "button": _("Add the pilot"),
    }
    then = reverse("portfolio:programme", args=[programme.slug])
    said = _("The pilot was added. Its owner's pilot managers now say the rest.")
    answer = form_page(request, form, act, said=said, then=then, page=page)
    if answer.status_code == 302:
        seen = Pilot.objects.visible_to(person).filter(slug=made).exists()
        answer["Location"] = reverse("portfolio:pilot", args=[made]) if seen else then
    return answer


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """New facts, with a reason."""
    shown, person = pilot_or_404(request, slug), signed_in(request)
    require_change_pilot(person, shown)
    initial = {field: getattr(shown, field) for field in FIELDS} | {
        "kind": shown.kind_id,
        "owner": shown.owner_id,
        "areas": [area.pk for area in shown.areas.all()],
    }
    owners = Organisation.objects.filter(pk=shown.owner_id)
    form = PilotForm(request.POST or None, programme=shown.programme, owners=owners, changing=True, initial=initial)
    watch(form, shown)

    def act(data: dict[str, Any]) -> Pilot:
        facts = {field: data[field] for field in (*FIELDS, "kind")}
        return change_pilot(shown, person, data["change_reason"], data["areas"], **facts)

    page = pilot_form(shown, _("Change the facts"), _("What was said before stays in the history, with your reason."))
    said = _("The change was saved with its reason.")
    return form_page(request, form, act, said=said, then=pilot_address(shown), page=page)


@login_required
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """A step of the phase, with its day and reason."""
    shown, person = pilot_or_404(request, slug), signed_in(request)
    require_change_pilot(person, shown)
    form = StatusForm(request.POST or None, pilot=shown)

    def act(data: dict[str, Any]) -> object:
        reasons = {language: data[f"reason_{language}"] for language in ("fi", "sv", "en")}
        return change_status(shown, data["after"], person, on=data["on"], reasons=reasons)

    now = _("The pilot is now “%(phase)s”.") % {"phase": shown.get_status_display()}
    page = pilot_form(shown, _("Change the phase"), now)
    return form_page(request, form, act, said=_("The phase was changed."), then=pilot_address(shown), page=page)
