"""Plans in versions, the first opening of each outcome, and what was changed after it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.history import append_only_triggers, no_truncate, tracked
from oppiva.core.personal_data import PersonalData
from oppiva.core.workflow import Workflow
from oppiva.organisations.models import Person
from oppiva.studies.guards import true_time
from oppiva.studies.models.dataset import Dataset
from oppiva.studies.models.study import Study

PLAN_WORKFLOW = Workflow(field="state", start=("draft",), steps=(("draft", "locked"),))


@tracked()
class PlanVersion(models.Model):
    """The analysis as written. A draft is edited; a locked one can neither change nor go."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        LOCKED = "locked", _("locked")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.PROTECT, related_name="plan_versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("plan"))
    resolved = models.JSONField(default=dict)
    """The plan with every default filled in: what the hash is taken of."""
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(_("reason"), blank=True)
    """Why this version follows the one before; the first needs none."""
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    locked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(fields=["study"], condition=Q(state="draft"), name="plan_version_one_draft"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="plan_version_sha256_form"),
            models.CheckConstraint(
                condition=Q(state="draft", locked_by__isnull=True, locked_at__isnull=True)
                | Q(state="locked", locked_by__isnull=False, locked_at__isnull=False),
                name="plan_version_lock_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(number=1) | ~Q(reason=""), name="plan_version_later_has_reason"
            ),
        ]
        triggers = [
            *PLAN_WORKFLOW.triggers(),
            pgtrigger.Protect(
                name="locked_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="locked"),
            ),
            true_time("locked_at", when="NEW.locked_at IS NOT NULL"),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.number}"

    @property
    def is_locked(self) -> bool:
        return self.state == self.State.LOCKED

    @property
    def outcome_columns(self) -> tuple[str, ...]:
        """Columns that the plan names as outcomes: sealed until a run opens them."""
        return tuple(outcome["name"] for outcome in self.resolved.get("outcome", ()))


class OutcomeOpening(models.Model):
    """The first time a column was used by arm in a study. From then on it is known here.

    Outcomes are opened, and every other column of the run with them: a covariate in one study may be the outcome
    of another that is made on the same file.
    """

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.PROTECT, related_name="outcome_openings")
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="outcome_openings")
    column = models.CharField(max_length=200)
    run = models.ForeignKey("Run", models.PROTECT, related_name="opened")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "dataset", "column"], name="outcome_opened_once")]
        triggers = [*append_only_triggers(), true_time("at")]

    def __str__(self) -> str:
        return f"{self.column} {self.at:%Y-%m-%d %H:%M}"


class Deviation(models.Model):
    """A version locked after an outcome had been opened, with its reason and what it changed."""

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.PROTECT, related_name="deviations")
    measured_against = models.ForeignKey(PlanVersion, models.PROTECT, related_name="deviations_from")
    """The last version locked before the outcomes were opened."""
    version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="deviation")
    reason = models.TextField(_("reason"))
    changes = models.JSONField(default=list)
    """[{"key": "inference.decides", "before": …, "after": …, "deciding": true}, …]"""
    changed_deciding_analysis = models.BooleanField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="deviation_has_reason")]
        triggers = [*append_only_triggers(), true_time("at")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.reason[:60]}"
