"""Partners of a pilot and what each gives to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oppiva.core.constraints import in_order, no_overlap
from oppiva.core.history import tracked
from oppiva.core.language import Translated
from oppiva.core.personal_data import PersonalData
from oppiva.organisations.models import Organisation
from oppiva.portfolio.models.changed import Changed
from oppiva.portfolio.models.pilot import Pilot


@tracked()
class PilotPartner(Changed):
    """An organisation in a pilot, with a role, during a period; both days included."""

    class Role(models.TextChoices):
        COMMISSIONER = "commissioner", _("commissioner")
        ORGANISER = "organiser", _("organiser")
        PROVIDER = "provider", _("provider")
        PARTNER = "partner", _("partner")
        STAKEHOLDER = "stakeholder", _("stakeholder")

    # A commissioner and the owner are bound by the decision that began the pilot; a stakeholder promises nothing.
    ROLES_WITH_AGREEMENT: ClassVar[tuple[str, ...]] = ("organiser", "provider", "partner")

    personal_data: ClassVar[dict[str, PersonalData]] = {}

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    contribution_fi = models.TextField(_("what it gives, in Finnish"), blank=True)
    contribution_sv = models.TextField(_("what it gives, in Swedish"), blank=True)
    contribution_en = models.TextField(_("what it gives, in English"), blank=True)
    contribution = Translated("contribution")
    left_reason_fi = models.TextField(_("why it left, in Finnish"), blank=True)
    left_reason_sv = models.TextField(_("why it left, in Swedish"), blank=True)
    left_reason_en = models.TextField(_("why it left, in English"), blank=True)
    left_reason = Translated("left_reason")
    agreement_signed_on = models.DateField(_("agreement signed"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["pilot", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["commissioner", "organiser", "provider", "partner", "stakeholder"]),
                name="partner_role_known",
            ),
            in_order("since", "until", "partner_period_in_order", _("The end is before the beginning.")),
            no_overlap(
                ("pilot", "organisation", "role"),
                "since",
                "until",
                "partner_same_role_once",
                _("This organisation already has this role in the pilot for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"
