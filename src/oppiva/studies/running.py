"""Runs are asked for and stopped. A second click gives the run that is under way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.organisations.models import Person
from oppiva.studies.carrying_out import carry_out
from oppiva.studies.models import Dataset, PlanVersion, Run, Study
from oppiva.studies.models.run import FINAL_STATES
from oppiva.studies.permissions import check_may_write
from oppiva.studies.policies import why_not_run


@transaction.atomic
def request_run(person: Person, study: Study, version: PlanVersion, dataset: Dataset) -> Run:
    """A run of the version on the data, waiting for a worker; the one under way where there is one.

    Raises Refused with the reason why it cannot run, PermissionDenied.
    """
    from oppiva.studies.tasks import run_study

    run, is_new = _ask(person, study, version, dataset, timezone.now())
    if is_new:
        run.job_id = run_study.defer(run_id=run.pk)
        run.save(update_fields=["job_id"])
    return run


def run_at_once(
    person: Person, study: Study, version: PlanVersion, dataset: Dataset, *, at: datetime | None = None
) -> Run:
    """The same in this process: for the demonstration. `at`: only in synthetic studies."""
    run, _is_new = _ask(person, study, version, dataset, at or timezone.now())
    carry_out(run.pk, at=at)
    run.refresh_from_db()
    return run


@transaction.atomic
def stop_run(person: Person, run: Run) -> Run:
    """Stops a run that is waiting or running; its worker notices at its next step."""
    check_may_write(person, run.study)
    current = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if current.state in FINAL_STATES:
        raise Refused(_("This run has already ended."))
    current.state = Run.State.STOPPED
    current.finished_at = timezone.now()
    current.save(update_fields=["state", "finished_at"])
    return current


@transaction.atomic
def _ask(person: Person, study: Study, version: PlanVersion, dataset: Dataset, at: datetime) -> tuple[Run, bool]:
    check_may_write(person, study)
    Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    if version.study_id != study.pk:
        raise Refused(_("This plan belongs to another study."))
    refusal = why_not_run(version, dataset)
    if refusal:
        raise Refused(refusal)
    under_way = Run.objects.filter(version=version, dataset=dataset, state__in=["waiting", "running"]).first()
    if under_way is not None:
        return under_way, False
    last = study.runs.aggregate(last=Max("number"))["last"] or 0
    run = Run.objects.create(
        study=study, number=last + 1, version=version, dataset=dataset, requested_by=person, requested_at=at
    )
    return run, True
