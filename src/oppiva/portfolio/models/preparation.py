"""What a pilot says before it starts. None of it blocks; each missing answer is a gap in the portfolio."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import in_order
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models import Organisation
from oppiva.portfolio.models.changed import Changed
from oppiva.portfolio.models.pilot import Pilot


@tracked()
class Preparation(Changed):
    """The ordinary service that would take the model over, and what stopped earlier models from spreading."""

    personal_data: ClassVar[dict[str, PersonalData]] = {
        "service_owner": PersonalData(
            "name of an official", "shows who answers for the model in the ordinary service", "as long as the pilot"
        ),
    }

    pilot = models.OneToOneField(Pilot, models.PROTECT, related_name="preparation")
    service_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation of the ordinary service"),
    )
    service_unit_fi = models.CharField(_("ordinary service in Finnish"), max_length=200, blank=True)
    service_unit_sv = models.CharField(_("ordinary service in Swedish"), max_length=200, blank=True)
    service_unit_en = models.CharField(_("ordinary service in English"), max_length=200, blank=True)
    service_unit = Translated("service_unit")
    service_owner = models.CharField(_("named owner in the ordinary service"), max_length=120, blank=True)
    service_owner_since = models.DateField(_("at the table since"), null=True, blank=True)
    staff_after_fi = models.TextField(_("what happens to staff, in Finnish"), blank=True)
    staff_after_sv = models.TextField(_("what happens to staff, in Swedish"), blank=True)
    staff_after_en = models.TextField(_("what happens to staff, in English"), blank=True)
    staff_after = Translated("staff_after")
    money_after_fi = models.TextField(_("what happens to money, in Finnish"), blank=True)
    money_after_sv = models.TextField(_("what happens to money, in Swedish"), blank=True)
    money_after_en = models.TextField(_("what happens to money, in English"), blank=True)
    money_after = Translated("money_after")
    referral_fi = models.TextField(_("how clients are referred, in Finnish"), blank=True)
    referral_sv = models.TextField(_("how clients are referred, in Swedish"), blank=True)
    referral_en = models.TextField(_("how clients are referred, in English"), blank=True)
    referral = Translated("referral")
    quality_criteria_fi = models.TextField(_("quality criteria in Finnish"), blank=True)
    quality_criteria_sv = models.TextField(_("quality criteria in Swedish"), blank=True)
    quality_criteria_en = models.TextField(_("quality criteria in English"), blank=True)
    quality_criteria = Translated("quality_criteria")
    follow_up_criteria_fi = models.TextField(_("follow-up criteria in Finnish"), blank=True)
    follow_up_criteria_sv = models.TextField(_("follow-up criteria in Swedish"), blank=True)
    follow_up_criteria_en = models.TextField(_("follow-up criteria in English"), blank=True)
    follow_up_criteria = Translated("follow_up_criteria")
    planning_from = models.DateField(_("planned together from"), null=True, blank=True)
    planning_until = models.DateField(_("planned together until"), null=True, blank=True)
    builds_on_fi = models.TextField(_("earlier lessons it builds on, in Finnish"), blank=True)
    builds_on_sv = models.TextField(_("earlier lessons it builds on, in Swedish"), blank=True)
    builds_on_en = models.TextField(_("earlier lessons it builds on, in English"), blank=True)
    builds_on = Translated("builds_on")
    builds_on_pilots = models.ManyToManyField(
        Pilot, through="EarlierPilot", related_name="built_on_by", verbose_name=_("earlier pilots it builds on")
    )

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")
        ordering = ["pilot"]
        constraints = [
            in_order(
                "planning_from",
                "planning_until",
                "preparation_planning_in_order",
                _("The end is before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pilot)

    @property
    def planning_weeks(self) -> float | None:
        """How many weeks the partners planned together, both days included; None if not said."""
        if self.planning_from is None or self.planning_until is None:
            return None
        return ((self.planning_until - self.planning_from).days + 1) / 7


@tracked()
class EarlierPilot(models.Model):
    """A pilot whose lessons another builds on."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="earlier_pilots")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["preparation", "pk"]
        constraints = [models.UniqueConstraint(fields=["preparation", "pilot"], name="earlier_pilot_once")]

    def __str__(self) -> str:
        return str(self.pilot)
