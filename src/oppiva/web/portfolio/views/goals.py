"""Learning goals: every wording, any two beside each other, and the forms that add, reword and retire."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from oppiva.portfolio.goals import add_goal, retire_goal, reword_goal
from oppiva.portfolio.models import ContextEvent, LearningGoalVersion
from oppiva.portfolio.permissions import may_change_pilot, require_change_pilot
from oppiva.portfolio.policies import why_not_reword
from oppiva.portfolio.story import story_of_goal
from oppiva.web.portfolio.comparing import side_by_side
from oppiva.web.portfolio.forms.goals import GoalForm, RetireForm, RewordForm
from oppiva.web.portfolio.getters import goal_or_404, pilot_or_404, signed_in
from oppiva.web.portfolio.pilot_page import agreed_by, goals_of
from oppiva.web.portfolio.places import pilot_address, pilot_form
from oppiva.web.portfolio.saving import form_page


@login_required
def goal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """`?old=1&new=3` puts any two wordings beside each other; without them the latest two."""
    pilot = pilot_or_404(request, slug)
    goal_or_404(pilot, number)
    shown = next(goal for goal in goals_of(pilot) if goal.number == number)
    versions = list(shown.versions.all())
    old, new = _chosen(request, versions)
    context: dict[str, Any] = {
        "pilot": pilot,
        "programme": pilot.programme,
        "goal": shown,
        "versions": versions,
        "wordings": [{"version": version, "agreed": agreed_by(version)} for version in reversed(versions)],
        "latest": versions[-1],
        "comparison": side_by_side(versions, old, new) if old and new else None,
        "between": [version for version in versions if old and new and old.number < version.number <= new.number],
        "story": story_of_goal(shown),
        "may_change": may_change_pilot(signed_in(request), pilot) and why_not_reword(shown) is None,
    }
    return render(request, "portfolio/goal.html", context)


def _chosen(
    request: HttpRequest, versions: list[LearningGoalVersion]
) -> tuple[LearningGoalVersion | None, LearningGoalVersion | None]:
    """The earlier and the later of the two asked for, whichever way round; the latest two where none were."""
    by_number = {str(version.number): version for version in versions}
    asked = [by_number[key] for name in ("old", "new") if (key := request.GET.get(name, "")) in by_number]
    if len(asked) == 2 and asked[0] != asked[1]:
        first, second = sorted(asked, key=lambda version: version.number)
        return first, second
    return (versions[-2], versions[-1]) if len(versions) > 1 else (None, None)


@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A goal in its first wording."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    require_change_pilot(person, pilot)
    form = GoalForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        return add_goal(pilot, form.in_languages("text"), person, agreed=form.agreed(), valid_from=data["valid_from"])

    answer = _("What is to be found out, in words that someone else can check.")
    page = pilot_form(pilot, _("Add a learning goal"), answer)
    then = f"{pilot_address(pilot)}#goals"
    return form_page(request, form, act, said=_("The learning goal was added."), then=then, page=page)


@login_required
def reword(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A new wording; the form carries the wording it was opened with, so that nobody covers another's."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    shown = goal_or_404(pilot, number)
    require_change_pilot(person, pilot)
    latest = shown.versions.order_by("number").last()
    assert latest is not None, "the database gives every goal a first wording"
    events = ContextEvent.objects.around(pilot.programme)
    form = RewordForm(request.POST or None, latest=latest, events=events)

    def act(data: dict[str, Any]) -> object:
        return reword_goal(
            shown,
            form.in_languages("text"),
            form.in_languages("reason"),
            form.agreed(),
            person,
            based_on=data["based_on"],
            valid_from=data["valid_from"],
            context_event=data["context_event"],
        )

    title = _("Word goal %(number)s anew") % {"number": number}
    page = pilot_form(pilot, title, _("The old wording stays readable, beside yours, with your reason."))
    then = f"{pilot_address(pilot)}#goal-{number}"
    return form_page(request, form, act, said=_("The new wording was saved."), then=then, page=page)


@login_required
def retire(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The goal is no longer pursued."""
    pilot, person = pilot_or_404(request, slug), signed_in(request)
    shown = goal_or_404(pilot, number)
    require_change_pilot(person, pilot)
    form = RetireForm(request.POST or None)

    def act(data: dict[str, Any]) -> object:
        reasons = {language: data[f"reason_{language}"] for language in ("fi", "sv", "en")}
        return retire_goal(shown, reasons, person, data["on"])

    title = _("Retire goal %(number)s") % {"number": number}
    page = pilot_form(pilot, title, _("It is pursued no longer; its wordings and the reason stay readable."))
    page["button"] = _("Retire the goal")
    then = f"{pilot_address(pilot)}#goals"
    return form_page(request, form, act, said=_("The goal was retired."), then=then, page=page)
