"""The register: open to all who sign in; its people to their colleagues; changes to its administrators."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from factories.organisations import MembershipFactory, OrganisationFactory, PersonFactory, person_in
from factories.portfolio import Cast, cast
from oppiva.organisations.models import Membership, Organisation, OrganisationKind, Person, Role


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation with an administrator and a colleague; and an administrator of another."""

    organisation: Organisation
    administrator: Person
    colleague: Person
    other_administrator: Person


@pytest.fixture
def office(db: None) -> Office:
    organisation: Organisation = OrganisationFactory(name_fi="Rantakylän kunta")
    return Office(
        organisation,
        person_in(organisation, Role.ADMINISTRATOR, name="Aatu Avain"),
        person_in(organisation, Role.MEMBER, name="Maija Mukana"),
        person_in(OrganisationFactory(), Role.ADMINISTRATOR, name="Ossi Outo"),
    )


@pytest.fixture
def around(db: None) -> Cast:
    return cast()


def of(page: str, office: Office, *more: object) -> str:
    return reverse(f"organisations:{page}", args=[office.organisation.slug, *more])


def membership(office: Office) -> int:
    return Membership.objects.get(person=office.colleague).pk


@pytest.mark.parametrize("page", ["index", "areas", "create"])
def test_no_one_is_asked_to_sign_in(client: Client, office: Office, page: str) -> None:
    answer = client.get(reverse(f"organisations:{page}"))
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_no_one_is_asked_to_sign_in_to_one_organisation(client: Client, office: Office) -> None:
    for path in (of("organisation", office), of("change", office), of("invite", office)):
        assert client.get(path).status_code == 302


def test_people_are_shown_to_colleagues_only(client: Client, office: Office) -> None:
    client.force_login(office.colleague)
    assert "Aatu Avain" in client.get(of("organisation", office)).content.decode()
    client.force_login(office.other_administrator)
    page = client.get(of("organisation", office)).content.decode()
    assert "Rantakylän kunta" in page
    assert "Aatu Avain" not in page
    assert office.administrator.email not in page


def test_only_its_own_administrator_changes_it(client: Client, office: Office) -> None:
    acts = (of("change", office), of("invite", office), of("end_membership", office, membership(office)))
    for person, expected in ((office.administrator, 200), (office.colleague, 403), (office.other_administrator, 403)):
        client.force_login(person)
        for path in acts:
            assert client.get(path).status_code == expected
            if expected == 403:
                assert client.post(path, {}).status_code == 403


def test_who_may_only_look_meets_no_button(client: Client, office: Office) -> None:
    client.force_login(office.colleague)
    page = client.get(of("organisation", office)).content.decode()
    for path in (of("change", office), of("invite", office), of("end_membership", office, membership(office))):
        assert path not in page


def test_an_unknown_organisation_or_a_membership_elsewhere_is_not_found(client: Client, office: Office) -> None:
    client.force_login(office.administrator)
    elsewhere = Membership.objects.get(person=office.other_administrator).pk
    assert client.get(reverse("organisations:organisation", args=["ei-ole"])).status_code == 404
    assert client.get(of("end_membership", office, elsewhere)).status_code == 404


def test_a_plain_member_cannot_add_organisations(client: Client, office: Office) -> None:
    client.force_login(office.colleague)
    assert client.get(reverse("organisations:create")).status_code == 403
    assert client.post(reverse("organisations:create"), {}).status_code == 403
    assert reverse("organisations:create") not in client.get(reverse("organisations:index")).content.decode()


