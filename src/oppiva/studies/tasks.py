"""Work in the background. Payloads hold row numbers and nothing else.

What computes is imported when a task runs: tasks are found at every start of every process, SciPy is not wanted there.
"""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from oppiva.core.background import RESUME, checkpoint
from oppiva.studies import deleting


@app.task(name="studies.run", pass_context=True, retry=RESUME)
def run_study(context: JobContext, run_id: int) -> None:
    """Carries out a run; taken up again where a worker was lost."""
    from oppiva.studies import carrying_out

    close_old_connections()
    try:
        carrying_out.carry_out(run_id, checkpoint=lambda: checkpoint(context))
    finally:
        close_old_connections()


@app.periodic(cron="*/2 * * * *")
@app.task(name="studies.fail_lost_runs", queueing_lock="studies.fail_lost_runs")
def fail_lost_runs(timestamp: int) -> None:
    """Every other minute: no run is under way whose job is gone."""
    from oppiva.studies import carrying_out

    carrying_out.fail_lost_runs()


@app.periodic(cron="17 3 * * *")
@app.task(name="studies.delete_due_datasets", queueing_lock="studies.delete_due_datasets")
def delete_due_datasets(timestamp: int) -> None:
    """Each night: rows whose delete-by date has come go."""
    deleting.delete_due_datasets()
