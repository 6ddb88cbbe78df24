"""May this person? Each question has a form that answers and one that raises."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied

from oppiva.organisations.models import Organisation, Person, Role
from oppiva.organisations.roles import has_role, roles_of

ADD_ORGANISATIONS = frozenset({Role.COMMISSIONER, Role.PILOT_MANAGER, Role.EVALUATOR, Role.ADMINISTRATOR})


def may_add_organisations(person: Person, day: date | None = None) -> bool:
    """Who enters pilots, partners or studies may enter the organisations they name."""
    return person.is_superuser or any(held & ADD_ORGANISATIONS for held in roles_of(person, day).values())


def may_change_organisation(person: Person, organisation: Organisation, day: date | None = None) -> bool:
    """Administrators of the organisation, and whoever looks after the installation."""
    return person.is_superuser or has_role(person, Role.ADMINISTRATOR, organisation, day)


def may_decide_memberships(person: Person, organisation: Organisation, day: date | None = None) -> bool:
    """The same people decide who belongs to the organisation."""
    return may_change_organisation(person, organisation, day)


def require_add_organisations(person: Person) -> None:
    if not may_add_organisations(person):
        raise PermissionDenied


def require_change_organisation(person: Person, organisation: Organisation) -> None:
    if not may_change_organisation(person, organisation):
        raise PermissionDenied


def require_decide_memberships(person: Person, organisation: Organisation) -> None:
    if not may_decide_memberships(person, organisation):
        raise PermissionDenied
