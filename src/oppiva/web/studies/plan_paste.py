"""The plan as a file: pasted or chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_PLAN = 200_000


class PasteForm(forms.Form):
    """A plan file's text; a chosen file goes before what is pasted."""

    text = forms.CharField(
        label=_("The plan file"),
        required=False,
        max_length=LONGEST_PLAN,
        widget=forms.Textarea(attrs={"class": "code", "spellcheck": "false"}),
        strip=False,
    )
    file = forms.FileField(label=_("Or choose the file"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            try:
                cleaned["text"] = file.read(LONGEST_PLAN).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not text in UTF-8; expected a plan file (.toml)."))
        if not self.errors and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("Paste a plan or choose its file."))
        return cleaned
