"""Organisations: who takes part."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.fi import ytunnus

from oppiva.core.constraints import given_in_some_language, in_order
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models.area import Area
from oppiva.organisations.models.kind import OrganisationKind


def check_business_id(value: str) -> None:
    """Refuse what is not a Finnish business id with its check digit (1234567-1)."""
    if not ytunnus.is_valid(value):
        raise ValidationError(
            _("%(value)s is not a Finnish business id: expected seven digits, a hyphen and a check digit."),
            code="business_id",
            params={"value": value},
        )


@tracked()
class Organisation(models.Model):
    """An office, a municipality, a firm, an association, with the names of its time."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, related_name="organisations", verbose_name=_("kind"))
    name_fi = models.CharField(_("name in Finnish"), max_length=200, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name = Translated("name")
    business_id = models.CharField(
        _("business id"),
        max_length=9,
        null=True,
        blank=True,
        unique=True,
        validators=[check_business_id],
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="organisations", null=True, blank=True, verbose_name=_("area")
    )
    valid_from = models.DateField(_("in being from"), null=True, blank=True)
    valid_to = models.DateField(_("in being until"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)
    changed_by = models.ForeignKey(
        "organisations.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    change_reason = models.TextField(_("why it was last changed"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]
        constraints = [
            given_in_some_language("name", "organisation_has_a_name", _("Give the name in at least one language.")),
            in_order("valid_from", "valid_to", "organisation_period_in_order", _("The end is before the beginning.")),
            models.CheckConstraint(
                condition=Q(business_id__isnull=True) | Q(business_id__regex=r"^[0-9]{7}-[0-9]$"),
                name="organisation_business_id_form",
                violation_error_message=_("A Finnish business id has seven digits, a hyphen and a check digit."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def in_being(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)
