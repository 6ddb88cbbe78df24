"""Who works where, in which role, from when to when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import in_order, no_overlap, on_day
from oppiva.core.history import tracked
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models.organisation import Organisation
from oppiva.organisations.models.person import Person


class Role(models.TextChoices):
    """What a person does in an organisation."""

    EVALUATOR = "evaluator", _("evaluator")
    PILOT_MANAGER = "pilot_manager", _("pilot manager")
    COMMISSIONER = "commissioner", _("commissioner")
    CASE_WORKER = "case_worker", _("case worker")
    ADMINISTRATOR = "administrator", _("administrator")
    MEMBER = "member", _("member")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day."""

    def current(self, day: date) -> MembershipQuerySet:
        """Those that hold on that day."""
        return self.filter(on_day(day))


@tracked()
class Membership(models.Model):
    """A person's role in an organisation during a period, both days included."""

    personal_data: ClassVar[dict[str, PersonalData]] = {
        "person": PersonalData("who works where", "decides what the person may see and do", "while the account exists"),
        "role": PersonalData("role at work", "decides what the person may see and do", "while the account exists"),
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    changed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    change_reason = models.TextField(_("why it was last changed"), blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["person", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
            in_order("since", "until", "membership_period_in_order", _("The end is before the beginning.")),
            no_overlap(
                ("person", "organisation", "role"),
                "since",
                "until",
                "membership_same_role_once",
                _("This person already has this role here for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.organisation}"
