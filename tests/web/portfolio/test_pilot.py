"""A pilot's page: its answer, its thread, its goals, its answers before the start, its course and its story."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.portfolio import (
    Cast,
    LearningGoalFactory,
    LearningGoalVersionFactory,
    PilotFactory,
    PilotPartnerFactory,
    step,
)
from oppiva.portfolio.models import EarlierPilot, LearningGoal, Pilot
from oppiva.studies.models import Study, StudyPilot


def page_of(client: Client, pilot: Pilot, page: str = "pilot") -> str:
    return client.get(reverse(f"portfolio:{page}", args=[pilot.slug])).content.decode()


@pytest.fixture
def manager(client: Client, around: Cast) -> Client:
    client.force_login(around.manager)
    return client


def test_the_first_line_says_how_far_along_and_what_is_missing(manager: Client, around: Cast) -> None:
    page = page_of(manager, around.pilot)
    assert "Käynnissä 30.10.2020 asti." in page
    assert "Puuttuu: " in page


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ((), "Suunniteltu alkavaksi 4.2.2019."),
        (("running", "reporting"), "Toteutus on päättynyt ja opitusta raportoidaan."),
        (("running", "reporting", "ended"), "Päättyi 11.9.2020."),
        (("running", "discontinued"), "Keskeytettiin 11.9.2020."),
    ],
)
def test_each_phase_has_its_sentence(client: Client, around: Cast, statuses: tuple[str, ...], said: str) -> None:
    pilot = step(PilotFactory(programme=around.programme), *statuses)
    client.force_login(around.commissioner)
    assert said in page_of(client, pilot)


def test_a_pilot_of_which_little_is_said_still_has_its_page(client: Client, around: Cast) -> None:
    bare = PilotFactory(programme=around.programme, starts_on=None, ends_on=None, objectives_fi="", target_group_fi="")
    client.force_login(around.commissioner)
    page = page_of(client, bare)
    assert "Vielä suunnitteilla." in page
    assert "Vielä ei ole sanottu, mitä pilotista opitaan." in page
    assert 'id="course"' not in page


def test_the_thread_counts_and_names_its_gaps(manager: Client, around: Cast) -> None:
    answer = manager.get(reverse("portfolio:pilot", args=[around.pilot.slug]))
    links = {link.name: link for link in answer.context["thread"]}
    assert (links["Valmistelu"].count, links["Valmistelu"].gap) == (8, "1 vastaus puuttuu")
    assert (links["Oppimistavoitteet"].count, links["Oppimistavoitteet"].gap) == (1, "")
    assert links["Tutkimukset"].gap == "ei vertailuryhmää: vaikutusta ei voida sanoa"
    assert links["Tutkimukset"].reach == "0.0%"
    assert links["Valmistelu"].reach == "88.9%"


def test_a_study_of_the_pilot_is_a_door_of_its_thread(manager: Client, around: Cast) -> None:
    study = Study.objects.create(
        slug="koe",
        title_fi="Vahva alku",
        measure_fi="tapaaminen viidessä päivässä",
        alternative_fi="tapaaminen kymmenessä päivässä",
        entitlement_fi="Laki antaa kaikille alkuhaastattelun.",
        evaluator=around.programme.parties.get(role="evaluator").organisation,
        created_by=around.evaluator,
    )
    StudyPilot.objects.create(study=study, pilot=around.pilot)
    page = page_of(manager, around.pilot)
    assert reverse("studies:study", args=[study.slug]) in page
    assert "suunnitelmaa ei ole lukittu" in page


def test_the_latest_two_wordings_stand_side_by_side_with_the_reason_first(manager: Client, around: Cast) -> None:
    page = page_of(manager, around.pilot)
    assert page.index("Miksi muuttui.") < page.index('class="sidebyside"')
    assert '<ins><span class="sr">Lisätty: </span>' in page
    assert '<del><span class="sr">Poistettu: </span>' in page
    assert "Sovittu: Kaisa Kehys." in page


def test_a_retired_goal_is_folded_away_and_keeps_its_reason(manager: Client, around: Cast) -> None:
    goal = LearningGoalFactory(
        pilot=around.pilot, number=2, retired_on=date(2020, 1, 9), retired_reason_fi="Tuottaja vaihtui."
    )
    LearningGoalVersionFactory(goal=goal, text_fi="Opitaan tuottajalta.")
    answer = manager.get(reverse("portfolio:pilot", args=[around.pilot.slug]))
    assert [shown.goal.number for shown in answer.context["goals"]] == [1]
    page = answer.content.decode()
    assert "Luovuttu 9.1.2020." in page
    assert "Tuottaja vaihtui." in page


def test_an_answer_that_is_missing_shows_its_gap_in_its_place(manager: Client, around: Cast) -> None:
    answer = manager.get(reverse("portfolio:pilot", args=[around.pilot.slug]))
    gaps = {said.code for said in answer.context["answers"] if said.gap}
    assert gaps == {"money_after"}
    assert "16 viikkoa, 1.10.2018–18.1.2019" in answer.content.decode()


def test_an_earlier_pilot_is_a_link_only_for_who_sees_it(manager: Client, around: Cast) -> None:
    seen = PilotFactory(programme=around.programme, owner=around.pilot.owner)
    hidden = PilotFactory(name_fi="Piilossa oleva")
    for earlier in (seen, hidden):
        EarlierPilot.objects.create(preparation=around.pilot.preparation, pilot=earlier)
    page = page_of(manager, around.pilot)
    assert f'href="{reverse("portfolio:pilot", args=[seen.slug])}"' in page
    assert "Piilossa oleva" in page
    assert f'href="{reverse("portfolio:pilot", args=[hidden.slug])}"' not in page


def test_the_course_stands_in_a_table_with_its_days(manager: Client, around: Cast) -> None:
    page = page_of(manager, around.pilot)
    assert "Yhteinen suunnittelu" in page
    assert "1.10.2018–18.1.2019" in page
    assert "4.2.2019–30.10.2020" in page


def test_a_pilot_that_is_over_offers_no_new_wording(client: Client, around: Cast) -> None:
    step(around.pilot, "reporting", "ended")
    client.force_login(around.manager)
    page = page_of(client, around.pilot)
    assert reverse("portfolio:reword_goal", args=[around.pilot.slug, 1]) not in page
    assert reverse("portfolio:change_status", args=[around.pilot.slug]) not in page
    assert reverse("portfolio:preparation", args=[around.pilot.slug]) in page


def test_more_goals_and_partners_take_no_more_queries(manager: Client, around: Cast) -> None:
    page_of(manager, around.pilot)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(manager, around.pilot)
        return len(captured)

    few = queries()
    for number in range(2, 6):
        goal: LearningGoal = LearningGoalFactory(pilot=around.pilot, number=number)
        LearningGoalVersionFactory(goal=goal, agreed="Outi Kivelä")
        PilotPartnerFactory(pilot=around.pilot, signed=True)
    assert queries() == few


def test_the_story_tells_wordings_with_who_agreed_and_the_break(manager: Client, around: Cast) -> None:
    page = page_of(manager, around.pilot, "story")
    assert "Sovittu: Kaisa Kehys." in page
    assert '<li class="break">' in page
    assert "Uudistus raukesi" in page


def test_any_two_wordings_are_compared_whichever_way_round(manager: Client, around: Cast) -> None:
    goal = around.pilot.goals.get()
    LearningGoalVersionFactory(goal=goal, number=3, text_fi="Kolmas", reason_fi="Siksi", valid_from=date(2020, 2, 4))
    path = reverse("portfolio:goal", args=[around.pilot.slug, 1])
    for query in ("?old=1&new=3", "?old=3&new=1"):
        comparison = manager.get(path + query).context["comparison"]
        assert (comparison.old.number, comparison.new.number) == (1, 3)
        assert comparison.old_until == date(2019, 5, 20)
    assert manager.get(path + "?old=9&new=x").context["comparison"].old.number == 2
    assert manager.get(reverse("portfolio:goal", args=[around.pilot.slug, 7])).status_code == 404
