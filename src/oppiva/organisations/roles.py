"""What a person may be, where and when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils import timezone

from oppiva.organisations.models import Membership, Organisation, Person, Role


def roles_of(person: Person, day: date | None = None) -> dict[int, frozenset[Role]]:
    """Roles that hold on that day (default: today), by the organisation's key. One query."""
    roles: dict[int, set[Role]] = defaultdict(set)
    current = Membership.objects.current(day or timezone.localdate()).filter(person_id=person.pk)
    for organisation, role in current.values_list("organisation", "role"):
        roles[organisation].add(Role(role))
    return {organisation: frozenset(held) for organisation, held in roles.items()}


def has_role(person: Person, role: Role, organisation: Organisation | None = None, day: date | None = None) -> bool:
    """Whether the person has the role on that day, in `organisation` or, without one, anywhere."""
    current = Membership.objects.current(day or timezone.localdate()).filter(person_id=person.pk, role=role)
    return (current.filter(organisation=organisation) if organisation else current).exists()
