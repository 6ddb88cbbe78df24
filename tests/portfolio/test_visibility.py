"""Who sees a programme and its pilots, and who may change them: a table of the whole cast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.organisations import MembershipFactory, OrganisationFactory, PersonFactory, person_in
from factories.portfolio import Cast, PilotFactory, PilotPartnerFactory, ProgrammePartyFactory, cast
from oppiva.organisations.models import Role
from oppiva.portfolio.models import Pilot, Programme
from oppiva.portfolio.permissions import (
    may_change_pilot,
    may_change_programme,
    may_create_pilot,
    may_create_programme,
)

pytestmark = pytest.mark.django_db

#                    sees      changes the   creates   changes    creates
#                    the pilot programme     a pilot   the pilot  a programme
TABLE = {
    "commissioner": (True, True, True, False, True),
    "evaluator": (True, False, False, False, False),
    "manager": (True, False, True, True, False),
    "partner_worker": (True, False, False, False, False),
    "outsider": (False, False, False, False, False),
    "outside_manager": (False, False, False, False, False),
}


@pytest.fixture
def around() -> Cast:
    return cast()


@pytest.mark.parametrize("who", TABLE)
def test_each_of_the_cast_may_exactly_what_the_table_says(around: Cast, who: str) -> None:
    person = getattr(around, who)
    pilot, programme = around.pilot, around.programme
    assert (
        Pilot.objects.visible_to(person).filter(pk=pilot.pk).exists(),
        may_change_programme(person, programme),
        may_create_pilot(person, programme, pilot.owner),
        may_change_pilot(person, pilot),
        may_create_programme(person),
    ) == TABLE[who]


@pytest.mark.parametrize("who", TABLE)
def test_who_sees_the_pilot_sees_its_programme_and_nobody_else_does(around: Cast, who: str) -> None:
    seen = Programme.objects.visible_to(getattr(around, who)).filter(pk=around.programme.pk).exists()
    assert seen is TABLE[who][0]


def test_parties_see_every_pilot_but_an_owner_or_partner_only_its_own(around: Cast) -> None:
    other = PilotFactory(programme=around.programme)
    seen = {who: set(Pilot.objects.visible_to(getattr(around, who))) for who in TABLE}
    assert seen["commissioner"] == seen["evaluator"] == {around.pilot, other}
    assert seen["manager"] == seen["partner_worker"] == {around.pilot}


def test_someone_without_a_membership_sees_nothing(around: Cast) -> None:
    assert not Pilot.objects.visible_to(PersonFactory()).exists()
    assert not Pilot.objects.visible_to(PersonFactory(is_superuser=True)).exists()


def test_a_membership_that_ended_shows_nothing_any_more(around: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(1)
    former = PersonFactory()
    MembershipFactory(person=former, organisation=around.pilot.owner, role=Role.PILOT_MANAGER, until=yesterday)
    assert not Pilot.objects.visible_to(former).exists()
    assert not may_change_pilot(former, around.pilot)
    assert Pilot.objects.visible_to(former, yesterday).exists()


def test_a_partner_that_left_sees_nothing_any_more(around: Cast) -> None:
    left = PilotPartnerFactory(pilot=around.pilot, until=date(2020, 4, 3))
    worker = person_in(left.organisation, Role.CASE_WORKER)
    assert not Pilot.objects.visible_to(worker).exists()
    assert Pilot.objects.visible_to(worker, date(2020, 4, 3)).exists()


def test_a_party_that_stepped_out_sees_nothing_any_more(around: Cast) -> None:
    party = ProgrammePartyFactory(programme=around.programme, role="steering", until=date(2019, 10, 4))
    member = person_in(party.organisation, Role.MEMBER)
    assert not Programme.objects.visible_to(member).exists()
    assert Programme.objects.visible_to(member, date(2019, 10, 4)).exists()


def test_a_commissioner_of_a_party_that_only_steers_changes_nothing(around: Cast) -> None:
    steering = OrganisationFactory()
    ProgrammePartyFactory(programme=around.programme, organisation=steering, role="steering")
    person = person_in(steering, Role.COMMISSIONER)
    assert Programme.objects.visible_to(person).exists()
    assert not may_change_programme(person, around.programme)


def test_seeing_twice_over_does_not_list_a_pilot_twice(around: Cast) -> None:
    for role in (Role.EVALUATOR, Role.MEMBER):
        MembershipFactory(person=around.commissioner, organisation=around.pilot.owner, role=role)
    assert Pilot.objects.visible_to(around.commissioner).count() == 1
