"""The gate's rules and sentences, read once from the data files beside this module."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from oppiva.impact.text import LANGUAGES, Text


@cache
def load(name: str) -> Mapping[str, Any]:
    """The data file `name` ("rules", "scale", "sentences", "pooling") as read; callers do not change it."""
    source = files("oppiva.impact.claim").joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text("utf-8"))


def entry(name: str, *path: str) -> Mapping[str, Any]:
    """One entry of a data file; KeyError for one that does not exist, which is a fault of ours."""
    found: Mapping[str, Any] = load(name)
    for key in path:
        found = found[key]
    return found


def threshold(name: str) -> float:
    """A threshold of rules.toml."""
    return float(load("rules")["thresholds"][name])


def fill(templates: Mapping[str, Any], suffix: str = "", /, **fields: object) -> Text:
    """Fill the fi, sv and en templates of one entry; a field that is a `Text` is filled in per language.

    With `suffix` a template of that ending is taken where the language has one (`sv_because`).
    """

    def one(language: str) -> str:
        chosen = {name: value.in_(language) if isinstance(value, Text) else value for name, value in fields.items()}
        template = templates.get(f"{language}{suffix}", templates[language])
        return string.Formatter().vformat(template, (), chosen)

    return each(one)


def each(write: Callable[[str], str]) -> Text:
    """A text from what `write` gives for each language."""
    return Text(*(write(language) for language in LANGUAGES))
