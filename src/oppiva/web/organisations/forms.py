"""Forms of organisations and memberships. The rules are the domain's; these only say them kindly and early."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oppiva.core.language import sort_key
from oppiva.organisations.models import Area, Organisation, OrganisationKind, Role
from oppiva.organisations.models.organisation import check_business_id
from oppiva.web.organisations.fields import Day, Group, GroupedForm, in_three_languages, reason_field


class OrganisationForm(GroupedForm):
    """What an organisation is called, what it is, and when it was in being."""

    groups = (
        Group(
            _("Name"), ("name_fi", "name_sv", "name_en"), _("At least one; the others fall back on it."), beside=True
        ),
        Group(
            _("In being"),
            ("valid_from", "valid_to"),
            _("Leave both empty where you do not know."),
            beside=True,
            optional=True,
        ),
    )
    kind = forms.ModelChoiceField(OrganisationKind.objects.prefetch_related("names"), label=_("Kind"))
    business_id = forms.CharField(
        label=_("Business id"),
        required=False,
        max_length=9,
        validators=[check_business_id],
        help_text=_("Seven digits, a hyphen and a check digit, such as 1234567-1."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), required=False)
    valid_from = Day(label=_("From"), required=False)
    valid_to = Day(label=_("Until"), required=False)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in in_three_languages("name").items():
            self.fields[name] = field
        areas = Area.objects.all()
        choice = self.fields["area"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = areas
        choice.choices = [("", "–"), *_area_choices(list(areas))]
        if organisation is not None:
            self.fields["change_reason"] = reason_field()


def _area_choices(areas: list[Area]) -> list[tuple[str, list[tuple[int, str]]]]:
    titles = {Area.Kind.EMPLOYMENT_AREA: _("Employment areas"), Area.Kind.REGION: _("Regions")}
    return [
        (
            str(titles[Area.Kind(kind)]),
            [(area.pk, area.name) for area in sorted(areas, key=lambda area: sort_key(area.name)) if area.kind == kind],
        )
        for kind in Area.Kind.values
    ]


class InvitationForm(forms.Form):
    """Who joins, as what, from when."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect, initial=Role.MEMBER)
    since = Day(label=_("From"), initial=timezone.localdate)


class EndMembershipForm(forms.Form):
    """The last day of a membership, and why it ends."""

    last_day = Day(label=_("Last day"), initial=timezone.localdate)
    reason = reason_field(_("Why it ends"))


class FirstPasswordForm(forms.Form):
    """The first password, twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least twelve characters. A sentence you remember is better than a word with signs in it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("This is not the same password as above."))
        return data
