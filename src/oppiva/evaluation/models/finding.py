"""A finding: a sentence of a person on top of a claim, in versions, checked against the gate."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.history import append_only_triggers, no_truncate, tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.core.workflow import Workflow
from oppiva.organisations.models import Membership, Person
from oppiva.studies.models import Run, Study

FINDING_WORKFLOW = Workflow(
    field="state",
    start=("draft",),
    steps=(("draft", "confirmed"), ("confirmed", "published"), ("confirmed", "draft"), ("published", "draft")),
)


class Wording(models.TextChoices):
    """What the gate says of the words."""

    FITS = "fits", _("fits")
    LOOK_AGAIN = "look_again", _("look again")
    TOO_STRONG = "too_strong", _("too strong")


class Level(models.TextChoices):
    """Levels of the claim gate."""

    EFFECT = "effect", _("effect")
    INDICATION = "indication", _("indication")
    INCONCLUSIVE = "inconclusive", _("cannot tell")
    ASSOCIATION = "association", _("association")
    PROMISING_PRACTICE = "promising_practice", _("promising practice")
    LESSON = "lesson", _("lesson")
    NONE = "none", _("no statement")


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings, narrowed to a reader."""

    def visible_to(self, person: Person) -> FindingQuerySet:
        """Findings of the studies that `person` sees; drafts only for colleagues in the evaluating organisation."""
        colleagues = Membership.objects.current(timezone.localdate()).filter(person_id=person.pk)
        own = Q(study__evaluator__in=colleagues.values("organisation"))
        return self.filter(~Q(state="draft") | own, study__in=Study.objects.visible_to(person))


@tracked()
class Finding(models.Model):
    """Rests on one claim of one finished run. The level is computed from it, never typed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONFIRMED = "confirmed", _("confirmed")
        PUBLISHED = "published", _("published")

    class Strength(models.TextChoices):
        SINGLE = "single", _("one source")
        SUPPORTED = "supported", _("supported by several sources")
        STRONG = "strong", _("supported by several kinds of sources")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    study = models.ForeignKey(Study, models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="findings")
    estimate_id = models.CharField(max_length=20)
    claim = models.JSONField()
    """The claim as the run gave it."""
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    strength = models.CharField(_("sources"), max_length=10, choices=Strength.choices, default=Strength.SINGLE)
    sources = models.PositiveIntegerField(_("independent sources"), default=1)
    model_described = models.BooleanField(_("the model is described"), default=False)
    counter_evidence_answered = models.BooleanField(_("counter-evidence has been answered"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_by__isnull=False, published_at__isnull=False),
                name="finding_published_is_signed",
            ),
        ]
        triggers = [
            *FINDING_WORKFLOW.triggers(),
            pgtrigger.ReadOnly(name="claim_stays", fields=["study", "number", "run", "estimate_id", "claim"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="too_strong_stays_in",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="published"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM evaluation_findingversion v
                        JOIN evaluation_findingconfirmation c ON c.version_id = v.id
                        WHERE v.finding_id = NEW.id
                          AND v.number = (SELECT max(number) FROM evaluation_findingversion WHERE finding_id = NEW.id)
                          AND (c.kind = 'override' OR 'too_strong' NOT IN (v.wording_fi, v.wording_sv, v.wording_en))
                    ) THEN
                        RAISE EXCEPTION 'wording: this finding has not been confirmed for publishing';
                    END IF;
                    RETURN NEW;
                """,
            ),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.number}"

    @property
    def current(self) -> FindingVersion:
        """The latest wording."""
        return self.versions.latest("number")


class FindingVersion(models.Model):
    """A wording in the languages it was written in, and what the gate said of each."""

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {}

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text_fi = models.TextField(_("finding in Finnish"), blank=True)
    text_sv = models.TextField(_("finding in Swedish"), blank=True)
    text_en = models.TextField(_("finding in English"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    """Why the wording changed; the first needs none."""
    wording_fi = models.CharField(max_length=10, choices=Wording.choices, blank=True)
    wording_sv = models.CharField(max_length=10, choices=Wording.choices, blank=True)
    wording_en = models.CharField(max_length=10, choices=Wording.choices, blank=True)
    words = models.JSONField(default=dict)
    """Language → what was found and why, as `oppiva.evaluation.wording.verdict_as_json` writes it."""
    level = models.CharField(max_length=20, choices=Level.choices)
    """Level of the finding when the words were checked."""
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    text = Translated("text")

    class Meta:
        ordering = ["finding", "number"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="finding_version_number_once"),
            models.CheckConstraint(
                condition=~Q(text_fi="", text_sv="", text_en=""), name="finding_version_says_something"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="finding_version_later_has_reason"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return self.text

    @property
    def wording(self) -> str:
        """The severest verdict over the languages written."""
        given = {self.wording_fi, self.wording_sv, self.wording_en}
        for verdict in (Wording.TOO_STRONG, Wording.LOOK_AGAIN):
            if verdict in given:
                return verdict
        return Wording.FITS


class FindingConfirmation(models.Model):
    """Somebody stands behind a wording. Where the gate doubts the words, that is a second person."""

    class Kind(models.TextChoices):
        FITS = "fits", _("the words fit")
        SECOND_LOOK = "second_look", _("a second person looked again")
        OVERRIDE = "override", _("published against the gate, with its sentence beside")

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {
        "confirmed_by": PersonalData("who stood behind a wording", "printed in the report", "as long as the finding"),
    }

    version = models.OneToOneField(FindingVersion, models.PROTECT, related_name="confirmation")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="fits") | ~Q(written_by=F("confirmed_by")), name="finding_confirmed_by_second_person"
            ),
            models.CheckConstraint(condition=~Q(kind="override") | ~Q(reason=""), name="finding_override_has_reason"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"
