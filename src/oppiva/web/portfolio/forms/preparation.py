"""The form of what a pilot says before it starts. Nothing in it is demanded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oppiva.core.language import sort_key
from oppiva.organisations.models import Organisation
from oppiva.portfolio.models import Pilot
from oppiva.web.organisations.fields import Day, Group, GroupedForm, in_three_languages, reason_field
from oppiva.web.portfolio.forms.choices import offer, organisation_choices

TEXTS = ("staff_after", "money_after", "referral", "quality_criteria", "follow_up_criteria", "builds_on")


def three(stem: str) -> tuple[str, str, str]:
    return (f"{stem}_fi", f"{stem}_sv", f"{stem}_en")


class PreparationForm(GroupedForm):
    """One group a question; a group left empty is a gap that the portfolio shows."""

    groups = (
        Group(
            _("The ordinary service that would take the model over"),
            ("service_organisation", "service_owner", "service_owner_since"),
            _("Who answers for the model there, and since when that person has been at the table."),
            beside=True,
            unmarked=True,
        ),
        Group(_("Name of the ordinary service"), three("service_unit"), beside=True),
        Group(_("What happens to the staff when the pilot ends?"), three("staff_after"), beside=True),
        Group(_("What happens to the money when the pilot ends?"), three("money_after"), beside=True),
        Group(_("How are clients referred to it?"), three("referral"), beside=True),
        Group(_("By what is its quality judged?"), three("quality_criteria"), beside=True),
        Group(_("What is followed up, how often and by whom?"), three("follow_up_criteria"), beside=True),
        Group(
            _("When did the partners plan together?"), ("planning_from", "planning_until"), beside=True, unmarked=True
        ),
        Group(_("Which earlier lessons does it build on?"), three("builds_on"), beside=True),
        Group(_("Earlier pilots it builds on"), ("earlier",), optional=True),
        Group(_("Why"), ("change_reason",)),
    )
    service_organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), required=False)
    service_owner = forms.CharField(
        label=_("Named owner"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    service_owner_since = Day(label=_("At the table since"), required=False)
    planning_from = Day(label=_("From"), required=False)
    planning_until = Day(label=_("Until"), required=False)
    earlier = forms.ModelMultipleChoiceField(
        Pilot.objects.none(),
        label=_("Pilots you see"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
    )

    def __init__(self, *args: Any, earlier: Iterable[Pilot], changing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.all()
        offer(self.fields["service_organisation"], organisations, organisation_choices(organisations))
        self.fields.update(in_three_languages("service_unit"))
        for stem in TEXTS:
            self.fields.update(in_three_languages(stem, long=True, rows=4))
        seen = sorted(earlier, key=lambda pilot: sort_key(pilot.name))
        rows = Pilot.objects.filter(pk__in=[pilot.pk for pilot in seen])
        if seen:
            offer(self.fields["earlier"], rows, [(pilot.pk, pilot.name) for pilot in seen])
        else:
            del self.fields["earlier"]
        if changing:
            self.fields["change_reason"] = reason_field()
