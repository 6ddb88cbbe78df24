"""What the state allows: the workflow is complete, and each refusal is a sentence."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from factories.portfolio import LearningGoalFactory, PilotFactory, step
from oppiva.core.refusal import Refused
from oppiva.portfolio.models import Status
from oppiva.portfolio.models.pilot import STATUS_WORKFLOW
from oppiva.portfolio.policies import (
    next_statuses,
    refuse,
    why_not_add_partner,
    why_not_reword,
    why_not_step,
    why_not_word_goals,
)

pytestmark = pytest.mark.django_db

NEXT = {
    Status.PLANNED: {Status.RUNNING, Status.DISCONTINUED},
    Status.RUNNING: {Status.REPORTING, Status.DISCONTINUED},
    Status.REPORTING: {Status.ENDED, Status.DISCONTINUED},
    Status.ENDED: set(),
    Status.DISCONTINUED: set(),
}


def test_every_status_is_reached_and_only_two_are_last() -> None:
    reached = set(STATUS_WORKFLOW.start) | {after for _before, after in STATUS_WORKFLOW.steps}
    assert reached == set(Status.values)
    assert {status for status in Status if not STATUS_WORKFLOW.next(status)} == {Status.ENDED, Status.DISCONTINUED}


@pytest.mark.parametrize("status", Status)
def test_the_next_statuses_are_those_of_the_table(status: Status) -> None:
    pilot = PilotFactory.build(status=status, programme=None, owner=None, kind=None)
    assert set(next_statuses(pilot)) == NEXT[status]
    for after in Status:
        assert (why_not_step(pilot, after) is None) is (after in NEXT[status])


def test_a_refused_step_names_both_statuses() -> None:
    with override("en"):
        said = str(why_not_step(PilotFactory(), Status.ENDED))
    assert "planned" in said
    assert "ended" in said


@pytest.mark.parametrize(
    ("steps", "open_"),
    [
        ((), True),
        (("running",), True),
        (("running", "reporting"), True),
        (("discontinued",), False),
        (("running", "reporting", "ended"), False),
    ],
)
def test_goals_and_partners_are_open_until_the_pilot_is_over(steps: tuple[str, ...], open_: bool) -> None:
    pilot = step(PilotFactory(), *steps)
    goal = LearningGoalFactory(pilot=pilot)
    for why_not in (why_not_word_goals(pilot), why_not_add_partner(pilot), why_not_reword(goal)):
        assert (why_not is None) is open_


def test_refusing_raises_the_sentence_and_nothing_otherwise() -> None:
    refuse(None)
    with pytest.raises(Refused, match="over"):
        refuse("The pilot is over.")
