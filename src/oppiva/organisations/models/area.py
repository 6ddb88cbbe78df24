"""Areas with the codes and names of their time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import in_order, no_overlap
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData


@tracked()
class Area(models.Model):
    """An employment area (from 2025) or a region; pilots before 2025 name regions."""

    class Kind(models.TextChoices):
        EMPLOYMENT_AREA = "employment_area", _("employment area")
        REGION = "region", _("region")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(_("code"), max_length=10)
    name_fi = models.CharField(max_length=120)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name = Translated("name")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["employment_area", "region"]), name="area_kind_known"),
            in_order("valid_from", "valid_to", "area_period_in_order", _("The end is before the beginning.")),
            no_overlap(
                ("kind", "code"),
                "valid_from",
                "valid_to",
                "area_code_once_at_a_time",
                _("This code already names an area for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
