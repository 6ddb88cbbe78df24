"""Every message of the statistics wing exists in three languages and fills in the same fields."""

from __future__ import annotations

import string

import pytest

from oppiva.impact import errors
from oppiva.impact.text import LANGUAGES

CATALOGUE = errors._catalogue()


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_message_exists_in_every_language_with_the_same_fields(code: str) -> None:
    texts = CATALOGUE[code]
    assert set(texts) == set(LANGUAGES)
    assert all(texts[language].strip() for language in LANGUAGES)
    assert fields(texts["fi"]) == fields(texts["sv"]) == fields(texts["en"])


def test_a_message_that_does_not_exist_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        errors.message("no_such_message")
