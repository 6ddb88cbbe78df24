"""Invitations, first passwords, memberships and the roles that follow from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from factories.organisations import LONG_AGO, MembershipFactory, OrganisationFactory, PersonFactory, person_in
from oppiva.core.refusal import Refused
from oppiva.organisations.joining import end_membership, invite_person, invited_person, set_first_password
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.organisations.roles import has_role, roles_of

pytestmark = pytest.mark.django_db

PASSWORD = "tuulensuoja-niemen-takana"


@pytest.fixture
def office() -> Organisation:
    return OrganisationFactory(te_office=True)


@pytest.fixture
def administrator(office: Organisation) -> Person:
    return person_in(office, Role.ADMINISTRATOR)


def test_an_invitation_makes_an_account_that_cannot_sign_in_before_its_first_password(
    office: Organisation, administrator: Person
) -> None:
    invitation = invite_person(administrator, office, email="Uusi@Testi.example", name="Uusi Tulija", role=Role.MEMBER)
    person = invitation.membership.person
    assert not person.has_usable_password()
    assert invitation.person_code is not None
    assert invitation.token is not None
    assert invited_person(invitation.person_code, invitation.token) == person


def test_who_invites_somebody_that_others_invited_first_gets_no_link_to_the_account(
    office: Organisation, administrator: Person
) -> None:
    """Otherwise they could set the password and act in the other organisation too."""
    first = invite_person(administrator, office, email="uusi@testi.example", name="Uusi", role=Role.COMMISSIONER)
    elsewhere = OrganisationFactory()
    other = person_in(elsewhere, Role.ADMINISTRATOR)
    second = invite_person(other, elsewhere, email="uusi@testi.example", name="Uusi", role=Role.MEMBER)
    assert second.membership.person == first.membership.person
    assert (second.person_code, second.token) == (None, None)


def test_who_looks_after_the_installation_is_not_let_in_by_an_administrator(
    office: Organisation, administrator: Person
) -> None:
    keeper = PersonFactory(email="keeper@testi.example", is_superuser=True)
    keeper.set_unusable_password()
    keeper.save()
    assert invite_person(administrator, office, email=keeper.email, name="K", role=Role.MEMBER).token is None


def test_the_same_administrator_gets_a_new_link_with_another_role(office: Organisation, administrator: Person) -> None:
    for role in (Role.MEMBER, Role.EVALUATOR):
        assert invite_person(administrator, office, email="uusi@testi.example", name="Uusi", role=role).token


def test_the_link_sets_one_password_and_then_stops_working(office: Organisation, administrator: Person) -> None:
    invitation = invite_person(administrator, office, email="uusi@testi.example", name="Uusi", role=Role.MEMBER)
    assert invitation.person_code is not None
    assert invitation.token is not None
    person = set_first_password(invitation.person_code, invitation.token, PASSWORD)
    assert person.check_password(PASSWORD)
    assert invited_person(invitation.person_code, invitation.token) is None
    with pytest.raises(Refused):
        set_first_password(invitation.person_code, invitation.token, "toinen-yritys-samalla")


def test_a_weak_first_password_is_refused_and_the_link_still_works(office: Organisation, administrator: Person) -> None:
    invitation = invite_person(administrator, office, email="uusi@testi.example", name="Uusi", role=Role.MEMBER)
    assert invitation.person_code is not None
    assert invitation.token is not None
    with pytest.raises(Refused):
        set_first_password(invitation.person_code, invitation.token, "lyhyt")
    assert invited_person(invitation.person_code, invitation.token) is not None


@pytest.mark.parametrize(("code", "token"), [("", ""), ("MQ", "x-y"), ("%%", "a"), ("OTk5OTk5", "abc-def")])
def test_a_made_up_link_invites_nobody(code: str, token: str) -> None:
    assert invited_person(code, token) is None


def test_someone_who_has_an_account_gets_a_membership_and_no_link(office: Organisation, administrator: Person) -> None:
    person = PersonFactory(email="vanha@testi.example", with_password=True)
    invitation = invite_person(administrator, office, email="VANHA@testi.example", name="x", role=Role.PILOT_MANAGER)
    assert invitation.membership.person == person
    assert invitation.token is None


def test_only_an_administrator_of_the_organisation_invites(office: Organisation) -> None:
    elsewhere = person_in(OrganisationFactory(), Role.ADMINISTRATOR)
    manager = person_in(office, Role.PILOT_MANAGER)
    for person in (elsewhere, manager, PersonFactory()):
        with pytest.raises(PermissionDenied):
            invite_person(person, office, email="uusi@testi.example", name="Uusi", role=Role.MEMBER)


def test_the_same_role_twice_is_refused_and_no_account_is_left(office: Organisation, administrator: Person) -> None:
    invite_person(administrator, office, email="uusi@testi.example", name="Uusi", role=Role.MEMBER)
    with pytest.raises(Refused):
        invite_person(administrator, office, email="uusi@testi.example", name="Uusi", role=Role.MEMBER)
    assert Membership.objects.filter(person__email="uusi@testi.example").count() == 1


def test_an_address_that_is_none_is_refused(office: Organisation, administrator: Person) -> None:
    with pytest.raises(Refused):
        invite_person(administrator, office, email="ei osoite", name="Uusi", role=Role.MEMBER)


def test_the_database_refuses_the_same_role_on_overlapping_days(office: Organisation) -> None:
    person = PersonFactory()
    MembershipFactory(person=person, organisation=office, role=Role.MEMBER, until=date(2019, 5, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(person=person, organisation=office, role=Role.MEMBER, since=date(2019, 5, 31))
    MembershipFactory(person=person, organisation=office, role=Role.MEMBER, since=date(2019, 6, 1))
    MembershipFactory(person=person, organisation=office, role=Role.CASE_WORKER, since=date(2019, 5, 31))


def test_roles_hold_on_the_first_and_the_last_day_and_not_beside_them(office: Organisation) -> None:
    last = date(2019, 8, 16)
    membership = MembershipFactory(organisation=office, role=Role.EVALUATOR, until=last)
    person = membership.person
    days = {LONG_AGO - timedelta(1): False, LONG_AGO: True, last: True, last + timedelta(1): False}
    assert {day: has_role(person, Role.EVALUATOR, office, day) for day in days} == days
    assert roles_of(person, last) == {office.pk: frozenset({Role.EVALUATOR})}
    assert roles_of(person, last + timedelta(1)) == {}


def test_a_role_in_one_organisation_is_no_role_in_another(office: Organisation, administrator: Person) -> None:
    assert has_role(administrator, Role.ADMINISTRATOR)
    assert not has_role(administrator, Role.ADMINISTRATOR, OrganisationFactory())


def test_a_membership_ends_with_a_reason_and_only_once(office: Organisation, administrator: Person) -> None:
    membership = MembershipFactory(organisation=office)
    with pytest.raises(Refused):
        end_membership(membership, date(2019, 9, 30), administrator, " ")
    ended = end_membership(membership, date(2019, 9, 30), administrator, "Siirtyi kuntaan.")
    assert ended.until == date(2019, 9, 30)
    assert ended.change_reason == "Siirtyi kuntaan."
    with pytest.raises(Refused):
        end_membership(membership, date(2019, 10, 31), administrator, "Uudelleen.")
