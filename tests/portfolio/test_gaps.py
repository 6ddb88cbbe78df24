"""Gaps: each has one cause, and a whole programme costs two queries however many pilots it has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from factories.portfolio import (
    LearningGoalFactory,
    LearningGoalVersionFactory,
    PilotFactory,
    PilotPartnerFactory,
    PreparationFactory,
    ProgrammeFactory,
    step,
)
from oppiva.portfolio.gaps import gaps_of_pilot, gaps_of_programme
from oppiva.portfolio.models import EarlierPilot, Pilot, Programme

pytestmark = pytest.mark.django_db

TODAY = date(2020, 2, 12)


def whole_pilot(programme: Programme | None = None, preparation: dict[str, Any] | None = None, **fields: Any) -> Pilot:
    """A pilot that lacks nothing."""
    if programme is not None:
        fields["programme"] = programme
    pilot: Pilot = PilotFactory(**{"running": True, "area": "13"} | fields)
    PilotPartnerFactory(pilot=pilot, signed=True)
    LearningGoalVersionFactory(goal=LearningGoalFactory(pilot=pilot), agreed="Kaisa Kehys")
    PreparationFactory(pilot=pilot, **(preparation or {}))
    return pilot


def codes(pilot: Pilot, on: date = TODAY) -> list[str]:
    return [gap.code for gap in gaps_of_pilot(pilot, on)]


def test_a_pilot_with_everything_said_has_no_gap() -> None:
    assert codes(whole_pilot()) == []


def test_a_pilot_of_which_nothing_is_said_lacks_all_of_it() -> None:
    bare = PilotFactory(starts_on=None, ends_on=None, objectives_fi="", target_group_fi="")
    assert codes(bare) == [
        "area",
        "period",
        "objectives",
        "target_group",
        "goals",
        "partners",
        "ordinary_service",
        "service_owner",
        "staff_after",
        "money_after",
        "referral",
        "quality_criteria",
        "follow_up_criteria",
        "planning",
        "builds_on",
    ]


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"service_unit_fi": ""}, "ordinary_service"),
        ({"service_owner": "", "service_owner_since": None}, "service_owner"),
        ({"service_owner_since": None}, "service_owner_since"),
        ({"staff_after_fi": ""}, "staff_after"),
        ({"money_after_fi": ""}, "money_after"),
        ({"referral_fi": ""}, "referral"),
        ({"quality_criteria_fi": ""}, "quality_criteria"),
        ({"follow_up_criteria_fi": ""}, "follow_up_criteria"),
        ({"planning_until": None}, "planning"),
        ({"builds_on_fi": ""}, "builds_on"),
    ],
)
def test_each_missing_answer_is_one_gap(missing: dict[str, Any], code: str) -> None:
    assert codes(whole_pilot(preparation=missing)) == [code]


def test_an_answer_in_swedish_alone_is_an_answer() -> None:
    assert codes(whole_pilot(preparation={"referral_fi": "", "referral_sv": "Experten föreslår."})) == []


def test_building_on_another_pilot_is_an_answer() -> None:
    pilot = whole_pilot(preparation={"builds_on_fi": ""})
    EarlierPilot.objects.create(preparation=pilot.preparation, pilot=PilotFactory())
    assert codes(pilot) == []


def test_a_partner_without_a_signed_agreement_is_named() -> None:
    pilot = whole_pilot()
    partner = PilotPartnerFactory(pilot=pilot, role="partner", organisation__name_fi="Rantakylän kunta")
    gap = gaps_of_pilot(pilot, TODAY)[0]
    assert (gap.code, gap.where, gap.partner) == ("partner_agreement", "partners", partner.pk)
    with override("fi"):
        assert "Rantakylän kunta" in str(gap.sentence)


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "stakeholder"},
        {"role": "commissioner"},
        {"until": date(2019, 11, 29)},
        {"since": date(2020, 3, 2)},
        {"agreement_signed_on": TODAY},
    ],
    ids=["stakeholder", "commissioner", "left", "not yet here", "signed that day"],
)
def test_no_agreement_is_missed_of(fields: dict[str, Any]) -> None:
    pilot = whole_pilot()
    PilotPartnerFactory(pilot=pilot, **fields)
    assert codes(pilot) == []


def test_the_owner_needs_no_agreement_with_itself() -> None:
    pilot = whole_pilot()
    PilotPartnerFactory(pilot=pilot, organisation=pilot.owner, role="organiser")
    assert codes(pilot) == []


def test_a_goal_whose_latest_wording_nobody_agreed_to_is_a_gap_and_a_retired_one_is_not() -> None:
    pilot = whole_pilot()
    goal = pilot.goals.get()
    LearningGoalVersionFactory(goal=goal, number=2, reason_fi="Uudistus raukesi.", valid_from=date(2019, 5, 21))
    assert codes(pilot) == ["goal_agreement"]
    goal.retired_on, goal.retired_reason_fi = date(2019, 9, 2), "Yhdistettiin."
    goal.save()
    LearningGoalVersionFactory(goal=LearningGoalFactory(pilot=pilot), agreed="Elina Arvio")
    assert codes(pilot) == []


def test_a_passed_day_is_a_gap_on_the_day_after() -> None:
    running = whole_pilot(ends_on=TODAY)
    assert codes(running, TODAY) == []
    assert codes(running, date(2020, 2, 13)) == ["not_ended"]
    planned = whole_pilot(running=False, starts_on=TODAY)
    assert codes(planned, TODAY) == []
    assert codes(planned, date(2020, 2, 13)) == ["not_begun"]
    assert codes(step(running, "reporting"), date(2020, 2, 13)) == []


@pytest.mark.parametrize("pilots", [1, 7])
def test_the_gaps_of_a_programme_cost_two_queries(
    pilots: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    programme = ProgrammeFactory()
    for _ in range(pilots):
        PilotPartnerFactory(pilot=whole_pilot(programme), role="organiser")
    with django_assert_num_queries(2), override("fi"):
        found = gaps_of_programme(programme, TODAY)
        assert all(str(gap.sentence) for gaps in found.values() for gap in gaps)
    assert [len(gaps) for gaps in found.values()] == [1] * pilots


def test_pilots_of_another_programme_are_left_out() -> None:
    programme = ProgrammeFactory()
    PilotFactory()
    assert gaps_of_programme(programme, TODAY) == {}
