"""Long forms in parts: a heading, a sentence of help, and the fields that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from oppiva.impact.text import LANGUAGES


@dataclass(frozen=True, slots=True)
class Part:
    """`in_languages`: the three fields are one text in fi, sv and en, and stand side by side.

    `folded`: rarely changed; the page shows its help, or what is answered, in one line and unfolds on demand, or
    where an answer is refused."""

    heading: str | Promise
    fields: list[forms.BoundField]
    help: str | Promise = ""
    in_languages: bool = False
    folded: bool = False

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)

    @property
    def aside(self) -> str | Promise:
        """Beside a folded heading: the help, or what is answered now in the reader's words."""
        return self.help or " · ".join(said for field in self.fields if (said := _said(field)))


def in_three_languages(
    form: forms.BaseForm, stem: str, heading: Any, help_text: Any = "", *, folded: bool = False
) -> Part:
    """The fields `stem_fi`, `stem_sv` and `stem_en` as one part."""
    fields = [form[f"{stem}_{language}"] for language in LANGUAGES]
    return Part(heading, fields, help_text, in_languages=True, folded=folded)


def _said(field: forms.BoundField) -> str:
    value = field.value()
    if value in (None, "", [], False):
        return ""
    if isinstance(field.field, forms.ChoiceField):
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        return ", ".join(str(label) for code, label in field.field.widget.choices if str(code) in chosen)
    return str(field.label) if value is True else str(value)
