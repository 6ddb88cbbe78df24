"""Runs: asked for once, carried out by workers that may be lost, kept for good."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from factories.studies import World, make_world, trial_file
from oppiva.core.background import run_waiting_jobs
from oppiva.core.refusal import Refused
from oppiva.studies import deleting, tasks
from oppiva.studies.carrying_out import carry_out, fail_lost_runs
from oppiva.studies.models import DatasetOpening, OutcomeOpening, Run
from oppiva.studies.running import request_run, stop_run
from oppiva.studies.steps import STEPS, step_label


class Killed(BaseException):
    """A worker's end that no code of ours can catch."""


def after(steps: int, ends_with: BaseException | Callable[[], object]) -> Callable[[], None]:
    """A checkpoint that lets `steps` pass and then raises, or does something once."""
    passed = 0

    def checkpoint() -> None:
        nonlocal passed
        passed += 1
        if passed == steps + 1:
            if isinstance(ends_with, BaseException):
                raise ends_with
            ends_with()

    return checkpoint


def asked(world: World, content: bytes | None = None) -> Run:
    study = world.study()
    dataset = world.upload(study, content)
    return request_run(world.evaluator, study, world.lock(study), dataset)


def test_a_run_that_is_asked_for_waits_with_a_job_that_holds_a_number_only(world: World) -> None:
    run = asked(world)
    job = ProcrastinateJob.objects.get(pk=run.job_id)
    assert (run.state, run.number) == ("waiting", 1)
    assert job.args == {"run_id": run.pk}


def test_a_second_click_gives_the_same_run(world: World) -> None:
    run = asked(world)
    again = request_run(world.colleague, run.study, run.version, run.dataset)
    assert again == run
    assert ProcrastinateJob.objects.filter(task_name="studies.run").count() == 1


def test_a_request_that_is_rolled_back_leaves_no_job(world: World) -> None:
    def ask_and_be_killed() -> None:
        with transaction.atomic():
            asked(world)
            raise Killed

    with pytest.raises(Killed):
        ask_and_be_killed()
    assert ProcrastinateJob.objects.filter(task_name="studies.run").count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_people_asking_at_once_get_one_run() -> None:
    world = make_world()
    study = world.study()
    dataset, version = world.upload(study), world.lock(study)
    found = []

    def ask() -> None:
        try:
            found.append(request_run(world.evaluator, study, version, dataset).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert Run.objects.count() == ProcrastinateJob.objects.filter(task_name="studies.run").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_carries_the_run_out() -> None:
    run = asked(make_world())
    run_waiting_jobs()
    run.refresh_from_db()
    assert (run.state, run.share, run.failure_code) == ("done", 1, "")
    assert [claim["estimate"] for claim in run.claims] == ["e1", "e3"]
    assert run.result is not None
    assert run.result["plan_sha256"] == run.version.sha256
    assert run.result["data_sha256"] == run.dataset.sha256


def test_a_killed_worker_loses_nothing_and_the_next_one_finishes(world: World) -> None:
    run = asked(world)
    with pytest.raises(Killed):
        carry_out(run.pk, checkpoint=after(2, Killed()))
    run.refresh_from_db()
    assert (run.state, run.attempt, run.result) == ("running", 1, None)
    assert OutcomeOpening.objects.count() == 0
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempt) == ("done", 2)


def test_a_worker_that_is_asked_to_end_hands_the_run_back(world: World) -> None:
    run = asked(world)
    with pytest.raises(JobAborted):
        carry_out(run.pk, checkpoint=after(2, JobAborted()))
    run.refresh_from_db()
    assert run.state == "waiting"
    carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == "done"


def test_a_worker_thought_dead_writes_nothing_over_the_next_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oppiva.studies.carrying_out.BETWEEN_SIGNS", 0.0)
    run = asked(world)
    carry_out(run.pk, checkpoint=after(2, lambda: carry_out(run.pk)))
    run.refresh_from_db()
    assert (run.state, run.attempt) == ("done", 2)
    assert OutcomeOpening.objects.count() == 5


def test_a_worker_thought_dead_at_its_last_step_does_not_finish_either(world: World) -> None:
    run = asked(world)
    carry_out(run.pk, checkpoint=after(4, lambda: Run.objects.filter(pk=run.pk).update(attempt=7)))
    run.refresh_from_db()
    assert (run.state, run.attempt, run.result) == ("running", 7, None)


def test_a_finished_run_is_not_computed_again(world: World) -> None:
    run = asked(world)
    carry_out(run.pk)
    carry_out(run.pk)
    run.refresh_from_db()
    assert run.attempt == 1
    assert DatasetOpening.objects.filter(what_for="run").count() == 1


