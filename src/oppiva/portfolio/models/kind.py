"""Kinds of pilot: four that every programme has, and those that a programme adds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import given_in_some_language
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.portfolio.models.changed import Changed
from oppiva.portfolio.models.programme import Programme


class PilotKindQuerySet(models.QuerySet["PilotKind"]):
    """Kinds by programme."""

    def open_to(self, programme: Programme) -> PilotKindQuerySet:
        """The given kinds and those of this programme."""
        return self.filter(Q(programme__isnull=True) | Q(programme=programme))


@tracked()
class PilotKind(Changed):
    """Guidance towards work, business services, purchased services, own process; a programme may add others."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    code = models.SlugField(_("code"), max_length=40)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="own_kinds", null=True, blank=True, verbose_name=_("programme")
    )
    name_fi = models.CharField(_("name in Finnish"), max_length=120, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name = Translated("name")
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects = PilotKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of pilot")
        verbose_name_plural = _("kinds of pilot")
        ordering = ["position", "code"]
        constraints = [
            given_in_some_language("name", "pilot_kind_has_a_name", _("Give the name in at least one language.")),
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="pilot_kind_once",
                nulls_distinct=False,
                violation_error_message=_("The programme already has a kind with this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
