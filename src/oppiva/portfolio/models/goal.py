"""Learning goals: what a pilot is to find out, every wording kept with its reason and who agreed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import given_in_some_language
from oppiva.core.history import append_only_triggers, tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models import Organisation
from oppiva.portfolio.models.changed import Changed
from oppiva.portfolio.models.context import ContextEvent
from oppiva.portfolio.models.pilot import Pilot


@tracked()
class LearningGoal(Changed):
    """A goal keeps its number for life; its words are in its versions."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="goals")
    number = models.PositiveSmallIntegerField(_("number"))
    retired_on = models.DateField(_("retired"), null=True, blank=True)
    retired_reason_fi = models.TextField(_("why it was retired, in Finnish"), blank=True)
    retired_reason_sv = models.TextField(_("why it was retired, in Swedish"), blank=True)
    retired_reason_en = models.TextField(_("why it was retired, in English"), blank=True)
    retired_reason = Translated("retired_reason")

    class Meta:
        verbose_name = _("learning goal")
        verbose_name_plural = _("learning goals")
        ordering = ["pilot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="goal_number_once"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True)
                | ~Q(retired_reason_fi="")
                | ~Q(retired_reason_sv="")
                | ~Q(retired_reason_en=""),
                name="goal_retired_with_reason",
                violation_error_message=_("A retired goal says why it was retired."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot} {self.number}"


class LearningGoalVersion(models.Model):
    """One wording, in force from `valid_from` until the next one. Only added to; the second and later say why."""

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {}

    goal = models.ForeignKey(LearningGoal, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text_fi = models.TextField(_("goal in Finnish"), blank=True)
    text_sv = models.TextField(_("goal in Swedish"), blank=True)
    text_en = models.TextField(_("goal in English"), blank=True)
    text = Translated("text")
    reason_fi = models.TextField(_("why the wording changed, in Finnish"), blank=True)
    reason_sv = models.TextField(_("why the wording changed, in Swedish"), blank=True)
    reason_en = models.TextField(_("why the wording changed, in English"), blank=True)
    reason = Translated("reason")
    valid_from = models.DateField(_("in force from"))
    context_event = models.ForeignKey(
        ContextEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goal_versions",
        verbose_name=_("what happened around"),
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wording of a learning goal")
        verbose_name_plural = _("wordings of a learning goal")
        ordering = ["goal", "number"]
        triggers = append_only_triggers()
        constraints = [
            given_in_some_language("text", "goal_version_has_text", _("Write the goal in at least one language.")),
            models.UniqueConstraint(
                fields=["goal", "number"],
                name="goal_version_once",
                violation_error_message=_("The wording was changed meanwhile."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="goal_version_from_one"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason_fi="") | ~Q(reason_sv="") | ~Q(reason_en=""),
                name="goal_version_with_reason",
                violation_error_message=_("A changed wording says why it was changed."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class GoalAgreement(models.Model):
    """Someone who agreed to a wording: a person of ours, or a name, and for which organisation. Only added to."""

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {
        "name": PersonalData("name", "shows who agreed to a wording", "as long as the wording"),
    }

    version = models.ForeignKey(LearningGoalVersion, models.PROTECT, related_name="agreements")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    on = models.DateField(_("agreed on"))

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["version", "on", "pk"]
        triggers = append_only_triggers()
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False) | ~Q(name=""),
                name="agreement_names_someone",
                violation_error_message=_("Name who agreed: a person, an organisation, or both."),
            ),
        ]

    def __str__(self) -> str:
        who = self.name or (str(self.person) if self.person else "")
        return f"{self.organisation} ({who})" if who and self.organisation else who or str(self.organisation)
