"""The report's own words, in three languages, from `texts/*.toml`; and days and times as each language writes them."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from oppiva.impact.text import NO_BREAK, Language, Text, day, number

DASH = "\N{EN DASH}"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every text of the report: "subject.code" → {"fi": …, "sv": …, "en": …}; the subject is the file's name."""
    entries: dict[str, dict[str, str]] = {}
    for source in sorted(files("oppiva.publishing.report").joinpath("texts").iterdir(), key=lambda item: item.name):
        if source.name.endswith(".toml"):
            subject = source.name.removesuffix(".toml")
            for code, texts in tomllib.loads(source.read_text("utf-8")).items():
                entries[f"{subject}.{code}"] = texts
    return entries


def say(code: str, language: Language, **fields: object) -> str:
    """The text `code` in `language` with its fields filled in; a field that is a `Text` takes the same language.

    Raises KeyError for a code or field that does not exist: a missing text is a fault of ours.
    """
    chosen = {name: value.in_(language) if isinstance(value, Text) else value for name, value in fields.items()}
    return catalogue()[code][language].format_map(chosen)


def known(code: str) -> bool:
    """Whether the report has words for `code`: what another module names may be newer than this catalogue."""
    return code in catalogue()


def _in_finland(value: datetime) -> datetime:
    """The time in Finland; one without a zone is taken as it stands."""
    if value.tzinfo is not None:
        # A machine without the time zone database writes the time as it was given.
        with suppress(ZoneInfoNotFoundError):
            return value.astimezone(ZoneInfo("Europe/Helsinki"))
    return value


def day_of(value: datetime, language: Language) -> str:
    """The day in Finland: "14.8.2019"."""
    return day(_in_finland(value).date(), language)


def moment(value: datetime, language: Language) -> str:
    """Day and clock time in Finland: "14.8.2019 klo 9.12"."""
    value = _in_finland(value)
    clock = f"{value.hour}.{value.minute:02d}"
    return say("frame.moment", language, day=day(value.date(), language), clock=clock)


def count(value: int | None, language: Language, *, released: bool = False) -> str:
    """A number of people. One that is not there was withheld if the result was released, else it is not known."""
    if value is not None:
        return number(value, language, 0)
    return say("frame.withheld", language) if released else DASH


def p_value(value: float | None, language: Language) -> str:
    """Three decimals, "< 0.001" below that, a dash where there is none."""
    if value is None:
        return DASH
    if value < 0.001:
        return f"<{NO_BREAK}{number(0.001, language, 3)}"
    return number(value, language, 3)


def p_in_text(value: float | None, language: Language) -> str:
    """ "p = 0.019" or "p < 0.001", on one line."""
    written = p_value(value, language)
    return f"p{NO_BREAK}{written}" if written.startswith("<") else f"p{NO_BREAK}={NO_BREAK}{written}"


def joined(items: tuple[str, ...] | list[str], language: Language) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {say('frame.and', language)} " + items[-1]


def stopped(text: str) -> str:
    """`text` with a full stop, unless it already ends a sentence."""
    text = text.strip()
    return f"{text}." if text and text[-1] not in ".!?…" else text


def sentence(text: str) -> str:
    """A clause as a sentence: with a capital first letter and a full stop."""
    text = stopped(text)
    return text[:1].upper() + text[1:]
