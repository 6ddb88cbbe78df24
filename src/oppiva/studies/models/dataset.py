"""Data that came in: whose they are, why, on what ground, until when, and who opened them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.history import append_only_triggers, tracked
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models import Organisation, Person
from oppiva.studies.guards import kept, true_time
from oppiva.studies.models.study import Study

LARGEST_FILE = 50_000_000
"""Bytes. Larger ones are run at the terminal, where the register is."""


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Data sets, narrowed to a reader."""

    def open_to(self, person: Person, at: datetime | None = None) -> DatasetQuerySet:
        """Data sets of visible studies that `person` may open at that moment (default: now)."""
        at = at or timezone.now()
        readers = DatasetReader.objects.filter(Q(until__isnull=True) | Q(until__gt=at), person=person, since__lte=at)
        return self.filter(study__in=Study.objects.visible_to(person), pk__in=readers.values("dataset"))


@tracked()
class Dataset(models.Model):
    """One file. The description and the hash stay for good; the rows go at `delete_by` (see `DatasetContent`)."""

    class Ground(models.TextChoices):
        LAW = "law", _("legal basis")
        PERMIT = "permit", _("permit")
        PUBLIC = "public", _("public data")
        SYNTHETIC = "synthetic", _("synthetic data: no real people")

    personal_data: ClassVar[dict[str, PersonalData]] = {
        "profile": PersonalData(
            "names and counts of columns, all people together", "shows what came in", "while the study exists"
        ),
    }

    study = models.ForeignKey(Study, models.PROTECT, related_name="datasets")
    number = models.PositiveIntegerField()
    file_name = models.CharField(_("file"), max_length=255)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(_("how the file is read"), default=dict)
    profile = models.JSONField(_("columns"), default=list)
    n_rows = models.PositiveIntegerField(_("rows"))
    controller = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("controller"))
    purpose = models.TextField(_("purpose"))
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    ground_text = models.TextField(_("legal basis or permit"), help_text=_("The law and section, or the permit."))
    delete_by = models.DateField(_("rows are deleted by"))
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    rows_deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="dataset_number_once"),
            models.UniqueConstraint(
                fields=["study", "sha256"],
                condition=Q(rows_deleted_at__isnull=True),
                name="dataset_file_once",
                violation_error_message=_("This file is already here."),
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="dataset_sha256_form"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=LARGEST_FILE), name="dataset_size"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(ground_text=""), name="dataset_purpose_and_ground"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="file_stays",
                fields=["study", "number", "file_name", "size", "sha256", "reading", "profile", "n_rows",
                        "uploaded_by", "uploaded_at"],
            ),
            true_time("uploaded_at"),
            kept(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_rows(self) -> bool:
        """False once the delete-by date has passed and the rows went."""
        return self.rows_deleted_at is None


class DatasetContent(models.Model):
    """The bytes themselves, apart, so that no list of data sets drags them along and no history copies them."""

    personal_data: ClassVar[dict[str, PersonalData]] = {
        "content": PersonalData("rows about people studied, under study pseudonyms", "the study's purpose",
                                "until the data set's delete-by date"),
    }  # fmt: skip

    dataset = models.OneToOneField(Dataset, models.PROTECT, primary_key=True, related_name="content")
    content = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="bytes_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.dataset_id}"


@tracked()
class DatasetReader(models.Model):
    """A person who may open the data set, from when until when, and who said so."""

    personal_data: ClassVar[dict[str, PersonalData]] = {
        "person": PersonalData("who may open the data", "the controller decides who does", "while the study exists"),
    }

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="readers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="datasets_read")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        ordering = ["dataset", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "person"], condition=Q(until__isnull=True), name="dataset_reader_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="dataset_reader_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.dataset_id}"


class DatasetOpening(models.Model):
    """Each time somebody opened the data: who, when, what for. Nothing is taken away from this log."""

    class For(models.TextChoices):
        UPLOAD = "upload", _("upload")
        COLUMNS = "columns", _("looked at the columns")
        PLAN_CHECK = "plan_check", _("checked a plan")
        RUN = "run", _("run")

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {
        "person": PersonalData("who opened the data", "openings are logged", "as long as the study's results"),
    }

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="openings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    what_for = models.CharField(max_length=12, choices=For.choices)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["-at", "-pk"]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person_id} {self.what_for}"
