"""Who gets in where: no one, the right role and the wrong person, who may only look, and who may change."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.portfolio import Cast
from oppiva.organisations.models import Person
from oppiva.portfolio.models import ContextEvent, Pilot, PilotPartner, Programme

READ = ("programme", "table", "settings", "pilot", "story", "goal")
OF_THE_PILOT_MANAGER = (
    "change_pilot",
    "change_status",
    "add_partner",
    "change_partner",
    "end_partner",
    "add_goal",
    "reword_goal",
    "retire_goal",
    "preparation",
)
OF_THE_COMMISSIONER = ("change_programme", "add_party", "end_party", "add_event", "change_event", "add_kind")
CREATE_PILOT = ("create_pilot",)
ALL = (*READ, *OF_THE_PILOT_MANAGER, *OF_THE_COMMISSIONER, *CREATE_PILOT)


def address(page: str, around: Cast) -> str:
    programme, pilot = around.programme.slug, around.pilot.slug
    partner = PilotPartner.objects.get(pilot=around.pilot).pk
    special = {
        "goal": [pilot, 1],
        "reword_goal": [pilot, 1],
        "retire_goal": [pilot, 1],
        "change_partner": [pilot, partner],
        "end_partner": [pilot, partner],
        "end_party": [programme, around.programme.parties.first().pk],  # type: ignore[union-attr]
        "change_event": [programme, ContextEvent.objects.get(programme=around.programme).slug],
    }
    of_programme = {"programme", "table", "settings", *OF_THE_COMMISSIONER, *CREATE_PILOT}
    return reverse(f"portfolio:{page}", args=special.get(page, [programme if page in of_programme else pilot]))


def status(client: Client, person: Person, path: str, method: str = "get") -> int:
    client.force_login(person)
    answer = client.get(path) if method == "get" else client.post(path, {})
    return int(answer.status_code)


@pytest.mark.parametrize("page", ALL)
def test_no_one_is_asked_to_sign_in(client: Client, around: Cast, page: str) -> None:
    answer = client.get(address(page, around))
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize("page", ALL)
def test_the_right_role_of_the_wrong_person_gets_404(client: Client, around: Cast, page: str) -> None:
    path = address(page, around)
    for person in (around.outsider, around.outside_manager):
        assert status(client, person, path) == 404
        assert status(client, person, path, "post") in {404, 405}


@pytest.mark.parametrize("page", READ)
def test_everyone_round_the_pilot_reads(client: Client, around: Cast, page: str) -> None:
    path = address(page, around)
    for person in (around.commissioner, around.evaluator, around.manager, around.partner_worker):
        assert status(client, person, path) == 200


@pytest.mark.parametrize("page", OF_THE_PILOT_MANAGER)
def test_only_the_owners_pilot_manager_changes_a_pilot(client: Client, around: Cast, page: str) -> None:
    path = address(page, around)
    assert status(client, around.manager, path) == 200
    for person in (around.commissioner, around.evaluator, around.partner_worker):
        assert status(client, person, path) == 403
        assert status(client, person, path, "post") == 403


@pytest.mark.parametrize("page", OF_THE_COMMISSIONER)
def test_only_its_commissioner_changes_a_programme(client: Client, around: Cast, page: str) -> None:
    path = address(page, around)
    assert status(client, around.commissioner, path) == 200
    for person in (around.manager, around.evaluator, around.partner_worker):
        assert status(client, person, path) == 403
        assert status(client, person, path, "post") == 403


def test_who_may_only_look_meets_no_button(client: Client, around: Cast) -> None:
    client.force_login(around.evaluator)
    page = client.get(address("pilot", around)).content.decode()
    for act in (*OF_THE_PILOT_MANAGER[:3], "add_goal", "reword_goal", "preparation"):
        assert f'"{address(act, around)}"' not in page


def test_pilot_managers_add_pilots_of_their_own_organisation_only(client: Client, around: Cast) -> None:
    path = address("create_pilot", around)
    assert status(client, around.manager, path) == 200
    assert status(client, around.evaluator, path) == 403
    client.force_login(around.manager)
    owners = client.get(path).context["form"].fields["owner"].queryset
    assert list(owners) == [around.pilot.owner]


def test_a_partner_sees_its_own_pilot_and_not_the_others(client: Client, around: Cast) -> None:
    from factories.portfolio import PilotFactory

    other = PilotFactory(programme=around.programme, running=True)
    client.force_login(around.partner_worker)
    page = client.get(address("programme", around)).content.decode()
    assert around.pilot.name_fi in page
    assert other.name_fi not in page
    assert client.get(reverse("portfolio:pilot", args=[other.slug])).status_code == 404


@pytest.mark.parametrize("page", ALL)
def test_reading_changes_nothing(client: Client, around: Cast, page: str) -> None:
    from django.apps import apps

    def rows() -> dict[str, int]:
        configs = [apps.get_app_config(room) for room in ("portfolio", "organisations")]
        models = [model for config in configs for model in config.get_models()]
        return {model.__name__: model._default_manager.count() for model in models}

    before = rows(), Pilot.objects.values_list("status").get(pk=around.pilot.pk), Programme.objects.values().first()
    path = address(page, around)
    for person in (around.commissioner, around.manager):
        status(client, person, path)
    after = rows(), Pilot.objects.values_list("status").get(pk=around.pilot.pk), Programme.objects.values().first()
    assert after == before


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("page", ALL)
def test_every_page_speaks_three_languages(client: Client, around: Cast, page: str, language: str) -> None:
    path = address(page, around).replace("/fi/", f"/{language}/", 1)
    client.force_login(around.manager if page in OF_THE_PILOT_MANAGER else around.commissioner)
    answer = client.get(path)
    assert answer.status_code == 200
    if page != "table":
        assert f'<html lang="{language}">' in answer.content.decode()
