"""A study: one delimited measure against a stated alternative, in one or more pilots."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import given_in_some_language
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models import Organisation, Person
from oppiva.portfolio.models import Pilot
from oppiva.studies.guards import kept


class Unit(models.TextChoices):
    """What was drawn or compared."""

    PERSON = "person", _("person")
    FIRM = "firm", _("firm")
    VACANCY = "vacancy", _("vacancy")
    WORKER = "worker", _("worker")
    OFFICE = "office", _("office")


class StudyQuerySet(models.QuerySet["Study"]):
    """Studies, narrowed to a reader."""

    def visible_to(self, person: Person) -> StudyQuerySet:
        """Studies of the pilots that `person` sees, each once."""
        seen = StudyPilot.objects.filter(pilot__in=Pilot.objects.visible_to(person))
        return self.filter(pk__in=seen.values("study"))


@tracked()
class Study(models.Model):
    """Asks what a measure does beyond the alternative. Sentences about effects name these two, never the pilot."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_fi = models.CharField(_("title in Finnish"), max_length=200, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    measure_fi = models.CharField(_("measure in Finnish"), max_length=300, blank=True)
    measure_sv = models.CharField(_("measure in Swedish"), max_length=300, blank=True)
    measure_en = models.CharField(_("measure in English"), max_length=300, blank=True)
    amount_fi = models.CharField(_("how much, in Finnish"), max_length=300, blank=True)
    amount_sv = models.CharField(_("how much, in Swedish"), max_length=300, blank=True)
    amount_en = models.CharField(_("how much, in English"), max_length=300, blank=True)
    given_by_fi = models.CharField(_("by whom, in Finnish"), max_length=300, blank=True)
    given_by_sv = models.CharField(_("by whom, in Swedish"), max_length=300, blank=True)
    given_by_en = models.CharField(_("by whom, in English"), max_length=300, blank=True)
    alternative_fi = models.CharField(_("alternative in Finnish"), max_length=300, blank=True)
    alternative_sv = models.CharField(_("alternative in Swedish"), max_length=300, blank=True)
    alternative_en = models.CharField(_("alternative in English"), max_length=300, blank=True)
    entitlement_fi = models.TextField(
        _("what the law gives everyone, in Finnish"),
        blank=True,
        help_text=_("One sentence: what the law gives everyone, and that the alternative gives no less."),
    )
    entitlement_sv = models.TextField(_("what the law gives everyone, in Swedish"), blank=True)
    entitlement_en = models.TextField(_("what the law gives everyone, in English"), blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.PERSON)
    pilots = models.ManyToManyField(Pilot, through="StudyPilot", related_name="studies", verbose_name=_("pilots"))
    evaluator = models.ForeignKey(
        Organisation, models.PROTECT, related_name="studies_evaluated", verbose_name=_("evaluator")
    )
    is_synthetic = models.BooleanField(_("synthetic"), default=False, editable=False)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    title = Translated("title")
    measure = Translated("measure")
    amount = Translated("amount")
    given_by = Translated("given_by")
    alternative = Translated("alternative")
    entitlement = Translated("entitlement")

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        constraints = [
            given_in_some_language("title", "study_title_given", _("Give the title in at least one language.")),
            given_in_some_language("measure", "study_measure_given", _("Say what the measure is.")),
            given_in_some_language("alternative", "study_alternative_given", _("Say what the comparison group gets.")),
            given_in_some_language(
                "entitlement",
                "study_entitlement_given",
                _("Say what the law gives everyone: the comparison group never gets less."),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="synthetic_stays", fields=["is_synthetic", "created_by"]), kept()]

    def __str__(self) -> str:
        return self.title


@tracked()
class StudyPilot(models.Model):
    """The study tells of this pilot."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.CASCADE, related_name="study_pilots")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="study_pilots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "pilot"], name="study_pilot_once")]

    def __str__(self) -> str:
        return f"{self.study_id} – {self.pilot_id}"


@tracked()
class StudyOutcome(models.Model):
    """An outcome that the study declares. Its column is sealed: nothing of it is shown by arm before a run opens it."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("amount")
        SHARE = "share", _("share")
        YES_NO = "yes_no", _("yes or no")

    class Better(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")
        NEITHER = "", _("neither is better")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(default=1)
    column = models.CharField(_("column"), max_length=200)
    label_fi = models.CharField(_("name in Finnish"), max_length=200, blank=True)
    label_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    label_en = models.CharField(_("name in English"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    unit_fi = models.CharField(_("unit in Finnish"), max_length=60, blank=True)
    unit_sv = models.CharField(_("unit in Swedish"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    better = models.CharField(_("better"), max_length=10, choices=Better.choices, blank=True)
    smallest_relevant = models.FloatField(_("smallest difference that matters"), null=True, blank=True)
    primary = models.BooleanField(_("primary"), default=False)

    label = Translated("label")
    unit = Translated("unit")

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "column"], name="study_outcome_once"),
            given_in_some_language("label", "study_outcome_named", _("Name the outcome in at least one language.")),
            models.CheckConstraint(
                condition=Q(smallest_relevant__isnull=True) | Q(smallest_relevant__gt=0),
                name="study_outcome_smallest_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.label
