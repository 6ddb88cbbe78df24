"""What is said when a plan, a file or a design cannot be used: one sentence in three languages.

Every message lives in `messages/*.toml` under its code, so that translators find them in one place and
a test can hold that each exists in fi, sv and en with the same fields in braces.
"""

from __future__ import annotations

import string
import tomllib
from functools import cache
from importlib.resources import files

from oppiva.impact.text import LANGUAGES, Text


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = {}
    for source in sorted(files("oppiva.impact.messages").iterdir(), key=lambda item: item.name):
        if source.name.endswith(".toml"):
            for code, texts in tomllib.loads(source.read_text("utf-8")).items():
                if code in entries:
                    raise ValueError(f"message {code} stands twice, the second time in {source.name}")
                entries[code] = texts
    return entries


def message(code: str, **fields: object) -> Text:
    """The message `code` with its fields filled in; a field that is a `Text` is filled in per language.

    Raises KeyError for a code or a field that does not exist: a missing message is a fault of ours.
    """
    texts = _catalogue()[code]
    return Text(*(_fill(texts[language], language, fields) for language in LANGUAGES))


def _fill(template: str, language: str, fields: dict[str, object]) -> str:
    chosen = {name: value.in_(language) if isinstance(value, Text) else value for name, value in fields.items()}
    return string.Formatter().vformat(template, (), chosen)


class Refusal(Exception):
    """Input that cannot be used. `text` says where, what was found and what was expected; `code` names the rule.

    `str(refusal)` is the English sentence; a page or the terminal takes `refusal.text.in_(language)`.
    """

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.text = message(code, **fields)
        super().__init__(self.text.en)


class PlanRefusal(Refusal):
    """The plan file is wrong: unknown key, wrong type, a choice that does not exist, keys that contradict."""


class DataRefusal(Refusal):
    """The data file, or what it holds, cannot be used with this plan."""


class DesignRefusal(Refusal):
    """Plan and data can be read, but the estimate asked for does not exist in them."""
