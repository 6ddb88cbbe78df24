"""The reference of the plan file is run, and names every key that the reader knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oppiva.impact.plan import read

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "plan.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_runs_as_it_stands_and_prints_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.toml").write_text(block("toml"), "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "plan.md", "exec"), {})
    assert capsys.readouterr().out == block("text")


@pytest.mark.parametrize(
    "key", sorted({*read.TOP, *read.DATA, *read.DESIGN, *read.OUTCOME, "columns", "method", "seed", "registered_on"})
)
def test_every_key_is_in_the_reference(key: str) -> None:
    assert re.search(rf"`\[*{key}\]*`", PAGE)


@pytest.mark.parametrize("word", sorted({*read.TOP_LATER, *read.DESIGN_LATER, *read.OUTCOME_LATER, *read.KINDS_LATER}))
def test_every_word_that_is_not_built_yet_is_in_the_reference(word: str) -> None:
    assert re.search(rf"`\[*{word}\]*`", PAGE.split("## Words that are known")[1])
