"""The lists of one language, compiled once, and the lemmas of its words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import StreamDictionaryFactory

from oppiva.impact.text import LANGUAGES


@dataclass(frozen=True, slots=True)
class Entry:
    """One list of words of cause. `direction`: up, down, good, bad or none."""

    kind: str
    direction: str
    lemmas: frozenset[str]
    form: re.Pattern[str] | None
    phrase: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of cause of one language and what softens them."""

    entries: tuple[Entry, ...]
    exempt: re.Pattern[str]
    disclaimer: re.Pattern[str]
    indication: re.Pattern[str]
    negations: frozenset[str]
    hedges: frozenset[str]
    aims: frozenset[str]
    aimed: re.Pattern[str]
    intransitive: frozenset[str]
    agentless: re.Pattern[str] | None
    ambitransitive: frozenset[str]
    not_an_object: frozenset[str]
    pilot_subject: re.Pattern[str]
    pilot_owner: re.Pattern[str]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of "fi", "sv" or "en". Raises ValueError for another language."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; expected one of {', '.join(LANGUAGES)}")
    source = files("oppiva.impact.claim.wording").joinpath(f"{language}.toml")
    raw = tomllib.loads(source.read_text("utf-8"))
    soft, pilot = raw["softeners"], raw["pilot"]
    return Lexicon(
        entries=tuple(_entry(item) for item in raw["words"]),
        exempt=_searched(raw["exempt"]["phrases"]),
        disclaimer=_searched(soft["disclaimers"]),
        indication=_searched(soft["indication"]),
        negations=frozenset(soft["negations"]),
        hedges=frozenset(soft["hedges"]),
        aims=frozenset(soft["aims"]),
        aimed=_searched(soft["aimed"]),
        intransitive=frozenset(soft["intransitive"]),
        agentless=_whole(soft["agentless"]) if soft["agentless"] else None,
        ambitransitive=frozenset(soft.get("ambitransitive", ())),
        not_an_object=frozenset(soft.get("not_an_object", ())),
        pilot_subject=_whole(pilot["subjects"]),
        pilot_owner=_whole(pilot["owners"]),
    )


def _entry(raw: dict[str, Any]) -> Entry:
    return Entry(
        kind=raw["kind"],
        direction=raw["direction"],
        lemmas=frozenset(raw.get("lemmas", ())),
        form=_whole(raw["forms"]) if raw.get("forms") else None,
        phrase=_searched(raw["phrases"]) if raw.get("phrases") else None,
    )


def _whole(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(patterns) + r")\Z")


def _searched(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


@cache
def _lemmatizer() -> Lemmatizer:
    # Dictionaries are searched as they are stored: about 70 MB for three languages instead of several hundred.
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=StreamDictionaryFactory()))


@lru_cache(maxsize=20_000)
def lemma(word: str, language: str) -> str:
    """The dictionary form of a word in lower case, by simplemma; the first call of a language takes a second or two."""
    return str(_lemmatizer().lemmatize(word, lang=language)).lower()
