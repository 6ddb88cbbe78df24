"""Kinds of organisation: data with periods, because offices are founded, renamed and closed by law."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import in_order, no_overlap
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData


@tracked()
class OrganisationKind(models.Model):
    """A kind such as employment area or TE Office. An empty `valid_from` is "before this register begins"."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    code = models.SlugField(_("code"), max_length=40, unique=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in lists"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("kind of organisation")
        verbose_name_plural = _("kinds of organisation")
        ordering = ["position"]
        constraints = [
            in_order("valid_from", "valid_to", "kind_period_in_order", _("The end is before the beginning.")),
        ]

    def __str__(self) -> str:
        return self.name

    def name_row(self, day: date | None = None) -> OrganisationKindName | None:
        """The names of that day; without a day, or for a day outside its life, the nearest there were."""
        rows = sorted(self.names.all(), key=lambda row: row.valid_from or date.min)
        if day is not None:
            for row in rows:
                if (row.valid_from or date.min) <= day <= (row.valid_to or date.max):
                    return row
            if rows and day < (rows[0].valid_from or date.min):
                return rows[0]
        return rows[-1] if rows else None

    def name_on(self, day: date) -> str:
        """What this kind was called on that day, in the reader's language."""
        row = self.name_row(day)
        return row.name if row else self.code

    @property
    def name(self) -> str:
        """The latest name, in the reader's language."""
        row = self.name_row()
        return row.name if row else self.code


@tracked()
class OrganisationKindName(models.Model):
    """What a kind is called during a period."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    kind = models.ForeignKey(OrganisationKind, models.CASCADE, related_name="names")
    name_fi = models.CharField(max_length=160)
    name_sv = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    name = Translated("name")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", models.F("valid_from").asc(nulls_first=True)]
        constraints = [
            no_overlap(
                ("kind",),
                "valid_from",
                "valid_to",
                "kind_one_name_at_a_time",
                _("This kind already has a name for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
