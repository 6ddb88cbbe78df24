"""A run is carried out: by a worker that may be lost in the middle, with nothing lost by it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from procrastinate.exceptions import JobAborted

from oppiva.impact.errors import DesignRefusal, Refusal
from oppiva.impact.plan import parse_plan
from oppiva.impact.run import Stopped, run_plan
from oppiva.impact.text import LANGUAGES, Text
from oppiva.studies.models import DatasetOpening, OutcomeOpening, Run, Study
from oppiva.studies.models.run import FINAL_STATES
from oppiva.studies.opening import ROWS_DELETED, RowsDeleted, table_of
from oppiva.studies.sealing import UNTOLD, columns_used, still_sealed, tells_of_outcomes
from oppiva.studies.vouching import circumstances_of, effective_written

log = logging.getLogger("oppiva.studies")

BETWEEN_SIGNS = 0.5
"""Seconds between two writes of progress."""
UNEXPECTED = gettext_noop("The run ended in a fault of the program. Nothing was lost; tell whoever looks after Oppiva.")
LOST = gettext_noop("The worker that carried the run was lost too many times. Ask for the run again.")


class TakenOver(Exception):
    """Another worker has this run, or a person stopped it: whatever this one computes is not written."""


def carry_out(run_pk: int, *, checkpoint: Callable[[], object] = lambda: None, at: datetime | None = None) -> None:
    """Computes the run and writes what came of it. Can be called again at any time: a finished run stays as it is.

    `checkpoint` is called at each step and raises to interrupt (the worker ends): the run then waits for the next
    worker. A worker that was thought dead finds its attempt overtaken and writes nothing.
    """
    attempt = _take(run_pk, at)
    if attempt is None:
        return
    run = Run.objects.select_related("study", "version", "dataset", "requested_by").get(pk=run_pk)
    progress = _Progress(run_pk, attempt, checkpoint)
    try:
        plan = parse_plan(run.version.text)
        table = table_of(
            run.dataset,
            plan.data,
            person=run.requested_by,
            what_for=DatasetOpening.For.RUN,
            detail=str(run.number),
            at=at,
        )
        circumstances = circumstances_of(run.version, run.dataset)
        result = run_plan(plan, table, made_at=at or timezone.now(), circumstances=circumstances, progress=progress)
    except (TakenOver, Stopped):
        return
    except DesignRefusal as refusal:
        # A run that failed has opened nothing, so it may not tell what only an opening tells.
        untold = tells_of_outcomes(refusal, whole_file=False) and bool(still_sealed(run.study, plan))
        code, text = ("outcomes_untold", _in_all_languages(UNTOLD)) if untold else (refusal.code, refusal.text)
        _fail(run_pk, attempt, code, text, at)
    except Refusal as refusal:
        _fail(run_pk, attempt, refusal.code, refusal.text, at)
    except RowsDeleted:
        _fail(run_pk, attempt, "rows_deleted", _in_all_languages(ROWS_DELETED), at)
    except DatabaseError:
        raise  # the queue tries again; the run waits
    except JobAborted:
        _hand_back(run_pk, attempt)
        raise
    except Exception:
        log.exception("run %s ended in a fault", run_pk)
        _fail(run_pk, attempt, "unexpected", _in_all_languages(UNEXPECTED), at)
    else:
        _finish(run, attempt, result.to_dict(), asdict(circumstances), columns_used(plan), at)


def fail_lost_runs() -> int:
    """Runs whose job the queue has given up fail with a sentence, so that none is under way for ever."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    lost = 0
    for run in Run.objects.filter(state__in=["waiting", "running"], job_id__isnull=False).order_by("pk"):
        job = ProcrastinateJob.objects.filter(pk=run.job_id).first()
        if job is not None and job.status in ("todo", "doing"):
            continue
        with transaction.atomic():
            if run.state == Run.State.WAITING:  # only a run that a worker had can fail
                Run.objects.filter(pk=run.pk, state="waiting").update(state="running")
            lost += _fail(run.pk, run.attempt, "lost", _in_all_languages(LOST), None)
    return lost


class _Progress:
    """Writes share and step on the run's row, and learns there that the run is no longer ours."""

    def __init__(self, run_pk: int, attempt: int, checkpoint: Callable[[], object]) -> None:
        self.mine = _mine(run_pk, attempt)
        self.checkpoint = checkpoint
        self.last = 0.0

    def __call__(self, step: str, share: float) -> bool:
        self.checkpoint()
        now = monotonic()
        if now - self.last >= BETWEEN_SIGNS:
            self.last = now
            # "outcome arm estimator": the estimator says it, and no outcome is named before it is opened
            code = step.split()[-1][:40]
            if not self.mine.update(step=code, share=min(1.0, share), heartbeat_at=timezone.now()):
                raise TakenOver
        return True


def _mine(run_pk: int, attempt: int) -> QuerySet[Run]:
    return Run.objects.filter(pk=run_pk, attempt=attempt, state=Run.State.RUNNING)


@transaction.atomic
def _take(run_pk: int, at: datetime | None) -> int | None:
    """The number of this attempt; None where the run has ended."""
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_pk)
    if run.state in FINAL_STATES:
        return None
    now = at or timezone.now()
    run.state = Run.State.RUNNING
    run.attempt += 1
    run.share, run.step, run.heartbeat_at = 0.0, "data", now
    run.started_at = run.started_at or now
    run.save()
    return run.attempt


def _hand_back(run_pk: int, attempt: int) -> None:
    _mine(run_pk, attempt).update(state=Run.State.WAITING, share=0, step="")


def _fail(run_pk: int, attempt: int, code: str, text: Text, at: datetime | None) -> int:
    return _mine(run_pk, attempt).update(
        state=Run.State.FAILED,
        finished_at=at or timezone.now(),
        failure_code=code,
        failure_fi=text.fi,
        failure_sv=text.sv,
        failure_en=text.en,
    )


@transaction.atomic
def _finish(
    run: Run,
    attempt: int,
    result: dict[str, Any],
    circumstances: dict[str, Any],
    used: frozenset[str],
    at: datetime | None,
) -> None:
    """The result becomes readable and its columns count as opened in one moment."""
    Study.objects.select_for_update(of=("self",)).get(pk=run.study_id)
    now = at or timezone.now()
    written = effective_written(run.version, run.dataset)
    done = _mine(run.pk, attempt).update(
        state=Run.State.DONE,
        share=1,
        step="",
        finished_at=now,
        heartbeat_at=now,
        result=result,
        circumstances=circumstances,
        written=written,
    )
    if not done:
        return
    opened = set(OutcomeOpening.objects.filter(study=run.study, dataset=run.dataset).values_list("column", flat=True))
    for column in sorted(used - opened):
        OutcomeOpening.objects.create(study=run.study, dataset=run.dataset, column=column, run=run, at=now)


def _in_all_languages(sentence: str) -> Text:
    said: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = _(sentence)
    return Text.from_mapping(said)
