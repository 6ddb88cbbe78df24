"""Long forms in parts: a heading, a sentence of help, and the fields that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from oppiva.impact.text import LANGUAGES


@dataclass(frozen=True, slots=True)
class Part:
    """`in_languages`: the three fields are one text in fi, sv and en, and stand side by side."""

    heading: str | Promise
    fields: list[forms.BoundField]
    help: str | Promise = ""
    in_languages: bool = False


def in_three_languages(form: forms.BaseForm, stem: str, heading: Any, help_text: Any = "") -> Part:
    """The fields `stem_fi`, `stem_sv` and `stem_en` as one part."""
    return Part(heading, [form[f"{stem}_{language}"] for language in LANGUAGES], help_text, in_languages=True)
