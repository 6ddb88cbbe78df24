"""A programme: pilots that are commissioned, followed and learned from together."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import given_in_some_language, in_order, no_overlap, on_day
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models import Membership, Organisation, Person
from oppiva.portfolio.models.changed import Changed


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes a person may know of."""

    def visible_to(self, person: Person, day: date | None = None) -> ProgrammeQuerySet:
        """Those where the person now works for a party of the programme, or for a pilot's owner or partner."""
        parties = ProgrammeParty.objects.seen_by(person, day).filter(programme=OuterRef("pk"))
        every_pilot = apps.get_model("portfolio", "Pilot").objects  # by name: pilots know their programme
        pilots = every_pilot.taken_part_in_by(person, day).filter(programme=OuterRef("pk"))
        return self.filter(Q(Exists(parties)) | Q(Exists(pilots)))


@tracked()
class Programme(Changed):
    """What a ministry or a centre commissions: a set of pilots, a purpose and a period."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=200, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name = Translated("name")
    purpose_fi = models.TextField(_("purpose in Finnish"), blank=True)
    purpose_sv = models.TextField(_("purpose in Swedish"), blank=True)
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    purpose = Translated("purpose")
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-starts_on", "slug"]
        constraints = [
            given_in_some_language("name", "programme_has_a_name", _("Give the name in at least one language.")),
            in_order("starts_on", "ends_on", "programme_period_in_order", _("The end is before the beginning.")),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammePartyQuerySet(models.QuerySet["ProgrammeParty"]):
    """Parties by person."""

    def seen_by(self, person: Person, day: date | None = None) -> ProgrammePartyQuerySet:
        """Parties of any role, current on that day, where the person has a membership that day."""
        day = day or timezone.localdate()
        memberships = Membership.objects.current(day).filter(person_id=person.pk, organisation=OuterRef("organisation"))
        return self.filter(on_day(day), Exists(memberships))


@tracked()
class ProgrammeParty(Changed):
    """An organisation that commissions, evaluates or steers the programme."""

    class Role(models.TextChoices):
        COMMISSIONER = "commissioner", _("commissioner")
        EVALUATOR = "evaluator", _("evaluator")
        STEERING = "steering", _("steering group")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programme_parties")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = ProgrammePartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party of a programme")
        verbose_name_plural = _("parties of a programme")
        ordering = ["programme", "role", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["commissioner", "evaluator", "steering"]), name="party_role_known"
            ),
            in_order("since", "until", "party_period_in_order", _("The end is before the beginning.")),
            no_overlap(
                ("programme", "organisation", "role"),
                "since",
                "until",
                "party_same_role_once",
                _("This organisation already has this role in the programme for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"
