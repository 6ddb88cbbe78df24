"""Form fields that many pages share: days, texts in three languages, and forms laid out in groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oppiva.impact.text import LANGUAGES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

IN_LANGUAGE = {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}


class Day(forms.DateField):
    """A day from the browser's own calendar; the browser writes it in ISO form whatever the language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


def in_three_languages(stem: str, *, long: bool = False, rows: int = 4) -> dict[str, forms.CharField]:
    """`stem_fi`, `stem_sv`, `stem_en`: none is required alone, the domain says whether one must be given."""
    fields: dict[str, forms.CharField] = {}
    for language in LANGUAGES:
        widget = forms.Textarea if long else forms.TextInput
        attrs: dict[str, Any] = {"lang": language} | ({"rows": rows} if long else {})
        fields[f"{stem}_{language}"] = forms.CharField(
            label=IN_LANGUAGE[language], required=False, widget=widget(attrs=attrs), max_length=None if long else 200
        )
    return fields


def reason_field(label: str | _StrPromise = "") -> forms.CharField:
    return forms.CharField(label=label or _("Reason for the change"), widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a legend with a sentence of help; `beside`: they stand in a row."""

    legend: str | Promise
    names: tuple[str, ...]
    help: str | Promise = ""
    beside: bool = False
    optional: bool = False
    unmarked: bool = False
    """No field of it says “optional”: the help says what is needed. So it is with the three languages of one text."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    group: Group
    fields: list[forms.BoundField]

    @property
    def marks_optional(self) -> bool:
        languages = all(field.name.endswith(("_fi", "_sv", "_en")) for field in self.fields)
        return not (self.group.optional or self.group.unmarked or languages)


class GroupedForm(forms.Form):
    """A form whose fields stand in groups; fields in no group come first."""

    groups: tuple[Group, ...] = ()

    def ungrouped(self) -> list[forms.BoundField]:
        grouped = {name for group in self.groups for name in group.names}
        return [self[name] for name in self.fields if name not in grouped and not self[name].is_hidden]

    def laid_out(self) -> Iterator[LaidOut]:
        for group in self.groups:
            fields = [self[name] for name in group.names if name in self.fields]
            if fields:
                yield LaidOut(group, fields)
