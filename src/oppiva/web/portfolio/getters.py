"""What an address names among what this person may see, or 404: right role, wrong person sees nothing."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from oppiva.organisations.models import Person
from oppiva.portfolio.models import (
    ContextEvent,
    LearningGoal,
    Pilot,
    PilotPartner,
    Programme,
    ProgrammeParty,
)


def signed_in(request: HttpRequest) -> Person:
    """The person who asks; pages that call this are behind `login_required`."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def programme_or_404(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(signed_in(request)), slug=slug)


def pilot_or_404(request: HttpRequest, slug: str) -> Pilot:
    return get_object_or_404(Pilot.objects.visible_to(signed_in(request)).for_lists(), slug=slug)


def goal_or_404(pilot: Pilot, number: int) -> LearningGoal:
    return get_object_or_404(LearningGoal.objects.select_related("pilot"), pilot=pilot, number=number)


def partner_or_404(pilot: Pilot, pk: int) -> PilotPartner:
    return get_object_or_404(PilotPartner.objects.select_related("organisation", "pilot"), pilot=pilot, pk=pk)


def party_or_404(programme: Programme, pk: int) -> ProgrammeParty:
    return get_object_or_404(ProgrammeParty.objects.select_related("organisation"), programme=programme, pk=pk)


def event_or_404(programme: Programme, slug: str) -> ContextEvent:
    """An event of the programme itself; a national one is nobody's to change here."""
    return get_object_or_404(ContextEvent, programme=programme, slug=slug)
