"""The catalogues are whole, and one word of English is one word of Finnish and one of Swedish everywhere."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fi", "sv")


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """`scripts/catalogues.py` as a module."""
    found = importlib.util.spec_from_file_location("catalogues", ROOT / "scripts" / "catalogues.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module  # its dataclass looks itself up there
    found.loader.exec_module(module)
    return module


def _entries(language: str) -> list[tuple[str, polib.POEntry]]:
    """Every entry with the room it stands in."""
    files = sorted((ROOT / "src" / "oppiva").rglob(f"locale/{language}/LC_MESSAGES/django.po"))
    return [(str(path.parents[3].relative_to(ROOT)), entry) for path in files for entry in polib.pofile(str(path))]


def _translations(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,)


def test_every_string_is_translated_and_every_catalogue_compiled(catalogues: ModuleType) -> None:
    assert catalogues.check() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_translated_in_two_ways(language: str) -> None:
    # Django joins all rooms into one catalogue, so of two translations only one would ever be seen; where a word
    # needs two, the code says which is meant with pgettext.
    seen: defaultdict[tuple[str, str, str], dict[str, list[str]]] = defaultdict(dict)
    for room, entry in _entries(language):
        for form, translation in zip(("one", "many"), _translations(entry), strict=False):
            seen[entry.msgctxt or "", entry.msgid, form].setdefault(translation, []).append(room)
    assert {key: found for key, found in seen.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same_in_both_languages(language: str, catalogues: ModuleType) -> None:
    differing = [
        (room, entry.msgid)
        for room, entry in _entries(language)
        for translation in _translations(entry)
        if set(catalogues.PLACEHOLDER.findall(translation))
        != set(catalogues.PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_and_begins_as_its_original_does(language: str) -> None:
    # A lost full stop joins two sentences on a page; a lost space joins two words.
    signs = (".", ":", "?", " ", "\n")
    differing = [
        (room, entry.msgid)
        for room, entry in _entries(language)
        for translation in _translations(entry)
        for sign in signs
        if entry.msgid.endswith(sign) != translation.endswith(sign)
        or entry.msgid.startswith(" ") != translation.startswith(" ")
    ]
    assert differing == []
