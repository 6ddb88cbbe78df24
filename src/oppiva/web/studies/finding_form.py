"""The finding in up to three languages, and what it rests on besides the estimate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oppiva.evaluation.models import Finding
from oppiva.evaluation.writing import Sources
from oppiva.impact.text import LANGUAGES
from oppiva.web.studies.forms import language_field
from oppiva.web.studies.parts import Part, in_three_languages


class FindingForm(forms.Form):
    """`rewording` asks for a reason; the sources matter where no estimate carries a statement of effect."""

    reason = forms.CharField(label=_("Why do the words change?"), widget=forms.Textarea(attrs={"rows": 2}))
    strength = forms.ChoiceField(label=_("How many sources stand behind it?"), choices=Finding.Strength.choices)
    sources = forms.IntegerField(label=_("Number of independent sources"), min_value=1, initial=1)
    model_described = forms.BooleanField(
        label=_("The model is described so that another could do the same"), required=False
    )
    counter_evidence_answered = forms.BooleanField(label=_("Counter-evidence has been answered"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rewording: bool, asks_sources: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = language_field("text", language, rows=6)
        if not rewording:
            del self.fields["reason"]
        if not asks_sources:
            for name in Sources.__slots__:
                del self.fields[name]
        self.asks_sources = asks_sources

    def parts(self) -> list[Part]:
        parts = [
            in_three_languages(
                self,
                "text",
                _("The finding"),
                _("Name the measure and the alternative, never the pilot, where you speak of a difference."),
            )
        ]
        if "reason" in self.fields:
            parts.append(Part(_("The change"), [self["reason"]]))
        if self.asks_sources:
            parts.append(Part(_("What it rests on"), [self[name] for name in Sources.__slots__]))
        return parts

    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text_{language}"] for language in LANGUAGES}

    def rests_on(self) -> Sources | None:
        """None where the estimate itself carries the statement."""
        return Sources(**{name: self.cleaned_data[name] for name in Sources.__slots__}) if self.asks_sources else None
