"""Forms: what they do when it goes well, what they say when the domain refuses, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from factories.organisations import OrganisationFactory
from factories.portfolio import Cast, LearningGoalVersionFactory
from oppiva.organisations.models import Area
from oppiva.portfolio.models import ContextEvent, Pilot, PilotKind, PilotPartner, Programme


@pytest.fixture
def manager(client: Client, around: Cast) -> Client:
    client.force_login(around.manager)
    return client


@pytest.fixture
def commissioner(client: Client, around: Cast) -> Client:
    client.force_login(around.commissioner)
    return client


def of_pilot(page: str, around: Cast, *more: object) -> str:
    return reverse(f"portfolio:{page}", args=[around.pilot.slug, *more])


def of_programme(page: str, around: Cast, *more: object) -> str:
    return reverse(f"portfolio:{page}", args=[around.programme.slug, *more])


def reworded(**changes: str) -> dict[str, str]:
    return {
        "based_on": "2",
        "text_fi": "Opitaan, kuka vastaa kenestäkin.",
        "reason_fi": "Kunta tuli mukaan.",
        "valid_from": "2019-09-02",
        "agreed_name_1": "Outi Kivelä",
        "agreed_on_1": "2019-08-28",
    } | changes


def test_a_new_wording_is_saved_with_reason_agreement_and_event(manager: Client, around: Cast) -> None:
    event = ContextEvent.objects.get(programme=around.programme)
    organisation = OrganisationFactory()
    answer = manager.post(
        of_pilot("reword_goal", around, 1),
        reworded(context_event=str(event.pk), agreed_organisation_2=str(organisation.pk), agreed_on_2="2019-08-29"),
    )
    assert answer.status_code == 302
    latest = around.pilot.goals.get().versions.get(number=3)
    assert latest.context_event == event
    assert [str(agreement) for agreement in latest.agreements.all()] == ["Outi Kivelä", organisation.name]


def test_the_second_of_two_people_is_told_and_keeps_what_they_typed(manager: Client, around: Cast) -> None:
    goal = around.pilot.goals.get()
    LearningGoalVersionFactory(
        goal=goal, number=3, text_fi="Ehti ensin", reason_fi="Siksi", valid_from=date(2019, 8, 5)
    )
    answer = manager.post(of_pilot("reword_goal", around, 1), reworded())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Ehti ensin" in page
    assert "Opitaan, kuka vastaa kenestäkin." in page
    assert goal.versions.count() == 3


@pytest.mark.parametrize("lacking", ["reason_fi", "agreed_name_1"])
def test_a_wording_without_reason_or_agreement_is_refused_on_the_form(
    manager: Client, around: Cast, lacking: str
) -> None:
    answer = manager.post(of_pilot("reword_goal", around, 1), reworded(**{lacking: ""}))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert around.pilot.goals.get().versions.count() == 2


def test_an_agreement_needs_its_day(manager: Client, around: Cast) -> None:
    answer = manager.post(of_pilot("reword_goal", around, 1), reworded(agreed_on_1=""))
    assert "Kerro, minä päivänä tästä sovittiin." in answer.content.decode()


def test_a_goal_is_added_and_retired(manager: Client, around: Cast) -> None:
    answer = manager.post(of_pilot("add_goal", around), {"text_sv": "Vi lär oss.", "valid_from": "2019-09-02"})
    assert answer.status_code == 302
    goal = around.pilot.goals.get(number=2)
    manager.post(of_pilot("retire_goal", around, 2), {"on": "2020-01-09", "reason_fi": "Tuottaja vaihtui."})
    goal.refresh_from_db()
    assert goal.retired_on == date(2020, 1, 9)


def test_saving_an_answer_closes_its_gap(manager: Client, around: Cast) -> None:
    path = of_pilot("preparation", around)
    form = manager.get(path).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"money_after_fi": "Malli mahtuu toimintamenoihin.", "change_reason": "Budjetti varmistui."}
    assert manager.post(path, data).status_code == 302
    page = manager.get(of_pilot("pilot", around))
    assert not [answer for answer in page.context["answers"] if answer.gap]
    assert "Budjetti varmistui." in manager.get(of_pilot("story", around)).content.decode()


def test_the_phase_is_changed_with_its_reason(manager: Client, around: Cast) -> None:
    path = of_pilot("change_status", around)
    refused = manager.post(path, {"after": "discontinued", "on": "2020-03-18"})
    assert refused.status_code == 200
    manager.post(path, {"after": "discontinued", "on": "2020-03-18", "reason_fi": "Tapaamiset loppuivat."})
    around.pilot.refresh_from_db()
    assert (around.pilot.status, around.pilot.ended_on) == ("discontinued", date(2020, 3, 18))


def test_a_step_that_the_workflow_lacks_is_not_offered(manager: Client, around: Cast) -> None:
    answer = manager.post(of_pilot("change_status", around), {"after": "planned", "on": "2020-03-18"})
    assert answer.status_code == 200
    around.pilot.refresh_from_db()
    assert around.pilot.status == "running"


def test_a_partner_joins_is_changed_and_leaves(manager: Client, around: Cast) -> None:
    organisation = OrganisationFactory(name_fi="Polku ry")
    joining = {"organisation": organisation.pk, "role": "partner", "since": "2019-08-19", "contribution_fi": "Ryhmä."}
    assert manager.post(of_pilot("add_partner", around), joining).status_code == 302
    partner = PilotPartner.objects.get(organisation=organisation)
    signed = {
        "contribution_fi": "Ryhmä torstaisin.",
        "agreement_signed_on": "2019-09-02",
        "change_reason": "Allekirjoitus",
    }
    manager.post(of_pilot("change_partner", around, partner.pk), signed)
    manager.post(of_pilot("end_partner", around, partner.pk), {"last_day": "2020-05-29", "reason": "Rahoitus loppui."})
    partner.refresh_from_db()
    assert partner.agreement_signed_on == date(2019, 9, 2)
    assert partner.until == date(2020, 5, 29)


def test_the_same_partner_twice_is_refused_in_a_sentence(manager: Client, around: Cast) -> None:
    partner = PilotPartner.objects.get(pilot=around.pilot)
    again = {"organisation": partner.organisation_id, "role": partner.role, "since": "2019-08-19"}
    answer = manager.post(of_pilot("add_partner", around), again)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_a_partner_of_another_pilot_is_not_found(manager: Client, around: Cast) -> None:
    from factories.portfolio import PilotPartnerFactory

    other = PilotPartnerFactory()
    assert manager.get(of_pilot("change_partner", around, other.pk)).status_code == 404


def test_facts_are_changed_with_areas_and_reason(manager: Client, around: Cast) -> None:
    path = of_pilot("change_pilot", around)
    area = Area.objects.filter(kind="region").exclude(pilots=around.pilot).first()
    assert area is not None
    data = {
        "kind": around.pilot.kind_id,
        "owner": around.pilot.owner_id,
        "name_fi": "Uusi nimi",
        "starts_on": "2019-02-04",
        "ends_on": "2020-11-30",
        "areas": [area.pk],
        "change_reason": "Jatkoaika.",
    }
    assert manager.post(path, data).status_code == 302
    around.pilot.refresh_from_db()
    assert (around.pilot.name_fi, around.pilot.change_reason) == ("Uusi nimi", "Jatkoaika.")
    assert list(around.pilot.areas.all()) == [area]


def test_an_end_before_the_beginning_is_said_kindly(manager: Client, around: Cast) -> None:
    data = {
        "kind": around.pilot.kind_id,
        "owner": around.pilot.owner_id,
        "name_fi": "Uusi nimi",
        "starts_on": "2020-11-30",
        "ends_on": "2019-02-04",
        "change_reason": "Jatkoaika.",
    }
    answer = manager.post(of_pilot("change_pilot", around), data)
    assert answer.status_code == 200
    assert "Uusi nimi" in answer.content.decode()


def test_a_new_pilot_gets_an_address_of_its_own(commissioner: Client, around: Cast) -> None:
    kind = PilotKind.objects.get(code="guidance", programme=None)
    data = {"kind": kind.pk, "owner": around.pilot.owner_id, "name_fi": "Työn äärelle"}
    for slug in ("tyon-aarelle", "tyon-aarelle-2"):
        answer = commissioner.post(of_programme("create_pilot", around), data)
        assert answer["Location"] == reverse("portfolio:pilot", args=[slug])
    assert Pilot.objects.filter(programme=around.programme).count() == 3


def test_a_programme_is_begun_changed_and_given_parties_events_and_kinds(commissioner: Client, around: Cast) -> None:
    centre = around.programme.parties.get(role="commissioner").organisation
    data = {"name_fi": "Uudet kumppanit", "starts_on": "2026-01-12", "commissioner": centre.pk}
    assert commissioner.post(reverse("portfolio:create_programme"), data).status_code == 302
    programme = Programme.objects.get(slug="uudet-kumppanit")

    def of(page: str, *more: object) -> str:
        return reverse(f"portfolio:{page}", args=[programme.slug, *more])

    commissioner.post(of("change_programme"), {**data, "ends_on": "2027-12-17", "change_reason": "Rahoitus"})
    firm = OrganisationFactory(evaluator=True)
    commissioner.post(of("add_party"), {"organisation": firm.pk, "role": "evaluator", "since": "2026-01-12"})
    party = programme.parties.get(role="evaluator")
    commissioner.post(of("end_party", party.pk), {"last_day": "2026-06-30", "reason": "Sopimus päättyi."})
    commissioner.post(of("add_event"), {"name_fi": "Laki muuttuu", "kind": "break", "on": "2026-03-01"})
    event = programme.context_events.get()
    changed = {"name_fi": "Laki muuttui", "kind": "break", "on": "2026-03-01", "change_reason": "Tuli voimaan"}
    commissioner.post(of("change_event", event.slug), changed)
    commissioner.post(of("add_kind"), {"name_fi": "Digipalvelu"})

    programme.refresh_from_db()
    party.refresh_from_db()
    event.refresh_from_db()
    assert programme.ends_on == date(2027, 12, 17)
    assert party.until == date(2026, 6, 30)
    assert event.name_fi == "Laki muuttui"
    assert programme.own_kinds.get().code == "digipalvelu"


def test_the_last_commissioner_cannot_leave(commissioner: Client, around: Cast) -> None:
    party = around.programme.parties.get(role="commissioner")
    answer = commissioner.post(
        of_programme("end_party", around, party.pk), {"last_day": "2026-06-30", "reason": "Loppu"}
    )
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_a_national_event_is_nobodys_to_change_here(commissioner: Client, around: Cast) -> None:
    from factories.portfolio import ContextEventFactory

    event = ContextEventFactory(programme=None, on=date(2020, 3, 16))
    assert commissioner.get(of_programme("change_event", around, event.slug)).status_code == 404
