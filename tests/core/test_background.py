"""A killed worker loses nothing: its jobs are taken back once, and a healthy worker's never."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DataError, OperationalError, connection
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from oppiva.core.background import (
    ABORT,
    GRACE,
    MOST_RUNS,
    RESUME,
    SingleLine,
    a_worker_is_listening,
    checkpoint,
    run_waiting_jobs,
    sweep,
)

if TYPE_CHECKING:
    from postgres_for_tests import DatabaseOfThisProcess

NEVER_RUN = "tests.never_run"


def job_left_by(worker_seen: str | None, *, attempts: int = 0, cancelled: bool = False) -> int:
    """A job in the state `doing` whose worker showed life at the SQL time `worker_seen` (None: no such worker)."""
    with connection.cursor() as cursor:
        worker = None
        if worker_seen:
            cursor.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({worker_seen}) RETURNING id")
            (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id, abort_requested)"
            " VALUES ('default', %s, '{}', 'doing', %s, %s, %s) RETURNING id",
            [NEVER_RUN, attempts, worker, cancelled],
        )
        (job,) = cursor.fetchone()
    return int(job)


def run_sweep() -> list[dict[str, Any]]:
    app = procrastinate_app.current_app

    async def once() -> list[dict[str, Any]]:
        async with app.open_async():
            return await sweep(app)

    with app.replace_connector(app.connector.get_worker_connector()):
        return asyncio.run(once())


def state(job: int) -> tuple[str, int]:
    row = ProcrastinateJob.objects.get(pk=job)
    return row.status, row.attempts


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_silent_worker_is_taken_back_once() -> None:
    job = job_left_by("now() - interval '31 seconds'")
    assert [taken["id"] for taken in run_sweep()] == [job]
    assert run_sweep() == []
    assert state(job) == ("todo", 1)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_worker_that_is_gone_is_taken_back() -> None:
    job = job_left_by(None)
    run_sweep()
    assert state(job) == ("todo", 1)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_healthy_worker_is_left_alone() -> None:
    job = job_left_by("now() - interval '20 seconds'")
    assert run_sweep() == []
    assert state(job) == ("doing", 0)
    assert a_worker_is_listening()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_keeps_ending_its_worker_is_given_up() -> None:
    last, before = job_left_by(None, attempts=MOST_RUNS - 1), job_left_by(None, attempts=MOST_RUNS - 2)
    run_sweep()
    assert (state(last)[0], state(before)[0]) == ("failed", "todo")


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_job_of_a_dead_worker_does_not_run_again() -> None:
    job = job_left_by(None, cancelled=True)
    run_sweep()
    assert state(job)[0] == "failed"


@pytest.mark.django_db
def test_no_worker_listens_when_none_has_shown_life() -> None:
    assert not a_worker_is_listening()


@pytest.fixture
def ran() -> Iterator[list[int]]:
    """What the task `tests.append` was called with, for as long as the test lasts."""
    numbers: list[int] = []
    app = procrastinate_app.current_app

    @app.task(name="tests.append")
    def append(number: int) -> None:
        numbers.append(number)

    yield numbers
    del app.tasks["tests.append"]


@pytest.mark.django_db(transaction=True)
def test_waiting_jobs_run_as_the_application_role(ran: list[int]) -> None:
    procrastinate_app.current_app.tasks["tests.append"].defer(number=7)
    run_waiting_jobs()
    assert ran == [7]


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_in_time_though_its_task_does_not_and_the_job_comes_back(
    database: DatabaseOfThisProcess,
) -> None:
    job = procrastinate_app.current_app.configure_task("tests.stubborn").defer()
    worker = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("stubborn_worker.py")],
        env=os.environ | {"DATABASE_URL": database.application_url, "DJANGO_SETTINGS_MODULE": "oppiva.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "started\n"
        assert a_worker_is_listening()
        asked = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        _, words = worker.communicate(timeout=60)
        took = time.monotonic() - asked
    finally:
        worker.kill()
    assert worker.returncode == 0, words
    assert took < GRACE + ABORT + 4  # seconds; the rest is a loaded machine
    assert "tests.stubborn [" in words
    assert "the next worker takes it up again" in words
    assert "Traceback" not in words
    assert state(job)[0] == "doing"
    run_sweep()
    assert state(job) == ("todo", 1)


def context(reason: str | None) -> Any:
    return SimpleNamespace(should_abort=lambda: reason is not None)


def test_a_checkpoint_stops_only_when_asked() -> None:
    checkpoint(context(None))
    with pytest.raises(JobAborted):
        checkpoint(context("shutdown"))


@pytest.mark.parametrize(
    ("error", "attempts", "again"),
    [
        (JobAborted(), 0, True),
        (JobAborted(), 5, True),
        (OperationalError("server closed the connection"), 2, True),
        (OperationalError("server closed the connection"), 3, False),
        (ValueError("a fault of the task"), 0, False),
    ],
)
def test_a_task_runs_again_after_the_worker_or_the_database_went(error: Exception, attempts: int, again: bool) -> None:
    decision = RESUME.get_retry_decision(exception=error, job=SimpleNamespace(attempts=attempts))  # type: ignore[arg-type]
    assert (decision is not None) is again


def record(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        made = logging.LogRecord("procrastinate", logging.ERROR, "", 0, "run(who='a secret value')", (), sys.exc_info())
    made.job, made.action = {"task_name": "studies.run", "id": 4}, "job_error"
    return made


def test_a_failure_is_one_line_with_its_place_and_without_the_arguments() -> None:
    line = SingleLine().format(record(ValueError("the file is empty\nand more")))
    assert line.startswith("studies.run [4] job error: ValueError: the file is empty (test_background.py:")
    assert "\n" not in line


def test_the_words_of_a_database_error_are_not_told_since_they_may_repeat_a_value() -> None:
    assert "a secret value" not in SingleLine().format(record(DataError('invalid input: "a secret value"')))
