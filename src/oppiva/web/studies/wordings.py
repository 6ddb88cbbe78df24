"""What the gate says of each language of a finding, with the words it stopped at marked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from oppiva.core.language import current_language
from oppiva.evaluation.models import FindingVersion
from oppiva.evaluation.models.finding import Wording
from oppiva.impact.text import LANGUAGES, Text


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `answer` is empty where the gate has nothing to say of it."""

    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ShownWording:
    """One language of a finding."""

    language: str
    pieces: list[Piece]
    answer: str
    label: str
    reasons: list[str]


def wordings_of(version: FindingVersion) -> list[ShownWording]:
    """The languages in which the finding is written."""
    written = [language for language in LANGUAGES if getattr(version, f"text_{language}")]
    return [_shown(version, language) for language in written]


def _shown(version: FindingVersion, language: str) -> ShownWording:
    text = getattr(version, f"text_{language}")
    found = version.words.get(language, [])
    answer = getattr(version, f"wording_{language}")
    here = current_language()
    reasons = list(dict.fromkeys(f"“{row['words']}”: {Text.from_mapping(row['because']).in_(here)}" for row in found))
    return ShownWording(language, _pieces(text, found), answer, str(Wording(answer).label), reasons)


def _pieces(text: str, found: list[dict[str, object]]) -> list[Piece]:
    """The text cut at the words found; a stretch found twice takes the first answer."""
    spans = sorted((int(str(row["start"])), int(str(row["end"])), str(row["answer"])) for row in found)
    cuts = sorted({0, len(text), *(place for start, end, _answer in spans for place in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        answer = next((answer for first, last, answer in spans if first <= start and end <= last), "")
        pieces.append(Piece(text[start:end], answer if answer != "fits" else ""))
    return pieces
