"""Taking typed keys out of one section of a plan, so that whatever is wrong is refused with its place."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from oppiva.impact.errors import PlanRefusal, message
from oppiva.impact.plan.model import Value
from oppiva.impact.text import LANGUAGES, Text

Choice = TypeVar("Choice")
LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """A value of the plan as a message repeats it: as TOML would write it, cut where it is long."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{key} = {shown(item)}" for key, item in value.items()) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word` in spelling, or None where none is near; upper and lower case are alike."""
    by_folded = {item.casefold(): item for item in known}
    found = difflib.get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


class Section:
    """The keys of one section. `place` is how a message names it: "[design]", "[[outcome]] 2"; "" is the top."""

    def __init__(self, place: str, values: object, known: tuple[str, ...], later: frozenset[str] = frozenset()) -> None:
        self.place = place
        if not isinstance(values, dict):
            raise PlanRefusal("plan_wrong_type", key=place, expected=message("plan_a_section"), found=shown(values))
        # The resolved plan writes an absent key as null.
        self.values: dict[str, Any] = {key: value for key, value in values.items() if value is not None}
        for key in self.values:
            if key in known:
                continue
            section = Text.same(place) if place else message("plan_top")
            if key in later:
                raise PlanRefusal("plan_later_key", section=section, key=key)
            near = nearest(key, known)
            if near is not None:
                raise PlanRefusal("plan_unknown_key", section=section, key=key, nearest=near)
            raise PlanRefusal("plan_unknown_key_far", section=section, key=key, known=", ".join(known))

    def where(self, key: str) -> str:
        """How a message names the key: "[design] kind"."""
        return f"{self.place} {key}".strip()

    def refuse(self, key: str, expected: str, **fields: object) -> PlanRefusal:
        """The refusal of a value that is not what message `expected` describes."""
        return PlanRefusal(
            "plan_wrong_type",
            key=self.where(key),
            expected=message(expected, **fields),
            found=shown(self.values[key]),
        )

    def require(self, key: str) -> None:
        """Raises PlanRefusal where the key is absent."""
        if key not in self.values:
            raise PlanRefusal("plan_missing_key", key=self.where(key))

    def string(self, key: str) -> str | None:
        """One non-empty text in no particular language: a column's name, a reference."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "plan_a_text")
        return value

    def required_string(self, key: str) -> str:
        self.require(key)
        value = self.string(key)
        assert value is not None
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts, none twice; a lone text is not a list."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.refuse(key, "plan_a_list_of_texts")
        seen: set[str] = set()
        for item in value:
            if item in seen:
                raise PlanRefusal("plan_listed_twice", key=self.where(key), found=shown(item))
            seen.add(item)
        return tuple(value)

    def text(self, key: str) -> Text | None:
        """One text for all languages, or {fi, sv, en}; a language left out takes the first one given."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return Text.same(value)
        if (
            isinstance(value, dict)
            and value
            and all(language in LANGUAGES for language in value)
            and all(isinstance(item, str) and item.strip() for item in value.values())
        ):
            return Text.from_mapping(value)
        raise self.refuse(key, "plan_a_text_or_languages")

    def choice(self, key: str, choices: tuple[Choice, ...], default: Choice) -> Choice:
        """One of the words that the format knows."""
        if key not in self.values:
            return default
        value = self.values[key]
        if isinstance(value, str) and value in choices:
            return choices[choices.index(value)]
        words = [str(choice) for choice in choices if choice is not None]
        near = nearest(value, words) if isinstance(value, str) else None
        if near is not None:
            raise PlanRefusal(
                "plan_wrong_choice_near",
                key=self.where(key), found=shown(value), choices=", ".join(words), nearest=near,
            )  # fmt: skip
        raise PlanRefusal("plan_wrong_choice", key=self.where(key), found=shown(value), choices=", ".join(words))

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse(key, "plan_a_whole_number", low=low, high=high)
        return value

    def number(self, key: str) -> float | None:
        """A finite number."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < float("inf"):
            raise self.refuse(key, "plan_a_number")
        return float(value)

    def boolean(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.refuse(key, "plan_true_or_false")
        return value

    def day(self, key: str) -> date | None:
        """A date as TOML writes it (2026-01-15); the resolved plan, being JSON, holds it as a text."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self.refuse(key, "plan_a_date") from None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.refuse(key, "plan_a_date")
        return value

    def value(self, key: str) -> Value:
        """A value to compare cells with; 0.0 and 0 are one number, and so one plan."""
        self.require(key)
        value = self.values[key]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if not isinstance(value, (str, int, float, bool)) or value == "" or not _is_finite(value):
            raise self.refuse(key, "plan_a_value")
        return value

    def section(self, key: str, known: tuple[str, ...], later: frozenset[str] = frozenset()) -> Section:
        """The section under `key`, empty where it is absent."""
        return Section(f"[{key}]", self.values.get(key, {}), known, later)


def _is_finite(value: Value) -> bool:
    return isinstance(value, str) or math.isfinite(value)
