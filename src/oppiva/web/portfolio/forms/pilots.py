"""Forms of a pilot's facts, phase and partners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.organisations.models import Area, Organisation
from oppiva.portfolio.models import Pilot, PilotKind, PilotPartner, Programme, Status
from oppiva.portfolio.policies import next_statuses
from oppiva.web.organisations.fields import Day, Group, GroupedForm, in_three_languages, reason_field
from oppiva.web.portfolio.forms.choices import area_choices, offer, organisation_choices
from oppiva.web.portfolio.forms.programmes import NAME_HELP


class PilotForm(GroupedForm):
    """What the pilot is called, where and when it runs, whom it serves and what it is after."""

    groups = (
        Group(_("Name"), ("name_fi", "name_sv", "name_en"), NAME_HELP, beside=True),
        Group(_("Period"), ("starts_on", "ends_on"), beside=True, optional=True),
        Group(
            _("Target group"),
            ("target_group_fi", "target_group_sv", "target_group_en"),
            beside=True,
            optional=True,
        ),
        Group(_("Objectives"), ("objectives_fi", "objectives_sv", "objectives_en"), beside=True, optional=True),
        Group(_("Areas"), ("areas",), optional=True),
        Group(_("Why"), ("change_reason",)),
    )
    kind = forms.ModelChoiceField(PilotKind.objects.none(), label=_("Kind"), empty_label=None)
    owner = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Owner"),
        help_text=_("Its pilot managers write everything about the pilot."),
    )
    starts_on = Day(label=_("Starts"), required=False)
    ends_on = Day(label=_("Planned to end"), required=False)
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Where the pilot works"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
    )

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        owners: QuerySet[Organisation],
        changing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(
            in_three_languages("name")
            | in_three_languages("target_group", long=True)
            | in_three_languages("objectives", long=True)
        )
        kinds = PilotKind.objects.open_to(programme)
        offer(self.fields["kind"], kinds, [(kind.pk, kind.name) for kind in kinds])
        offer(self.fields["owner"], owners, organisation_choices(owners))
        areas = Area.objects.all()
        offer(self.fields["areas"], areas, area_choices(areas))
        if changing:
            self.fields["change_reason"] = reason_field()


class StatusForm(GroupedForm):
    """The next phase, from which day, and why."""

    groups = (
        Group(
            _("Reason"),
            ("reason_fi", "reason_sv", "reason_en"),
            _("A pilot is discontinued only with a reason, in at least one language."),
            beside=True,
        ),
    )
    after = forms.ChoiceField(label=_("Next phase"), widget=forms.RadioSelect)
    on = Day(label=_("From which day"), initial=timezone.localdate)

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = self.fields["after"]
        assert isinstance(after, forms.ChoiceField)
        after.choices = [(status.value, Status(status).label) for status in next_statuses(pilot)]
        self.fields.update(in_three_languages("reason", long=True))


class PartnerForm(GroupedForm):
    """An organisation that joins the pilot."""

    groups = (
        Group(
            _("What it gives"),
            ("contribution_fi", "contribution_sv", "contribution_en"),
            beside=True,
            optional=True,
        ),
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), choices=PilotPartner.Role.choices, widget=forms.RadioSelect)
    since = Day(label=_("Since"), initial=timezone.localdate)
    agreement_signed_on = Day(
        label=_("Agreement signed"),
        required=False,
        help_text=_("Leave empty until it is signed: the portfolio shows the gap."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.all()
        offer(self.fields["organisation"], rows, organisation_choices(rows))
        self.fields.update(in_three_languages("contribution", long=True, rows=3))


class PartnerChangeForm(GroupedForm):
    """What a partner gives and when the agreement was signed."""

    groups = (
        Group(
            _("What it gives"),
            ("contribution_fi", "contribution_sv", "contribution_en"),
            beside=True,
            optional=True,
        ),
        Group(_("Why"), ("change_reason",)),
    )
    agreement_signed_on = Day(label=_("Agreement signed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(in_three_languages("contribution", long=True, rows=3))
        self.fields["change_reason"] = reason_field()
