"""What an address names, or 404."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from oppiva.organisations.models import Membership, Organisation, Person


def signed_in(request: HttpRequest) -> Person:
    """The person who asks; pages that call this are behind `login_required`."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def organisation_or_404(slug: str) -> Organisation:
    """The register of organisations is open to everyone who has signed in; the people in them are not."""
    organisations = Organisation.objects.select_related("kind", "area").prefetch_related("kind__names")
    return get_object_or_404(organisations, slug=slug)


def membership_or_404(organisation: Organisation, pk: int) -> Membership:
    memberships = Membership.objects.filter(organisation=organisation).select_related("person")
    return get_object_or_404(memberships, pk=pk)