def test_a_stopped_run_stays_stopped_though_its_worker_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oppiva.studies.carrying_out.BETWEEN_SIGNS", 0.0)
    run = asked(world)
    carry_out(run.pk, checkpoint=after(2, lambda: stop_run(world.colleague, run)))
    run.refresh_from_db()
    assert (run.state, run.result) == ("stopped", None)
    with pytest.raises(Refused, match="already ended"):
        stop_run(world.colleague, run)


def test_progress_is_written_without_naming_an_outcome(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oppiva.studies.carrying_out.BETWEEN_SIGNS", 0.0)
    run = asked(world)
    seen: list[tuple[str, float]] = []

    def look() -> None:
        now = Run.objects.get(pk=run.pk)
        seen.append((now.step, now.share))

    carry_out(run.pk, checkpoint=look)
    steps = [step for step, _share in seen]
    assert set(steps) <= set(STEPS)
    assert len(set(steps)) >= 3
    assert [share for _step, share in seen] == sorted(share for _step, share in seen)


def test_every_step_has_words() -> None:
    with override("en"):
        assert step_label("randomisation_inference") == "repeating the draw"
        assert step_label("something new") == "working"


def test_a_file_that_does_not_fit_ends_in_a_sentence(world: World) -> None:
    study = world.study()
    version = world.lock(study)
    dataset = world.upload(study, b"id;office;arm;age;in_work;earnings\n" + b"1;A;1;30;1;5\n2;A;1;31;0;6\n")
    run = request_run(world.evaluator, study, version, dataset)
    carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "arm" in run.failure_en
    assert len({run.failure_fi, run.failure_sv, run.failure_en}) == 3


def test_rows_that_went_meanwhile_end_the_run_in_a_sentence(world: World) -> None:
    run = asked(world)
    deleting.delete_due_datasets(run.dataset.delete_by)
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.failure_code) == ("failed", "rows_deleted")


def test_a_fault_of_ours_ends_in_a_sentence_and_not_in_silence(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_arguments: object, **_keywords: object) -> None:
        raise ZeroDivisionError

    run = asked(world)
    monkeypatch.setattr("oppiva.studies.carrying_out.run_plan", fault)
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.failure_code) == ("failed", "unexpected")
    assert "ended in a fault" in caplog.text


def test_a_run_whose_job_was_given_up_does_not_run_for_ever(world: World) -> None:
    run = asked(world)
    assert fail_lost_runs() == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [run.job_id])
    assert fail_lost_runs() == 1
    run.refresh_from_db()
    assert (run.state, run.failure_code) == ("failed", "lost")


def test_periodic_work_is_written_as_tasks(world: World) -> None:
    run = asked(world)
    tasks.fail_lost_runs(timestamp=0)
    tasks.delete_due_datasets(timestamp=0)
    run.refresh_from_db()
    assert (run.state, run.dataset.has_rows) == ("waiting", True)


def test_who_may_not_write_does_not_run(world: World) -> None:
    run = asked(world)
    for person in (world.commissioner, world.outsider):
        with pytest.raises(PermissionDenied):
            request_run(person, run.study, run.version, run.dataset)
        with pytest.raises(PermissionDenied):
            stop_run(person, run)


def test_every_run_is_kept_and_numbered(world: World) -> None:
    study = world.study()
    version = world.lock(study)
    poor, good = world.upload(study, b"id;office;arm;age;in_work;earnings\n1;A;1;30;1;5\n"), world.upload(study)
    runs = [world.run(study, version, dataset) for dataset in (poor, good, good)]
    assert [(run.number, run.state) for run in runs] == [(1, "failed"), (2, "done"), (3, "done")]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE studies_run SET result = '{}'",
        "UPDATE studies_run SET written = 'before_outcomes'",
        "UPDATE studies_run SET state = 'running', result = NULL",
        "UPDATE studies_run SET requested_by_id = requested_by_id + 1",
        "DELETE FROM studies_run",
        "TRUNCATE studies_run CASCADE",
        "DELETE FROM studies_outcomeopening",
        "UPDATE studies_outcomeopening SET at = now() + interval '1 day'",
    ],
)
def test_the_database_refuses_to_change_what_came_out(world: World, sql: str) -> None:
    study = world.study()
    world.run(study, world.lock(study), world.upload(study))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_a_run_that_begins_as_done(world: World) -> None:
    run = asked(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Run.objects.create(
            study=run.study, number=9, version=run.version, dataset=run.dataset, requested_by=world.evaluator,
            state="done", result={},
        )  # fmt: skip


def test_the_bytes_that_ran_are_the_bytes_that_came(world: World) -> None:
    run = asked(world, trial_file(seed=3))
    carry_out(run.pk)
    run.refresh_from_db()
    assert run.result is not None
    assert run.result["data_sha256"] == run.dataset.sha256
