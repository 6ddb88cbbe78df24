"""A run of a locked plan on a data set, in the background. Every run is kept, also those nobody liked."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.history import no_truncate
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.core.workflow import Workflow
from oppiva.organisations.models import Person
from oppiva.studies.guards import kept
from oppiva.studies.models.dataset import Dataset
from oppiva.studies.models.plan import PlanVersion
from oppiva.studies.models.study import Study

RUN_WORKFLOW = Workflow(
    field="state",
    start=("waiting",),
    steps=(
        ("waiting", "running"),
        ("running", "waiting"),
        ("running", "done"),
        ("running", "failed"),
        ("running", "stopped"),
        ("waiting", "stopped"),
    ),
)
FINAL_STATES = ("done", "failed", "stopped")


class Run(models.Model):
    """`attempt` fences: a worker that was thought dead cannot write once another has taken the run over."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    class Written(models.TextChoices):
        BEFORE_OUTCOMES = "before_outcomes", _("The plan was locked before the data came in here.")
        BEFORE_OPENED_HERE = "before_opened_here", _("The plan was locked before the outcomes were opened here.")
        AFTER_OUTCOMES_KNOWN = "after_outcomes_known", _("The plan was written when the outcomes were already known.")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="runs")
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="runs")
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True, blank=True, editable=False)
    """The job of the queue that carries the run."""
    share = models.FloatField(default=0)
    """How much is done, 0–1."""
    step = models.CharField(max_length=40, blank=True)
    """What is being done, as a code; `oppiva.studies.steps.step_label` says it to people."""
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    written = models.CharField(max_length=20, choices=Written.choices, blank=True)
    """What the system vouched for when the run finished; never more than the plan itself says."""
    circumstances = models.JSONField(default=dict)
    """What the claim gate was told besides plan and data."""
    result = models.JSONField(null=True, blank=True)
    """Result format 1."""
    failure_code = models.CharField(max_length=60, blank=True)
    failure_fi = models.TextField(blank=True)
    failure_sv = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)

    failure = Translated("failure")

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="run_number_once"),
            models.UniqueConstraint(
                fields=["version", "dataset"], condition=Q(state__in=["waiting", "running"]), name="run_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="run_share"),
            models.CheckConstraint(
                condition=Q(state="done", result__isnull=False) | (~Q(state="done") & Q(result__isnull=True)),
                name="run_done_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure_code="") | ~Q(state="failed") & Q(failure_code=""),
                name="run_failed_says_why",
            ),
        ]
        triggers = [
            *RUN_WORKFLOW.triggers(),
            pgtrigger.Protect(
                name="finished_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="done") | pgtrigger.Q(old__state="failed")
                | pgtrigger.Q(old__state="stopped"),
            ),
            pgtrigger.ReadOnly(
                name="asked_stays", fields=["study", "number", "version", "dataset", "requested_by", "requested_at"]
            ),
            kept(),
            no_truncate(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.study_id}: {self.number}"

    @property
    def is_finished(self) -> bool:
        return self.state in FINAL_STATES

    @property
    def claims(self) -> list[dict[str, Any]]:
        """Claims of the result as plain values, in plan order; empty until the run is done."""
        return list(self.result["claims"]) if self.result else []

    def claim_on(self, estimate_id: str) -> dict[str, Any] | None:
        """The claim that rests on one estimate."""
        return next((claim for claim in self.claims if claim["estimate"] == estimate_id), None)