def test_reading_changes_nothing(client: Client, office: Office) -> None:
    def rows() -> tuple[int, int, int]:
        return Organisation.objects.count(), Membership.objects.count(), Person.objects.count()

    before = rows()
    client.force_login(office.administrator)
    for path in (of("organisation", office), of("change", office), of("invite", office),
                 of("end_membership", office, membership(office)), reverse("organisations:index"),
                 reverse("organisations:areas"), reverse("organisations:create")):  # fmt: skip
        client.get(path)
    assert rows() == before


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_speaks_three_languages(client: Client, office: Office, language: str) -> None:
    client.force_login(office.administrator)
    for path in (of("organisation", office), of("change", office), of("invite", office),
                 of("end_membership", office, membership(office)), reverse("organisations:index"),
                 reverse("organisations:areas"), reverse("organisations:create")):  # fmt: skip
        answer = client.get(f"/{language}/{path[4:]}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()


def test_an_organisation_is_added_with_a_checked_business_id(client: Client, office: Office) -> None:
    client.force_login(office.administrator)
    kind = OrganisationKind.objects.get(code="other_provider")
    data = {"name_fi": "Valmennus Kajo Oy", "kind": kind.pk, "business_id": "1234567-0"}
    refused = client.post(reverse("organisations:create"), data)
    assert refused.status_code == 200
    assert "1234567-0" in refused.content.decode()
    made = client.post(reverse("organisations:create"), {**data, "business_id": "1234567-1"})
    assert made["Location"] == reverse("organisations:organisation", args=["valmennus-kajo-oy"])


def test_a_business_id_in_use_is_said_on_the_form(client: Client, office: Office) -> None:
    OrganisationFactory(business_id="1234567-1")
    client.force_login(office.administrator)
    kind = OrganisationKind.objects.get(code="other_provider")
    data = {"name_fi": "Toinen Oy", "kind": kind.pk, "business_id": "1234567-1"}
    answer = client.post(reverse("organisations:create"), data)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_facts_are_changed_with_a_reason(client: Client, office: Office) -> None:
    client.force_login(office.administrator)
    data = {"name_fi": "Rantakylän kaupunki", "kind": office.organisation.kind_id}
    assert client.post(of("change", office), data).status_code == 200
    assert client.post(of("change", office), {**data, "change_reason": "Kaupungiksi"}).status_code == 302
    office.organisation.refresh_from_db()
    assert (office.organisation.name_fi, office.organisation.change_reason) == ("Rantakylän kaupunki", "Kaupungiksi")


def test_the_register_is_searched_by_name_in_any_language_and_by_business_id(client: Client, office: Office) -> None:
    OrganisationFactory(name_fi="Sisämaan opisto", name_sv="Inlandets läroverk", business_id="1234567-1")
    client.force_login(office.colleague)
    for words in ("läroverk", "1234567", "SISÄMAAN opisto"):
        page = client.get(reverse("organisations:index"), {"q": words}).content.decode()
        assert "Sisämaan opisto" in page
        assert "Rantakylän kunta" not in page


def test_areas_are_searched_by_code_and_name_without_script(client: Client, office: Office) -> None:
    client.force_login(office.colleague)
    everything = client.get(reverse("organisations:areas"))
    assert everything.context["employment"] == 46  # 45 and Åland
    found = client.get(reverse("organisations:areas"), {"q": "åbo"})
    assert "Turku" in found.content.decode()
    assert found.context["found"] < 5
    nothing = client.get(reverse("organisations:areas"), {"q": "atlantis"})
    assert nothing.context["found"] == 0


def test_pilots_are_listed_as_far_as_the_reader_sees_them(client: Client, around: Cast) -> None:
    path = reverse("organisations:organisation", args=[around.pilot.owner.slug])
    client.force_login(around.evaluator)
    assert around.pilot.name_fi in client.get(path).content.decode()
    client.force_login(around.outsider)
    assert around.pilot.name_fi not in client.get(path).content.decode()


def test_a_membership_ends_with_its_last_day_and_reason(client: Client, office: Office) -> None:
    client.force_login(office.administrator)
    path = of("end_membership", office, membership(office))
    assert client.post(path, {"last_day": "2026-06-30"}).status_code == 200
    assert client.post(path, {"last_day": "2026-06-30", "reason": "Siirtyi muualle."}).status_code == 302
    assert str(Membership.objects.get(person=office.colleague).until) == "2026-06-30"


def test_someone_with_an_account_joins_without_a_link(client: Client, office: Office) -> None:
    person = PersonFactory(with_password=True)
    MembershipFactory(person=person)
    client.force_login(office.administrator)
    data = {"name": person.name, "email": person.email, "role": "member", "since": "2026-02-02"}
    answer = client.post(of("invite", office), data)
    assert answer.status_code == 302
    assert person.memberships.filter(organisation=office.organisation).exists()
