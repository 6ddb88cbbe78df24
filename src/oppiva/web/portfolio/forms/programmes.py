"""Forms of a programme: facts, parties, context events and kinds of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.organisations.models import Organisation
from oppiva.portfolio.models import ContextEvent, ProgrammeParty
from oppiva.web.organisations.fields import Day, Group, GroupedForm, in_three_languages, reason_field
from oppiva.web.portfolio.forms.choices import offer, organisation_choices

NAME_HELP = _("At least one; a missing one shows in a language that was given.")


class ProgrammeForm(GroupedForm):
    """What the programme is called, what it is for, and when it runs."""

    groups = (
        Group(_("Name"), ("name_fi", "name_sv", "name_en"), NAME_HELP, beside=True),
        Group(_("Purpose"), ("purpose_fi", "purpose_sv", "purpose_en"), beside=True, optional=True),
        Group(_("Period"), ("starts_on", "ends_on"), beside=True),
        Group(_("Why"), ("change_reason",)),
    )
    starts_on = Day(label=_("Starts"))
    ends_on = Day(label=_("Ends"), required=False)

    def __init__(self, *args: Any, commissioners: QuerySet[Organisation] | None = None, **kwargs: Any) -> None:
        """`commissioners`: for a new programme, the organisations on whose behalf this person may begin one."""
        super().__init__(*args, **kwargs)
        self.fields.update(in_three_languages("name") | in_three_languages("purpose", long=True))
        if commissioners is None:
            self.fields["change_reason"] = reason_field()
            return
        choices = organisation_choices(commissioners, empty=False)
        self.fields["commissioner"] = forms.ModelChoiceField(commissioners, label=_("Commissioner"))
        offer(self.fields["commissioner"], commissioners, choices)


class PartyForm(forms.Form):
    """An organisation that commissions, evaluates or steers the programme."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), choices=ProgrammeParty.Role.choices, widget=forms.RadioSelect)
    since = Day(label=_("Since"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.all()
        offer(self.fields["organisation"], rows, organisation_choices(rows))


class EndForm(forms.Form):
    """The last day, and why."""

    last_day = Day(label=_("Last day"), initial=timezone.localdate)
    reason = reason_field(_("Why it ends"))


class EventForm(GroupedForm):
    """What happened around the pilots."""

    groups = (
        Group(_("Name"), ("name_fi", "name_sv", "name_en"), NAME_HELP, beside=True),
        Group(_("When"), ("on", "until"), _("One day, or from one day to another."), beside=True),
        Group(
            _("What happened"),
            ("description_fi", "description_sv", "description_en"),
            beside=True,
            optional=True,
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (ContextEvent.Kind.BREAK, _("a break: what came before and after are not compared")),
            (ContextEvent.Kind.EVENT, _("an event: drawn beside the figures")),
        ],
        widget=forms.RadioSelect,
    )
    on = Day(label=_("From"))
    until = Day(label=_("Until"), required=False)
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(in_three_languages("name") | in_three_languages("description", long=True))
        if changing:
            self.fields["change_reason"] = reason_field()


class KindForm(GroupedForm):
    """A kind of pilot that only this programme has."""

    groups = (Group(_("Name"), ("name_fi", "name_sv", "name_en"), NAME_HELP, beside=True),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(in_three_languages("name"))
