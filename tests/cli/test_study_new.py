"""`oppiva study new` before there is a plan: its options are held to the same rules as a plan's keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oppiva.cli import main
from oppiva.impact.plan.read import parse_plan


def new(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["study", "new", "--data", str(data), "--language", "en", *options])


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text("arm,y\n" + "0,1\n1,2\n" * 10, "utf-8")
    return tmp_path / "people.csv"


@pytest.mark.parametrize(
    "option",
    [
        ("--encoding", "klingon"), ("--encoding", "rot13"), ("--encoding", "hex"), ("--encoding", "idna"),
        ("--sheet", "0"), ("--sheet", ""),
    ],
)  # fmt: skip
def test_an_option_that_no_plan_could_hold_is_refused_with_the_name_of_the_options(people, option):
    found = new(people, *option)
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"[data] {option[0][2:]}" in found.stderr
    assert "--encoding" in found.stderr


def test_a_title_over_the_header_names_the_option_that_skips_it(tmp_path):
    (tmp_path / "people.csv").write_text("Our people;\narm;y\n" + "0;1\n1;2\n" * 10, "utf-8")
    found = new(tmp_path / "people.csv")
    assert found.exit_code == 2
    assert "--header-row" in found.stderr
    assert new(tmp_path / "people.csv", "--header-row", "2").exit_code == 0


def test_a_sheet_named_by_very_many_digits_is_a_name(people):
    plan = parse_plan(new(people, "--sheet", "9" * 5000).stdout)
    assert plan.data.sheet == "9" * 5000
