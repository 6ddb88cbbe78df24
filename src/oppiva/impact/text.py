"""Texts that exist in the three languages of the product, and numbers as each of them writes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Finnish, Swedish and English."""

    fi: str
    sv: str
    en: str

    @classmethod
    def same(cls, text: str) -> Text:
        """A text that needs no translation: a column name, a code, what a user wrote in one language."""
        return cls(text, text, text)

    @classmethod
    def from_mapping(cls, texts: dict[str, str]) -> Text:
        """From {"fi": …, "sv": …, "en": …}; a missing language takes the first one given."""
        given = [texts[language] for language in LANGUAGES if texts.get(language)]
        if not given:
            raise ValueError("a text needs at least one of fi, sv and en")
        return cls(*(texts.get(language) or given[0] for language in LANGUAGES))

    def in_(self, language: str) -> str:
        """The text in `language` ("fi", "sv" or "en")."""
        if language not in LANGUAGES:
            raise ValueError(f"unknown language {language!r}; expected one of {', '.join(LANGUAGES)}")
        return str(getattr(self, language))

    def to_dict(self) -> dict[str, str]:
        return {"fi": self.fi, "sv": self.sv, "en": self.en}


def number(value: float, language: str, decimals: int | None = None) -> str:
    """`value` as the language writes it: 1 794,34 (fi, sv) or 1,794.34 (en), with a true minus sign.

    Without `decimals` the precision follows the size: none from 100, one from 10, two from 1, three below.
    """
    if not math.isfinite(value):
        raise ValueError(f"no number to write: {value}")
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    written = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in written for digit in "123456789")
    if language != "en":
        written = written.replace(",", NO_BREAK).replace(".", ",")
    return (MINUS if negative else "") + written


def interval(low: float, high: float, language: str, decimals: int | None = None) -> str:
    """`low … high` in the language's numbers; no-break spaces keep it on one line."""
    return f"{number(low, language, decimals)}{NO_BREAK}{ELLIPSIS}{NO_BREAK}{number(high, language, decimals)}"


def percent(share: float, language: str, decimals: int = 0) -> str:
    """A share 0–1 as a percentage: 62 % (fi, sv), 62% (en)."""
    return number(100 * share, language, decimals) + ("%" if language == "en" else f"{NO_BREAK}%")


def level_number(level: float, language: str) -> str:
    """A confidence level 0–1 in percent with every digit it has: 95, 99,95; never rounded to 100."""
    share = round(100 * level, 10)
    decimals = next(places for places in range(11) if round(share, places) == share)
    return number(share, language, decimals)


def level_percent(level: float, language: str) -> str:
    """A confidence level 0–1 as a percentage with every digit it has: 95 % (fi, sv), 99.9% (en)."""
    return level_number(level, language) + ("%" if language == "en" else f"{NO_BREAK}%")


_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(value: date, language: str) -> str:
    """15.10.2020 (fi, sv) or 15 October 2020 (en)."""
    if language == "en":
        return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return f"{value.day}.{value.month}.{value.year}"
