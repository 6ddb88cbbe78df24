"""What studies add to the portfolio: a door, links of the thread, and the rows of the pooling question."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.portfolio import PilotFactory
from factories.studies import World, make_world, trial_file
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Run, Study
from oppiva.web.portfolio.estimates import estimates_of


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def run(world: World) -> Run:
    study = world.study()
    return world.run(study, world.lock(study), world.upload(study))


def test_the_primary_estimate_of_the_last_finished_run_is_offered(world: World, run: Run) -> None:
    (row,) = estimates_of([world.pilot])[world.pilot.pk]
    assert run.result is not None
    (decides,) = [found for found in run.result["estimates"] if found["decides"] and found["primary"]]
    assert (row.estimate, row.std_error) == (decides["estimate"], decides["std_error"])
    assert (row.study, row.drawn, row.people) == (run.study.slug, True, decides["n_treated"] + decides["n_control"])
    assert row.measure == "tapaaminen viidessä päivässä"


def test_a_later_run_takes_the_place_of_an_earlier_one(world: World, run: Run) -> None:
    (before,) = estimates_of([world.pilot])[world.pilot.pk]
    again = world.upload(run.study, trial_file(seed=12), "toinen.csv")
    world.run(run.study, run.version, again)
    (after,) = estimates_of([world.pilot])[world.pilot.pk]
    assert after.estimate != before.estimate


def test_a_pilot_without_a_finished_run_offers_nothing(world: World) -> None:
    world.study()
    assert estimates_of([world.pilot]) == {}


def test_one_effect_is_refused_while_a_pilot_has_no_estimate(client: Client, world: World, run: Run) -> None:
    PilotFactory(programme=world.pilot.programme)
    client.force_login(world.evaluator)
    answer = client.get(reverse("portfolio:programme", args=["kokeilut"]))
    assert answer.context["pooling"].rule == "P1"
    assert "Vain 1 pilotilla on tutkimus" in answer.content.decode()


def test_the_thread_leads_to_the_only_study_and_counts_its_run(client: Client, world: World, run: Run) -> None:
    client.force_login(world.evaluator)
    answer = client.get(reverse("portfolio:pilot", args=[world.pilot.slug]))
    links = {link.name: link for link in answer.context["thread"]}
    address = reverse("studies:study", args=[run.study.slug])
    assert [links[name].url for name in ("Tutkimukset", "Tulokset", "Havainnot")] == [address] * 3
    assert (links["Tutkimukset"].gap, links["Tulokset"].count) == ("", 1)
    assert links["Havainnot"].gap == "ei vielä havaintoa"


def test_several_studies_are_listed_on_the_page(client: Client, world: World, run: Run) -> None:
    second = world.study()
    assert Study.objects.filter(pilots=world.pilot).count() == 2
    client.force_login(world.evaluator)
    answer = client.get(reverse("portfolio:pilot", args=[world.pilot.slug]))
    assert {link.url for link in answer.context["thread"][3:]} == {"#studies"}
    assert reverse("studies:study", args=[second.slug]) in answer.content.decode()


def test_the_comparison_filter_counts_pilots_without_a_study(client: Client, world: World, run: Run) -> None:
    other: Pilot = PilotFactory(programme=world.pilot.programme)
    client.force_login(world.evaluator)
    answer = client.get(reverse("portfolio:programme", args=["kokeilut"]) + "?missing=comparison")
    assert [row.pilot for group in answer.context["groups"] for row in group.rows] == [other]
