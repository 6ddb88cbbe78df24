"""Organisations, people and memberships for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from oppiva.organisations.models import Membership, Organisation, OrganisationKind, Person, Role

LONG_AGO = date(2017, 3, 6)


class PersonFactory(DjangoModelFactory[Person]):
    """Signs in with `PASSWORD` where the trait `with_password` is set; hashing costs time."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    class Params:
        with_password = factory.Trait(password=factory.django.Password("kulkee-vierella-aina"))

    name = factory.Sequence(lambda n: f"Testi Henkilö {n}")
    email = factory.Sequence(lambda n: f"henkilo{n}@testi.example")


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A municipality unless a trait says otherwise. Kinds come from the data migration."""

    class Meta:
        model = Organisation

    class Params:
        te_office = factory.Trait(kind_code="te_office")
        evaluator = factory.Trait(kind_code="evaluator")
        centre = factory.Trait(kind_code="development_centre")
        provider = factory.Trait(kind_code="other_provider")
        kind_code = "municipality"

    slug = factory.Sequence(lambda n: f"organisaatio-{n}")
    name_fi = factory.Sequence(lambda n: f"Organisaatio {n}")
    name_sv = factory.Sequence(lambda n: f"Organisation nr {n}")
    name_en = factory.Sequence(lambda n: f"Organisation {n}")
    kind = factory.LazyAttribute(lambda o: OrganisationKind.objects.get(code=o.kind_code))


class MembershipFactory(DjangoModelFactory[Membership]):
    """A membership that began long ago and goes on."""

    class Meta:
        model = Membership

    class Params:
        ended = factory.Trait(until=date(2018, 2, 27))

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.MEMBER
    since = LONG_AGO


def person_in(organisation: Organisation, role: Role, **fields: object) -> Person:
    """A new person with one membership."""
    person: Person = PersonFactory(**fields)
    MembershipFactory(person=person, organisation=organisation, role=role)
    return person
