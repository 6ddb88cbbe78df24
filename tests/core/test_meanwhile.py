"""Of two people who change the same thing, the second is told."""

from __future__ import annotations

import pytest
from django.db import transaction

from oppiva.core.meanwhile import mark_of, refuse_if_changed
from oppiva.core.refusal import Refused
from oppiva.organisations.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("aino@example.org", name="Aino Aalto")


def test_a_row_that_stayed_as_it_was_may_be_saved(person: Person) -> None:
    mark = mark_of(person)
    with transaction.atomic():
        refuse_if_changed(person, mark)


def test_a_row_that_was_changed_meanwhile_is_refused(person: Person) -> None:
    mark = mark_of(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(Refused), transaction.atomic():
        refuse_if_changed(person, mark)


def test_a_row_that_somebody_made_meanwhile_is_refused(person: Person) -> None:
    with pytest.raises(Refused), transaction.atomic():
        refuse_if_changed(person, mark_of(None))
