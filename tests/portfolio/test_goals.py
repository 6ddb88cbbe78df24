"""Learning goals: versions with reason and agreement, two writers at once, and nothing lost."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from factories.organisations import OrganisationFactory
from factories.portfolio import (
    Cast,
    ContextEventFactory,
    LearningGoalFactory,
    LearningGoalVersionFactory,
    cast,
)
from oppiva.core.refusal import Refused
from oppiva.portfolio.goals import Agreed, add_goal, retire_goal, reword_goal
from oppiva.portfolio.models import GoalAgreement, LearningGoal, LearningGoalVersion, Status
from oppiva.portfolio.pilots import change_status

FIRST = {"fi": "Opitaan, miten rinnalla kulkeminen tuotetaan.", "en": "To learn how walking beside is produced."}
SECOND = {"fi": "Opitaan, mitä rinnalla kulkija muuttaa.", "en": "To learn what a companion changes."}
WHY = {"fi": "Sana tuottaminen ohjasi katsomaan vain ostettua palvelua."}
BEGUN, LATER = date(2018, 11, 12), date(2019, 5, 21)


@pytest.fixture
def around(db: None) -> Cast:
    return cast()


@pytest.fixture
def goal(around: Cast) -> LearningGoal:
    return add_goal(around.pilot, FIRST, around.manager, valid_from=BEGUN).goal


def agreed(name: str = "Kaisa Kehys") -> list[Agreed]:
    return [Agreed(on=LATER, name=name)]


def test_goals_of_a_pilot_are_numbered_from_one(around: Cast) -> None:
    numbers = [add_goal(around.pilot, FIRST, around.manager).goal.number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_a_new_wording_leaves_the_old_one_readable(around: Cast, goal: LearningGoal) -> None:
    event = ContextEventFactory(breaking=True)
    version = reword_goal(
        goal, SECOND, WHY, agreed(), around.manager, based_on=1, valid_from=LATER, context_event=event
    )
    kept = list(goal.versions.order_by("number").values_list("number", "text_fi", "valid_from"))
    assert kept == [(1, FIRST["fi"], BEGUN), (2, SECOND["fi"], LATER)]
    assert (version.context_event, version.written_by) == (event, around.manager)


def test_several_agree_people_names_and_organisations(around: Cast, goal: LearningGoal) -> None:
    centre = OrganisationFactory(centre=True, name_fi="KEHA-keskus")
    who = [
        Agreed(on=LATER, person=around.evaluator),
        Agreed(on=LATER, name="Kaisa Kehys", organisation=centre),
        Agreed(on=LATER, organisation=centre),
    ]
    version = reword_goal(goal, SECOND, WHY, who, around.manager, based_on=1, valid_from=LATER)
    assert [str(one) for one in version.agreements.order_by("pk")] == [
        around.evaluator.name,
        f"{centre} (Kaisa Kehys)",
        str(centre),
    ]


@pytest.mark.parametrize(
    ("texts", "reasons", "names"),
    [(SECOND, {}, ["A"]), (SECOND, {"fi": " "}, ["A"]), (SECOND, WHY, []), (FIRST, WHY, ["A"]), ({}, WHY, ["A"])],
    ids=["no reason", "blank reason", "nobody agreed", "same words", "no words"],
)
def test_a_new_wording_is_refused_without(
    around: Cast, goal: LearningGoal, texts: dict[str, str], reasons: dict[str, str], names: list[str]
) -> None:
    who = [Agreed(on=LATER, name=name) for name in names]
    with pytest.raises(Refused):
        reword_goal(goal, texts, reasons, who, around.manager, based_on=1, valid_from=LATER)
    assert goal.versions.count() == 1


def test_a_new_wording_comes_into_force_after_the_one_before(around: Cast, goal: LearningGoal) -> None:
    with pytest.raises(Refused):
        reword_goal(goal, SECOND, WHY, agreed(), around.manager, based_on=1, valid_from=BEGUN)


def test_the_second_of_two_writers_is_told_what_the_first_wrote(around: Cast, goal: LearningGoal) -> None:
    reword_goal(goal, SECOND, WHY, agreed(), around.manager, based_on=1, valid_from=LATER)
    with pytest.raises(Refused, match="Opitaan, mitä rinnalla kulkija muuttaa"):
        reword_goal(goal, {"fi": "Kolmas."}, WHY, agreed(), around.manager, based_on=1, valid_from=date(2019, 6, 3))
    assert goal.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_the_same_moment_one_is_refused() -> None:
    around = cast()
    goal = add_goal(around.pilot, FIRST, around.manager, valid_from=BEGUN).goal
    start, outcomes = threading.Barrier(2), []

    def write(text: str) -> None:
        try:
            start.wait(5)
            reword_goal(goal, {"fi": text}, WHY, agreed(), around.manager, based_on=1, valid_from=LATER)
            outcomes.append("written")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(text,)) for text in ("Ensimmäinen.", "Toinen.")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    assert sorted(outcomes) == ["refused", "written"]
    assert goal.versions.count() == 2


def test_a_goal_retires_with_a_reason_and_is_not_worded_again(around: Cast, goal: LearningGoal) -> None:
    with pytest.raises(Refused):
        retire_goal(goal, {}, around.manager)
    retired = retire_goal(goal, {"sv": "Målet gick upp i mål 2."}, around.manager, on=LATER)
    assert retired.retired_on == LATER
    with pytest.raises(Refused):
        reword_goal(goal, SECOND, WHY, agreed(), around.manager, based_on=1, valid_from=LATER)


def test_goals_of_a_pilot_that_is_over_stay_as_they_were(around: Cast, goal: LearningGoal) -> None:
    change_status(around.pilot, Status.REPORTING, around.manager)
    change_status(around.pilot, Status.ENDED, around.manager)
    with pytest.raises(Refused):
        reword_goal(goal, SECOND, WHY, agreed(), around.manager, based_on=1, valid_from=LATER)
    with pytest.raises(Refused):
        add_goal(around.pilot, FIRST, around.manager)


def test_only_the_owners_pilot_manager_words_goals(around: Cast, goal: LearningGoal) -> None:
    for person in (around.commissioner, around.evaluator, around.outside_manager):
        with pytest.raises(PermissionDenied):
            reword_goal(goal, SECOND, WHY, agreed(), person, based_on=1, valid_from=LATER)


def test_the_database_refuses_a_later_version_without_a_reason(around: Cast) -> None:
    goal = LearningGoalFactory(pilot=around.pilot)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningGoalVersionFactory(goal=goal, number=2)


def test_the_database_refuses_an_agreement_with_nobody(around: Cast, goal: LearningGoal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalAgreement.objects.create(version=goal.versions.get(), on=LATER)


@pytest.mark.parametrize("model", [LearningGoalVersion, GoalAgreement])
def test_the_database_lets_nobody_rewrite_or_remove_a_wording(
    around: Cast, goal: LearningGoal, model: type[LearningGoalVersion] | type[GoalAgreement]
) -> None:
    reword_goal(goal, SECOND, WHY, agreed(), around.manager, based_on=1, valid_from=LATER)
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
