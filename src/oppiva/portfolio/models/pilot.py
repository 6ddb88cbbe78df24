"""A pilot: a new way of working that is tried for a time."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import given_in_some_language, in_order, on_day
from oppiva.core.history import append_only_triggers, tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.core.workflow import Workflow
from oppiva.organisations.models import Area, Membership, Organisation, Person
from oppiva.portfolio.models.changed import Changed
from oppiva.portfolio.models.kind import PilotKind
from oppiva.portfolio.models.programme import Programme, ProgrammeParty


class Status(models.TextChoices):
    """How far along a pilot is."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    REPORTING = "reporting", _("reporting")
    ENDED = "ended", _("ended")
    DISCONTINUED = "discontinued", _("discontinued")


STATUS_WORKFLOW = Workflow(
    field="status",
    start=("planned",),
    steps=(
        ("planned", "running"),
        ("running", "reporting"),
        ("reporting", "ended"),
        ("planned", "discontinued"),
        ("running", "discontinued"),
        ("reporting", "discontinued"),
    ),
)


class PilotQuerySet(models.QuerySet["Pilot"]):
    """Pilots a person may see."""

    def taken_part_in_by(self, person: Person, day: date | None = None) -> PilotQuerySet:
        """Pilots whose owner or current partner the person works for on that day."""
        day = day or timezone.localdate()
        memberships = Membership.objects.current(day).filter(person_id=person.pk)
        owner = memberships.filter(organisation=OuterRef("owner"))
        partners = apps.get_model("portfolio", "PilotPartner").objects  # by name: partners know their pilot
        partner = partners.filter(
            on_day(day), Exists(memberships.filter(organisation=OuterRef("organisation"))), pilot=OuterRef("pk")
        )
        return self.filter(Q(Exists(owner)) | Q(Exists(partner)))

    def visible_to(self, person: Person, day: date | None = None) -> PilotQuerySet:
        """Pilots of a programme whose party the person works for, and those they take part in."""
        parties = ProgrammeParty.objects.seen_by(person, day).filter(programme=OuterRef("programme"))
        part = Pilot.objects.taken_part_in_by(person, day).filter(pk=OuterRef("pk"))
        return self.filter(Q(Exists(parties)) | Q(Exists(part)))

    def for_lists(self) -> PilotQuerySet:
        """With what a row of the portfolio shows, in a fixed number of queries."""
        return self.select_related("programme", "kind", "owner").prefetch_related(
            models.Prefetch("areas", queryset=Area.objects.order_by("code"))
        )


@tracked()
class Pilot(Changed):
    """`ends_on` is the planned end; `ended_on` says when it really ended or was discontinued."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="pilots", verbose_name=_("programme"))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.ForeignKey(PilotKind, models.PROTECT, related_name="pilots", verbose_name=_("kind"))
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="owned_pilots", verbose_name=_("owner"))
    areas = models.ManyToManyField(Area, through="PilotArea", related_name="pilots", verbose_name=_("areas"))
    name_fi = models.CharField(_("name in Finnish"), max_length=200, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name = Translated("name")
    objectives_fi = models.TextField(_("objectives in Finnish"), blank=True)
    objectives_sv = models.TextField(_("objectives in Swedish"), blank=True)
    objectives_en = models.TextField(_("objectives in English"), blank=True)
    objectives = Translated("objectives")
    target_group_fi = models.TextField(_("target group in Finnish"), blank=True)
    target_group_sv = models.TextField(_("target group in Swedish"), blank=True)
    target_group_en = models.TextField(_("target group in English"), blank=True)
    target_group = Translated("target_group")
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("planned to end"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PLANNED)
    discontinued_reason_fi = models.TextField(_("why it was discontinued, in Finnish"), blank=True)
    discontinued_reason_sv = models.TextField(_("why it was discontinued, in Swedish"), blank=True)
    discontinued_reason_en = models.TextField(_("why it was discontinued, in English"), blank=True)
    discontinued_reason = Translated("discontinued_reason")

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["programme", "kind__position", "slug"]
        triggers = STATUS_WORKFLOW.triggers()
        constraints = [
            given_in_some_language("name", "pilot_has_a_name", _("Give the name in at least one language.")),
            in_order("starts_on", "ends_on", "pilot_period_in_order", _("The end is before the beginning.")),
            in_order("starts_on", "ended_on", "pilot_ended_after_start", _("It cannot end before it starts.")),
            models.CheckConstraint(
                condition=~Q(status="discontinued")
                | ~Q(discontinued_reason_fi="")
                | ~Q(discontinued_reason_sv="")
                | ~Q(discontinued_reason_en=""),
                name="pilot_discontinued_with_reason",
                violation_error_message=_("A discontinued pilot says why it was discontinued."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["ended", "discontinued"], ended_on__isnull=False)
                | Q(status__in=["planned", "running", "reporting"], ended_on__isnull=True),
                name="pilot_ended_on_with_status",
                violation_error_message=_("Only a pilot that has ended or was discontinued has a day when it ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_synthetic(self) -> bool:
        return self.programme.is_synthetic


@tracked()
class PilotArea(models.Model):
    """Where a pilot works."""

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="pilot_areas")
    area = models.ForeignKey(Area, models.PROTECT, related_name="pilot_areas")

    class Meta:
        ordering = ["pilot", "area__code"]
        constraints = [models.UniqueConstraint(fields=["pilot", "area"], name="pilot_area_once")]

    def __str__(self) -> str:
        return f"{self.pilot}, {self.area}"


class PilotStatusChange(models.Model):
    """Each step of a pilot's status: when it held, why, who took it. Only added to."""

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {}

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="status_changes")
    before = models.CharField(max_length=20, choices=Status, blank=True)
    after = models.CharField(max_length=20, choices=Status)
    on = models.DateField(_("on"))
    reason_fi = models.TextField(_("reason in Finnish"), blank=True)
    reason_sv = models.TextField(_("reason in Swedish"), blank=True)
    reason_en = models.TextField(_("reason in English"), blank=True)
    reason = Translated("reason")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["pilot", "on", "pk"]
        triggers = append_only_triggers()
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="status_change_changes"),
            models.CheckConstraint(
                condition=~Q(after="discontinued") | ~Q(reason_fi="") | ~Q(reason_sv="") | ~Q(reason_en=""),
                name="status_change_discontinued_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}: {self.get_after_display()}"
