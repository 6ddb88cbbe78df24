"""A form remembers the state of the row on which it was opened."""

from __future__ import annotations

from django import forms
from django.db import models
from django.http import QueryDict

from oppiva.core.meanwhile import ChangedMeanwhile, mark_of, refuse_if_changed

SEEN = "seen"


def watch(form: forms.Form, row: models.Model | None) -> None:
    """The form carries the row's mark in a hidden field; `refuse_if_unseen` compares it when the form is acted on."""
    form.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=mark_of(row))
    form.watched = row  # type: ignore[attr-defined]


def refuse_if_unseen(form: forms.BaseForm) -> None:
    """Raises ChangedMeanwhile where the watched row changed since the form was opened. Call it in the transaction.

    The form then carries the new mark: who saves again knows that somebody else was there.
    """
    if SEEN not in form.fields or form.add_prefix(SEEN) not in form.data:
        return  # nothing is watched, or the request does not come from the form
    row = form.watched  # type: ignore[attr-defined]
    try:
        refuse_if_changed(row, form.cleaned_data[SEEN])
    except ChangedMeanwhile:
        assert isinstance(form.data, QueryDict)
        data = form.data.copy()
        data[form.add_prefix(SEEN)] = mark_of(row)
        form.data = data
        raise
