"""Carrying out what a form asks: a refusal of the domain is said on the form, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from oppiva.core.refusal import Refused
from oppiva.web.frame.meanwhile import refuse_if_unseen

Done = TypeVar("Done")


class NotDone(Exception):
    """The form now says why."""


def carry_out(form: forms.BaseForm, act: Callable[[], Done]) -> Done:
    """Runs `act` in a transaction and gives what it gives; where the domain refuses, the form is told.

    Raises NotDone when `act` raised Refused or ValidationError."""
    try:
        with transaction.atomic():
            refuse_if_unseen(form)
            return act()
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
    except ValidationError as error:
        _place(form, error)
    raise NotDone


def _place(form: forms.BaseForm, error: ValidationError) -> None:
    """Each message at its field, or above the form where the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)
