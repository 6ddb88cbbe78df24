"""Saving under the rules: what the model or the database refuses becomes a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused
from oppiva.impact.text import LANGUAGES


def columns(stem: str, texts: Mapping[str, str]) -> dict[str, str]:
    """{"fi": …} as the columns of one text, {"stem_fi": …, "stem_sv": "", …}: a language not given is emptied."""
    return {f"{stem}_{language}": (texts.get(language) or "").strip() for language in LANGUAGES}


def save_or_refuse(row: models.Model) -> None:
    """Check fields and constraints, then save. Raises Refused with every message; nothing is saved then.

    The database stays the last judge: what passes the check but meets another's change is refused too.
    """
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(_sentence(row, error)) from error
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Someone changed this at the same time. Look at it again and repeat what you did.")) from error


def _sentence(row: models.Model, error: ValidationError) -> str:
    parts: list[str] = []
    for field, messages in error.message_dict.items():
        said = " ".join(messages)
        if field == NON_FIELD_ERRORS:
            parts.append(said)
        else:
            parts.append(f"{row._meta.get_field(field).verbose_name}: {said}")  # type: ignore[union-attr]
    return " ".join(parts)
