"""Context events: what happened around the pilots, which every chart draws."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import given_in_some_language, in_order
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.portfolio.models.changed import Changed
from oppiva.portfolio.models.programme import Programme


class ContextEventQuerySet(models.QuerySet["ContextEvent"]):
    """Events by programme."""

    def around(self, programme: Programme) -> ContextEventQuerySet:
        """The programme's own events, and national ones that touch its period, in order of time."""
        during = Q(programme__isnull=True) & (Q(until__gte=programme.starts_on) | Q(on__gte=programme.starts_on))
        if programme.ends_on:
            during &= Q(on__lte=programme.ends_on)
        return self.filter(Q(programme=programme) | during).order_by("on", "pk")


@tracked()
class ContextEvent(Changed):
    """A reform falls, a law changes, an epidemic: national, or of one programme. A break splits every series."""

    class Kind(models.TextChoices):
        BREAK = "break", _("break")
        EVENT = "event", _("event")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="context_events", verbose_name=_("programme")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("day"))
    until = models.DateField(_("until"), null=True, blank=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=120, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name = Translated("name")
    description_fi = models.TextField(_("description in Finnish"), blank=True)
    description_sv = models.TextField(_("description in Swedish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    description = Translated("description")
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = ContextEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("context event")
        verbose_name_plural = _("context events")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["break", "event"]), name="context_event_kind_known"),
            given_in_some_language("name", "context_event_has_a_name", _("Give the name in at least one language.")),
            in_order("on", "until", "context_event_in_order", _("The end is before the beginning.")),
        ]

    def __str__(self) -> str:
        return self.name
