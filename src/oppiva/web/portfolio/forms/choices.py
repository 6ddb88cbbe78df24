"""Choices that several forms offer, in the reader's alphabetical order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from oppiva.core.language import sort_key
from oppiva.organisations.models import Area, Organisation

Choices = list[tuple[Any, Any]]


def organisation_choices(organisations: Iterable[Organisation], *, empty: bool = True) -> Choices:
    ordered = sorted(organisations, key=lambda organisation: sort_key(organisation.name))
    choices: Choices = [(organisation.pk, organisation.name) for organisation in ordered]
    return [("", "–"), *choices] if empty else choices


def area_choices(areas: Iterable[Area]) -> Choices:
    """Employment areas and regions, each under its heading."""
    ordered = sorted(areas, key=lambda area: sort_key(area.name))
    titles = {Area.Kind.EMPLOYMENT_AREA: _("Employment areas"), Area.Kind.REGION: _("Regions")}
    groups = [
        (title, [(area.pk, area.name) for area in ordered if area.kind == kind]) for kind, title in titles.items()
    ]
    return [group for group in groups if group[1]]


def offer(field: forms.Field, rows: Any, choices: Choices) -> None:
    """Gives a model choice its rows and the list that is shown."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    field.choices = choices
