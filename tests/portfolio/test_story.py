"""The story is what the database kept: who, what, when and why."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override

from factories.organisations import OrganisationFactory
from factories.portfolio import Cast, ContextEventFactory, cast
from oppiva.portfolio.goals import Agreed, add_goal, retire_goal, reword_goal
from oppiva.portfolio.models import Status
from oppiva.portfolio.partners import add_partner, end_partner
from oppiva.portfolio.pilots import change_pilot, change_status
from oppiva.portfolio.preparing import save_preparation
from oppiva.portfolio.story import story_of_goal, story_of_pilot

pytestmark = pytest.mark.django_db

BEGUN, BROKE, LATER = date(2019, 2, 4), date(2019, 3, 8), date(2019, 5, 21)


@pytest.fixture
def around() -> Cast:
    return cast()


def test_a_goals_story_tells_each_wording_with_reason_agreement_and_the_break_between(around: Cast) -> None:
    ContextEventFactory(breaking=True, on=BROKE, name_fi="Uudistus raukesi")
    ContextEventFactory(on=date(2019, 1, 20), name_fi="Ennen tavoitetta")
    goal = add_goal(around.pilot, {"fi": "Ensin."}, around.manager, valid_from=BEGUN).goal
    why = {"fi": "Järjestäjää ei tullut."}
    who = [Agreed(on=LATER, name="Kaisa Kehys")]
    reword_goal(goal, {"fi": "Sitten."}, why, who, around.manager, based_on=1, valid_from=LATER)
    with override("fi"):
        told = [(entry.on, entry.kind, entry.why, entry.agreed) for entry in story_of_goal(goal)]
    assert told == [
        (LATER, "goal", "Järjestäjää ei tullut.", ("Kaisa Kehys",)),
        (BROKE, "break", "", ()),
        (BEGUN, "goal", "", ()),
    ]


def test_a_retired_goal_ends_its_story_with_the_reason(around: Cast) -> None:
    goal = add_goal(around.pilot, {"fi": "Ensin."}, around.manager, valid_from=BEGUN).goal
    retire_goal(goal, {"fi": "Yhdistettiin toiseen."}, around.manager, on=LATER)
    latest = story_of_goal(goal)[0]
    assert (latest.on, latest.why, latest.who) == (LATER, "Yhdistettiin toiseen.", around.manager.name)


def test_a_pilots_story_tells_who_changed_what_and_why(around: Cast) -> None:
    change_pilot(around.pilot, around.manager, "Nimi oli varattu.", name_fi="Toinen", name_sv="Andra")
    with override("en"):
        facts = [entry for entry in story_of_pilot(around.pilot) if entry.kind == "facts" and entry.why]
        assert [(entry.who, entry.why, str(entry.what)) for entry in facts] == [
            (around.manager.name, "Nimi oli varattu.", "Changed: name.")
        ]
    assert facts[0].on == timezone.localdate()


def test_each_change_keeps_its_own_reason(around: Cast) -> None:
    change_pilot(around.pilot, around.manager, "Ensimmäinen syy.", name_fi="Yksi")
    change_pilot(around.pilot, around.manager, "Toinen syy.", name_fi="Kaksi")
    reasons = [entry.why for entry in story_of_pilot(around.pilot) if entry.kind == "facts" and entry.why]
    assert reasons == ["Toinen syy.", "Ensimmäinen syy."]


def test_steps_partners_and_preparation_are_told(around: Cast) -> None:
    organisation = OrganisationFactory(name_fi="Polku ry")
    partner = add_partner(around.pilot, around.manager, organisation, "provider", LATER)
    end_partner(partner, date(2020, 1, 31), around.manager, {"fi": "Rahoitus loppui."})
    save_preparation(around.pilot, around.manager, referral_fi="Asiakas päättää.")
    change_status(
        around.pilot, Status.REPORTING, around.manager, on=date(2020, 9, 1), reasons={"fi": "Palvelu päättyi."}
    )
    with override("fi"):
        told = {(entry.on, entry.kind): entry for entry in story_of_pilot(around.pilot)}
        assert "Polku ry" in str(told[LATER, "partner"].what)
    assert told[date(2020, 1, 31), "partner"].why == "Rahoitus loppui."
    assert told[date(2020, 9, 1), "status"].why == "Palvelu päättyi."
    assert told[timezone.localdate(), "preparation"].who == around.manager.name


def test_the_story_runs_from_the_latest_to_the_first(around: Cast) -> None:
    change_pilot(around.pilot, around.manager, name_fi="Toinen")
    ContextEventFactory(breaking=True, on=BROKE)
    days = [entry.on for entry in story_of_pilot(around.pilot)]
    assert days == sorted(days, reverse=True)


def test_another_pilots_changes_are_not_told(around: Cast) -> None:
    other = cast()
    change_pilot(other.pilot, other.manager, "Toisen syy.", name_fi="Vieras")
    assert all(entry.why != "Toisen syy." for entry in story_of_pilot(around.pilot))
