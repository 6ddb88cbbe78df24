"""Forms of learning goals: a first wording, a new wording with its reason and agreement, retiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.organisations.models import Organisation
from oppiva.portfolio.goals import Agreed
from oppiva.portfolio.models import ContextEvent, LearningGoalVersion
from oppiva.web.organisations.fields import Day, Group, GroupedForm, in_three_languages
from oppiva.web.portfolio.forms.choices import offer, organisation_choices

AGREEMENTS = 4
TEXT = ("text_fi", "text_sv", "text_en")
TEXT_HELP = _("At least one language; a missing one shows in a language that was given.")


def _agreement_names(number: int) -> tuple[str, str, str]:
    return (f"agreed_name_{number}", f"agreed_organisation_{number}", f"agreed_on_{number}")


class AgreedForm(GroupedForm):
    """With room for four who agreed; a row counts when it names a person, an organisation, or both."""

    agreement_help = _("Name a person, an organisation, or both. Rows left empty do not count.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.all()
        choices = organisation_choices(organisations)
        own: list[Group] = []
        for number in range(1, AGREEMENTS + 1):
            name, organisation, on = _agreement_names(number)
            self.fields[name] = forms.CharField(
                label=_("Person"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.fields[organisation] = forms.ModelChoiceField(
                Organisation.objects.none(), label=_("Organisation"), required=False
            )
            offer(self.fields[organisation], organisations, choices)
            self.fields[on] = Day(label=_("Agreed on"), required=False, initial=timezone.localdate)
            legend = _("Who agreed, %(number)s") % {"number": number}
            own.append(
                Group(
                    legend,
                    (name, organisation, on),
                    self.agreement_help if number == 1 else "",
                    beside=True,
                    optional=number > 1,
                    unmarked=True,
                )
            )
        self.groups = (*self.groups, *own)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for number in range(1, AGREEMENTS + 1):
            name, organisation, on = _agreement_names(number)
            if (data.get(name) or data.get(organisation)) and not data.get(on) and on not in self.errors:
                self.add_error(on, _("Say on which day this was agreed."))
        return data

    def agreed(self) -> tuple[Agreed, ...]:
        """Those named in the form."""
        rows = []
        for number in range(1, AGREEMENTS + 1):
            name, organisation, on = (self.cleaned_data.get(field) for field in _agreement_names(number))
            if on and (name or organisation):  # `clean` has asked for a missing day
                rows.append(Agreed(on=on, organisation=organisation, name=name or ""))
        return tuple(rows)

    def in_languages(self, stem: str) -> dict[str, str]:
        """{"fi": …, "sv": …, "en": …} as typed."""
        return {language: self.cleaned_data[f"{stem}_{language}"] for language in ("fi", "sv", "en")}


class GoalForm(AgreedForm):
    """A goal in its first wording."""

    groups = (Group(_("Learning goal"), TEXT, TEXT_HELP, beside=True),)
    valid_from = Day(label=_("In force from"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(in_three_languages("text", long=True, rows=5))


class RewordForm(AgreedForm):
    """A new wording. It carries the number of the wording it was opened with."""

    groups = (
        Group(_("New wording"), TEXT, TEXT_HELP, beside=True),
        Group(_("Why it changes"), ("reason_fi", "reason_sv", "reason_en"), beside=True),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    valid_from = Day(label=_("In force from"), initial=timezone.localdate)
    context_event = forms.ModelChoiceField(
        ContextEvent.objects.none(),
        label=_("What happened around"),
        required=False,
        help_text=_("The event that led to the change, if there was one."),
    )

    def __init__(self, *args: Any, latest: LearningGoalVersion, events: Iterable[ContextEvent], **kwargs: Any) -> None:
        initial = {field: getattr(latest, field) for field in TEXT} | {"based_on": latest.number}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields.update(
            in_three_languages("text", long=True, rows=5) | in_three_languages("reason", long=True, rows=4)
        )
        listed = list(events)
        rows = ContextEvent.objects.filter(pk__in=[event.pk for event in listed])
        offer(self.fields["context_event"], rows, [("", "–"), *((event.pk, event.name) for event in listed)])


class RetireForm(GroupedForm):
    """A goal that is no longer pursued."""

    groups = (
        Group(
            _("Why it is retired"),
            ("reason_fi", "reason_sv", "reason_en"),
            _("In at least one language."),
            beside=True,
        ),
    )
    on = Day(label=_("Retired"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(in_three_languages("reason", long=True))
