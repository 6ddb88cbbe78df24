"""Plans in versions: drafts change, locked ones stay."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError

from factories.studies import PLAN, World
from oppiva.core.refusal import Refused
from oppiva.impact.errors import DataRefusal, PlanRefusal
from oppiva.studies.checking import check_plan
from oppiva.studies.models import DatasetOpening, PlanVersion
from oppiva.studies.planning import discard_draft, lock_plan, save_draft

OTHER = PLAN.replace("Started early", "Started earlier")


def test_a_draft_is_edited_and_not_numbered_anew(world: World) -> None:
    study = world.study()
    first = save_draft(world.evaluator, study, PLAN)
    second = save_draft(world.colleague, study, OTHER, seen=first.changed_at)
    assert (first.pk, first.number) == (second.pk, second.number)
    assert second.resolved["title"]["en"] == "Started earlier"


def test_two_people_editing_one_draft_do_not_overwrite_each_other(world: World) -> None:
    study = world.study()
    seen = save_draft(world.evaluator, study, PLAN).changed_at
    save_draft(world.colleague, study, OTHER, seen=seen)
    with pytest.raises(Refused, match="Somebody changed"):
        save_draft(world.evaluator, study, PLAN, seen=seen)
    assert PlanVersion.objects.get().text == OTHER


def test_what_is_no_plan_is_not_saved(world: World) -> None:
    with pytest.raises(PlanRefusal):
        save_draft(world.evaluator, world.study(), PLAN.replace("control", "kontrol"))
    assert PlanVersion.objects.count() == 0


def test_a_locked_plan_is_signed_and_a_second_lock_is_refused(world: World) -> None:
    version = world.lock(world.study())
    assert (version.locked_by, version.is_locked) == (world.evaluator, True)
    with pytest.raises(Refused, match="already locked"):
        lock_plan(world.evaluator, version)


def test_what_was_not_seen_is_not_locked(world: World) -> None:
    study = world.study()
    seen = save_draft(world.evaluator, study, PLAN).sha256
    draft = save_draft(world.colleague, study, OTHER)
    with pytest.raises(Refused, match="Somebody changed"):
        lock_plan(world.evaluator, draft, sha256=seen)


def test_a_later_version_says_why(world: World) -> None:
    study = world.study()
    world.lock(study)
    draft = save_draft(world.evaluator, study, OTHER)
    with pytest.raises(Refused, match="Say why"):
        lock_plan(world.evaluator, draft)
    assert lock_plan(world.evaluator, draft, reason="the title was wrong").number == 2


def test_a_plan_that_does_not_fit_the_file_is_not_locked(world: World) -> None:
    study = world.study()
    world.upload(study)
    draft = save_draft(world.evaluator, study, PLAN.replace('columns = ["age"]', 'columns = ["agge"]'))
    with pytest.raises(DataRefusal, match="agge"):
        lock_plan(world.evaluator, draft)
    draft.refresh_from_db()
    assert not draft.is_locked


def test_a_check_tells_what_would_run_and_is_logged(world: World) -> None:
    dataset = world.upload(world.study())
    fit = check_plan(world.colleague, dataset, PLAN)
    assert fit.arms == (("0", 40), ("1", 40))
    assert fit.strata == 2
    assert "difference_in_means" in fit.estimators
    assert DatasetOpening.objects.filter(person=world.colleague, what_for="plan_check").count() == 1


def test_a_check_does_not_tell_in_which_arm_an_outcome_is_missing(world: World) -> None:
    rows = [f"{number};{'AB'[number // 8]};{number % 2};30;{'' if number % 2 else number % 4 // 2};{number * 7}"
            for number in range(16)]  # fmt: skip
    content = ("id;office;arm;age;in_work;earnings\n" + "\n".join(rows)).encode()
    dataset = world.upload(world.study(), content)
    assert check_plan(world.evaluator, dataset, PLAN).strata == 2


def test_only_the_evaluating_organisation_writes_plans(world: World) -> None:
    study = world.study()
    for person in (world.commissioner, world.outsider):
        with pytest.raises(PermissionDenied):
            save_draft(person, study, PLAN)


def test_a_draft_may_go_and_a_locked_plan_may_not(world: World) -> None:
    study = world.study()
    discard_draft(world.evaluator, save_draft(world.evaluator, study, PLAN))
    version = world.lock(study)
    with pytest.raises(Refused, match="stays"):
        discard_draft(world.evaluator, version)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE studies_planversion SET text = ''",
        "UPDATE studies_planversion SET state = 'draft', locked_at = NULL, locked_by_id = NULL",
        "UPDATE studies_planversion SET locked_at = locked_at - interval '1 year'",
        "DELETE FROM studies_planversion",
        "TRUNCATE studies_planversion CASCADE",
        "DELETE FROM studies_planversionevent",
        "UPDATE studies_planversionevent SET text = ''",
    ],
)
def test_the_database_refuses_to_change_a_locked_plan(world: World, sql: str) -> None:
    world.lock(world.study())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_a_plan_that_begins_as_locked(world: World) -> None:
    version = world.lock(world.study())
    version.pk, version.number = None, 2
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save(force_insert=True)


def test_the_database_refuses_a_lock_dated_back_in_a_real_study(world: World) -> None:
    draft = save_draft(world.evaluator, world.study(), PLAN)
    with pytest.raises(DatabaseError, match="true time"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE studies_planversion SET state = 'locked', locked_by_id = %s, locked_at = now() - interval '1 day'",
            [world.evaluator.pk],
        )
    draft.refresh_from_db()
    assert not draft.is_locked
