"""Titles and names that people write in up to three languages, one column a language."""

from __future__ import annotations

from typing import Any, overload

from django.conf import settings
from django.utils.translation import get_language

from oppiva.impact.text import LANGUAGES, Language, Text

SORT_KEYS = str.maketrans({"å": "z1", "ä": "z2", "ö": "z3", "w": "v", "é": "e", "ü": "y"})


class Translated:
    """Reads `name_fi`, `name_sv` or `name_en` by the reader's language; a missing one falls back to fi, sv, en.

    >>> class Area(models.Model):
    ...     name_fi, name_sv, name_en = translated_char_fields(120)
    ...     name = Translated("name")
    """

    def __init__(self, stem: str) -> None:
        self.stem = stem

    @overload
    def __get__(self, instance: None, owner: type) -> Translated: ...
    @overload
    def __get__(self, instance: object, owner: type) -> str: ...
    def __get__(self, instance: object | None, owner: type) -> Translated | str:
        if instance is None:
            return self
        return as_text(instance, self.stem).in_(current_language())


def as_text(instance: object, stem: str) -> Text:
    """All three languages of `stem`, missing ones filled from those given; empty if none is."""
    given: dict[str, str] = {language: getattr(instance, f"{stem}_{language}") or "" for language in LANGUAGES}
    return Text.from_mapping(given) if any(given.values()) else Text("", "", "")


def current_language() -> Language:
    """The reader's language, one of fi, sv and en."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return "fi" if language == "fi" else "sv" if language == "sv" else "en"


def sort_key(text: Any) -> str:
    """Finnish alphabetical order: å ä ö after z, w as v. The database has no ICU, so lists are sorted with this."""
    return str(text).casefold().translate(SORT_KEYS)
