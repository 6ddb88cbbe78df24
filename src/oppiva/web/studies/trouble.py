"""A domain's no, said on the form where it was asked for."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from oppiva.core.language import current_language
from oppiva.impact.errors import Refusal


def add_trouble(form: forms.Form, trouble: Exception) -> None:
    """Beside its field where the trouble has one, above the form otherwise; in the reader's language."""
    if isinstance(trouble, ValidationError) and hasattr(trouble, "error_dict"):
        for name, errors in trouble.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    elif isinstance(trouble, ValidationError):
        form.add_error(None, trouble)
    else:
        form.add_error(None, said(trouble))


def said(trouble: Exception) -> str:
    """The sentence of a refusal in the reader's language."""
    return trouble.text.in_(current_language()) if isinstance(trouble, Refusal) else str(trouble)
