import string
import tomllib
from pathlib import Path

import pytest

import oppiva.impact.claim
from oppiva.impact.claim.catalogue import load
from oppiva.impact.claim.grade import start
from oppiva.impact.text import LANGUAGES

FOLDER = Path(next(iter(oppiva.impact.claim.__path__)))
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "gate-rules.md"


def entries(node, path=()):
    """Every entry of a data file that holds texts in three languages."""
    if isinstance(node, dict):
        if "fi" in node:
            yield path, node
        else:
            for key, value in node.items():
                yield from entries(value, (*path, key))


def fields_of(template):
    return {part[1] for part in string.Formatter().parse(template)} - {None}


@pytest.mark.parametrize("name", ["rules", "sentences", "refused", "pooling", "wording/reasons"])
def test_every_text_stands_in_three_languages_with_the_same_fields(name):
    for path, texts in entries(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))):
        assert set(LANGUAGES) <= set(texts), path
        if all(isinstance(texts[language], str) for language in LANGUAGES):
            fields = [
                {part[1] for part in string.Formatter().parse(texts[language])} - {None} for language in LANGUAGES
            ]
            assert fields[0] == fields[1] == fields[2], path


def test_every_rule_and_reason_stands_in_the_reference():
    text = REFERENCE.read_text("utf-8")
    for key in load("rules")["caps"]:
        assert f"| {key.partition('_')[0]} |" in text
    for code in load("rules")["reasons"]:
        assert f"`{code}`" in text


@pytest.mark.parametrize(
    ("design", "passed", "grade"),
    [
        ("none", True, 0),
        ("one_group", True, 1),
        ("unadjusted", True, 2),
        ("adjusted", True, 3),
        ("adjusted", False, 2),
        ("threshold", True, 4),
        ("threshold", False, 2),
        ("drawn", True, 5),
    ],
)
def test_each_design_starts_where_the_scale_says(design, passed, grade):
    assert start(design, diagnostics_passed=passed) == grade
