"""Finding what points at a person in a file: identity codes, e-mail addresses, Finnish telephone numbers.

A study needs none of them. One such cell refuses the whole file, and the value is never repeated.

Identity codes: 6 digits, a sign of the century (+ for the 1800s; - Y X W V U; A B C D E F, Government decree in force
from 1.1.2023), 3 digits and a check character, checked by python-stdnum; also within longer text, in small letters,
with spaces round the sign or with a dash that a word processor made longer. Individual numbers 900–999 are never given
to people for good; they pass only where the caller says so (a demonstration).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from stdnum.fi import hetu

Kind = Literal["identity_code", "email", "phone"]

GAP = r"[ \t\u00a0]?"
IDENTITY_CODE = re.compile(rf"(?<![0-9])([0-9]{{6}}){GAP}([-+A-FU-Ya-fu-y]){GAP}([0-9]{{3}}[0-9A-Ya-y])(?![0-9])")
# It begins where a word begins: tried at every letter, one long cell would take hours.
EMAIL = re.compile(r"(?<![^\s@<>,;:\"'()])[^\s@<>,;:\"'()]+@[^\s@<>,;:\"'()]+\.[^\W\d_]{2,}")
UUID = re.compile(r"\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\b")
"""Row numbers that a program made; by chance one could hold something like an identity code."""

# Telephone numbers: with the country code in any grouping, or national (0, area or operator, subscriber) of 9 to 12
# digits together, or of 7 and more where spaces, dashes or brackets show the grouping.
SEPARATOR = r"[ \t\u00a0-]"
PHONES = (
    re.compile(
        rf"(?<![0-9])(?:\+|00){SEPARATOR}?358{SEPARATOR}?\(?0?\)?{SEPARATOR}?[1-9](?:{SEPARATOR}?[0-9]){{4,11}}"
    ),
    re.compile(rf"(?<![0-9.,/+])(?<![0-9]{SEPARATOR})0[1-9][0-9]{{7,10}}(?![0-9.,/]*[0-9])"),
    re.compile(
        rf"(?<![0-9.,/+])(?<![0-9]{SEPARATOR})\(?0[1-9][0-9]{{0,2}}\)?{SEPARATOR}{{1,3}}"
        rf"[0-9]{{2,8}}(?:{SEPARATOR}[0-9]{{2,7}}){{0,4}}(?![0-9.,/:]*[0-9])"
    ),
)  # fmt: skip
NOT_PHONES = re.compile(r"\b[0-9]{1,2}[-./][0-9]{1,2}[-./](?:[0-9]{4}|[0-9]{2})\b")
"""Dates (05-11-2024, with or without a time behind them), which a number could look like."""
FEWEST_DIGITS_GROUPED = 7
DASHES = re.compile("[\u2010-\u2014\u2212\ufe63\uff0d]")


def kind_in(text: str, *, temporary_codes_allowed: bool = False) -> Kind | None:
    """What in `text` points at a person, or None."""
    if not text.isascii():
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
        text = DASHES.sub("-", text)
    if "-" in text:
        text = UUID.sub(" ", text)
    if any(_is_code(match[1] + match[2] + match[3], temporary_codes_allowed) for match in IDENTITY_CODE.finditer(text)):
        return "identity_code"
    if "@" in text and EMAIL.search(text):
        return "email"
    return "phone" if _has_phone(text) else None


def first_with_identifier(texts: Iterable[str], *, temporary_codes_allowed: bool = False) -> tuple[str, Kind] | None:
    """The first of some distinct texts that points at a person, with what it is.

    All texts are first searched as one, so that a hundred thousand clean cells cost a few passes of a compiled search.
    """
    texts = [text for text in texts if len(text) >= 6]
    if kind_in("\n".join(texts), temporary_codes_allowed=temporary_codes_allowed) is None:
        return None
    for text in texts:
        kind = kind_in(text, temporary_codes_allowed=temporary_codes_allowed)
        if kind is not None:
            return text, kind
    return None


def _is_code(candidate: str, temporary_codes_allowed: bool) -> bool:
    temporary = candidate[7] == "9"
    if temporary and temporary_codes_allowed:
        return False
    return bool(hetu.is_valid(candidate, allow_temporary=True))


def _has_phone(text: str) -> bool:
    if PHONES[0].search(text):
        return True
    text = NOT_PHONES.sub("\n", text)
    if PHONES[1].search(text):
        return True
    return any(
        sum(character.isdigit() for character in match[0]) >= FEWEST_DIGITS_GROUPED
        for match in PHONES[2].finditer(text)
    )
