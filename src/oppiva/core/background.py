"""Background work: one worker, the sweep that takes back what a dead worker left, and how a task resumes.

A task is idempotent, keeps its progress on a row of its own, and is written so:

    @app.task(name="studies.run", pass_context=True, retry=RESUME)
    def run_study(context, run_id):
        for step in …:
            checkpoint(context)                                       # stops here when the worker is asked to end
            Progress.filter(run=run_id, attempt=context.job.attempts).update(…)   # 0 rows: another attempt took over

`context.job.attempts` counts the runs before this one. A worker that only seemed dead (a starved machine) is fenced
off by that number: it finds 0 rows and stops."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job

HEARTBEAT = 5.0  # seconds
STALLED = 30.0  # seconds; well over the heartbeat, or a healthy worker's job is run twice
SWEEP = 10.0  # seconds between two looks
MOST_RUNS = 6  # a job that has ended its worker so often (memory) is not tried again
GRACE = 3.0  # seconds for running jobs to finish by themselves
ABORT = 2.0  # seconds more for those that look at `checkpoint`

log = logging.getLogger("oppiva.background")

# One statement, so that two sweeps, or a sweep and a worker that comes back, cannot both take a job.
TAKE_BACK = """
WITH stalled AS (
    SELECT job.id FROM procrastinate_jobs job
      LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
     WHERE job.status = 'doing'
       AND (worker.id IS NULL OR worker.last_heartbeat < now() - %(stalled)s * interval '1 second')
       FOR UPDATE OF job SKIP LOCKED
)
UPDATE procrastinate_jobs job
   SET status = (CASE WHEN abort_requested OR attempts + 1 >= %(most)s THEN 'failed' ELSE 'todo' END)
                ::procrastinate_job_status,
       attempts = attempts + 1,
       scheduled_at = now()
  FROM stalled WHERE job.id = stalled.id
RETURNING job.id, job.task_name, job.attempts, job.status::text AS status
"""


class _Resume(BaseRetryStrategy):
    """Again after the end of the worker, and after a lost database three times; a fault of the task itself ends it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, JobAborted):  # asked for only when the worker ends, not when a person cancels
            return RetryDecision(retry_at=timezone.now())
        if isinstance(exception, (OperationalError, InterfaceError)) and job.attempts < 3:
            return RetryDecision(retry_at=timezone.now() + timedelta(seconds=10 * (job.attempts + 1)))
        return None


RESUME = _Resume()


def checkpoint(context: JobContext) -> None:
    """Call it at each step of a long task. Raises JobAborted when the worker ends or a person cancelled the job."""
    if context.should_abort():
        raise JobAborted


def a_worker_is_listening() -> bool:
    """Whether any worker has shown life within half a minute; else a page says that it waits for one."""
    from procrastinate.contrib.django.models import ProcrastinateWorker

    living = ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - timedelta(seconds=STALLED))
    return bool(living.exists())


async def sweep(app: App) -> list[dict[str, Any]]:
    """Takes back the jobs of workers without a sign of life for 30 seconds.

    Returns what it took: id, task_name, attempts, and status: `todo`, or `failed` after MOST_RUNS attempts."""
    taken = await app.connector.execute_query_all_async(TAKE_BACK, stalled=STALLED, most=MOST_RUNS)
    for job in taken:
        word = "runs again" if job["status"] == "todo" else "is given up"
        log.warning("%s [%s] lost its worker and %s (attempt %s)", job["task_name"], job["id"], word, job["attempts"])
    return taken


def run_worker(concurrency: int = 2) -> None:
    """Works until SIGTERM or SIGINT, then ends within GRACE + ABORT seconds.

    What still runs then is given back and taken up by the next worker. A lost database is waited for."""
    _speak_in_single_lines()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_work(concurrency))


def run_waiting_jobs() -> None:
    """Runs what waits, once, and returns: for tests with `transaction=True`, also beside a driven browser."""
    app = _app()
    with (
        app.replace_connector(app.connector.get_worker_connector()),  # type: ignore[attr-defined]
        ThreadPoolExecutor(1) as thread,  # a browser that is driven keeps an event loop in the thread of the tests
    ):
        thread.submit(app.run_worker, wait=False, install_signal_handlers=False, listen_notify=False).result()


def _app() -> App:
    from procrastinate.contrib.django import procrastinate_app

    app = procrastinate_app.current_app
    assert isinstance(app, App)
    return app


async def _work(concurrency: int) -> None:
    asked = asyncio.Event()

    def ask() -> None:
        asked.set()
        last = threading.Timer(GRACE + ABORT + 2, os._exit, [0])  # a database that is gone makes each farewell wait
        last.daemon = True
        last.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask)
    app = _app()
    while not asked.is_set():
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            try:
                async with app.open_async():
                    await _work_until(asked, app, concurrency)
            except Exception as error:
                log.error("the worker stumbled: %s", _in_one_line(error))
        if not asked.is_set():
            log.warning("the worker starts again in 2 s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asked.wait(), 2)


async def _work_until(asked: asyncio.Event, app: App, concurrency: int) -> None:
    """Runs a worker beside its sweep until `asked`, or until the worker ends by itself (no database)."""
    identities: set[int] = set()

    async def remember(call: Callable[[], Awaitable[Any]], context: JobContext, worker: Any) -> Any:
        identities.add(worker.worker_id)
        return await call()

    worker = asyncio.create_task(
        app.run_worker_async(
            concurrency=concurrency,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="never",
            worker_middleware=[remember],
        )
    )
    waiting = asyncio.create_task(asked.wait())
    async with _sweeping(app):
        await asyncio.wait({worker, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if worker.done():
        worker.result()
        return
    worker.cancel()
    _, unfinished = await asyncio.wait({worker}, timeout=GRACE + ABORT)
    if unfinished:  # a task in a thread that does not look at `checkpoint`: a thread cannot be cancelled
        for identity in identities:
            await app.job_manager.unregister_worker(identity)  # its jobs are then nobody's: the next sweep takes them
        log.warning("a job did not stop; the next worker takes it up again")
        sys.stderr.flush()
        os._exit(0)


@contextlib.asynccontextmanager
async def _sweeping(app: App) -> AsyncIterator[None]:
    """Beside the worker and not as a task of it: full of long jobs, it would never come round to sweep."""

    async def rounds() -> None:
        while True:
            try:
                await sweep(app)
            except Exception as error:  # the database is away for a moment: the next round is soon
                log.warning("the sweep waits: %s", _in_one_line(error))
            await asyncio.sleep(SWEEP)

    task = asyncio.create_task(rounds())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class SingleLine(logging.Formatter):
    """One line a record: the task and its number instead of its arguments, the error's place instead of a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        job, action = getattr(record, "job", None), getattr(record, "action", None)
        if isinstance(job, dict) and action:
            text = f"{job['task_name']} [{job['id']}] {str(action).replace('_', ' ')}"
        else:
            text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += f": {_in_one_line(record.exc_info[1])}"
        return text


def _in_one_line(error: BaseException) -> str:
    """Type, words and place. A database's words may repeat a value of a row, so only its type is told."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""  # noqa: PTH119
    words = "" if isinstance(error, DatabaseError) else (str(error).strip().splitlines() or [""])[0][:200]
    return f"{type(error).__name__}{': ' if words else ''}{words}{place}"


def _speak_in_single_lines() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(SingleLine())
    for name, level in (("procrastinate", logging.INFO), ("psycopg.pool", logging.WARNING), ("oppiva.background", 0)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level or logging.INFO)
