"""The list of programmes."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from factories.organisations import OrganisationFactory, person_in
from factories.portfolio import Cast, ProgrammePartyFactory
from oppiva.organisations.models import Role

INDEX = "portfolio:index"


def test_the_only_programme_is_opened_at_once(client: Client, around: Cast) -> None:
    client.force_login(around.commissioner)
    answer = client.get(reverse(INDEX))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("portfolio:programme", args=[around.programme.slug])


def test_several_programmes_are_listed_with_how_far_their_pilots_are(client: Client, around: Cast) -> None:
    firm = around.programme.parties.get(role="evaluator").organisation
    second = ProgrammePartyFactory(organisation=firm, role="evaluator").programme
    client.force_login(around.evaluator)
    page = client.get(reverse(INDEX)).content.decode()
    assert around.programme.name_fi in page
    assert second.name_fi in page
    assert "1 on käynnissä" in page
    assert "ei vielä pilotteja" in page


def test_who_belongs_nowhere_is_told_what_to_do(client: Client, around: Cast) -> None:
    client.force_login(around.outsider)
    page = client.get(reverse(INDEX)).content.decode()
    assert "Sinulle ei ole vielä avattu ohjelmia" in page
    assert around.programme.name_fi not in page


def test_a_commissioner_without_a_programme_may_begin_one(client: Client, db: None) -> None:
    person = person_in(OrganisationFactory(centre=True), Role.COMMISSIONER)
    client.force_login(person)
    assert reverse("portfolio:create_programme") in client.get(reverse(INDEX)).content.decode()


def test_no_one_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(reverse(INDEX)).status_code == 302
    assert "login" in client.get(reverse(INDEX))["Location"]
