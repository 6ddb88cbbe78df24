"""The report's own words are whole in three languages, and days, times and numbers are the language's own."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime

import pytest

from oppiva.impact.text import LANGUAGES, Language
from oppiva.publishing.report import words


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(words.catalogue()))
def test_a_text_stands_in_three_languages_with_the_same_fields(code: str) -> None:
    texts = words.catalogue()[code]
    assert set(texts) == set(LANGUAGES)
    assert all(texts.values())
    assert len({frozenset(_fields(text)) for text in texts.values()}) == 1


MAY_SAY_EFFECT = {
    "summary.count_effect",
    "summary.count_effect_small",
    "summary.count_indication",
    "allowed.level_effect",
    "allowed.level_indication",
}
"""Said only where the gate gave that level."""


@pytest.mark.parametrize("code", sorted(set(words.catalogue()) - MAY_SAY_EFFECT))
def test_the_reports_own_words_never_say_effect(code: str) -> None:
    assert not [text for text in words.catalogue()[code].values() if re.search("vaikut|effekt|effect", text.lower())]


@pytest.mark.parametrize(
    ("language", "written"),
    [("fi", "14.8.2026 klo\u00a09.12"), ("sv", "14.8.2026 kl.\u00a09.12"), ("en", "14 August 2026 at 9.12")],
)
def test_a_time_is_written_in_finnish_time(language: Language, written: str) -> None:
    assert words.moment(datetime(2026, 8, 14, 6, 12, tzinfo=UTC), language) == written


def test_a_small_p_is_not_written_as_zero() -> None:
    assert words.p_value(0.00002, "fi") == "<\u00a00,001"
    assert words.p_in_text(0.00002, "en") == "p\u00a0<\u00a00.001"
    assert words.p_value(None, "fi") == "–"


def test_three_things_are_joined_as_each_language_does() -> None:
    assert [words.joined(["a", "b", "c"], language) for language in LANGUAGES] == [
        "a, b ja c",
        "a, b och c",
        "a, b and c",
    ]


def test_a_clause_becomes_one_sentence() -> None:
    assert words.sentence("joukko pieneni") == "Joukko pieneni."
    assert words.sentence("Miksi?") == "Miksi?"
