"""A programme with its people round it, and one pilot that has something to show in each part of its page."""

from __future__ import annotations

from datetime import date

import pytest

from factories.portfolio import (
    Cast,
    ContextEventFactory,
    LearningGoalFactory,
    LearningGoalVersionFactory,
    PreparationFactory,
    cast,
)


@pytest.fixture
def around(db: None) -> Cast:
    """The goal has two wordings; the preparation says nothing of money; one partner has signed."""
    people = cast()
    event = ContextEventFactory(programme=people.programme, breaking=True, name_fi="Uudistus raukesi")
    goal = LearningGoalFactory(pilot=people.pilot, number=1)
    LearningGoalVersionFactory(goal=goal, agreed="Outi Kivelä")
    LearningGoalVersionFactory(
        goal=goal,
        number=2,
        text_fi="Opitaan, mitä sovittu työnjako muuttaa.",
        text_sv="Vi lär oss vad en överenskommen arbetsfördelning förändrar.",
        text_en="To learn what an agreed division of work changes.",
        reason_fi="Uudistus raukesi.",
        valid_from=date(2019, 5, 21),
        context_event=event,
        agreed="Kaisa Kehys",
    )
    PreparationFactory(pilot=people.pilot, money_after_fi="")
    return people
