"""What `oppiva study run --out` leaves behind: three whole files, or what was there before."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from oppiva.cli import main

PLAN = """
title = "A trial"
[design]
kind = "trial"
arm = "arm"
control = 0
[[outcome]]
name = "y"
kind = "amount"
[inference]
randomisation_draws = 0
"""
NAMES = ["report.html", "report.pdf", "result.json"]


@pytest.fixture
def trial(tmp_path: Path) -> tuple[Path, Path]:
    rng = np.random.default_rng(1)
    rows = [f"{row % 2},{row % 2 + rng.normal():.3f}" for row in range(40)]
    (tmp_path / "people.csv").write_text("\n".join(["arm,y", *rows]), "utf-8")
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    return tmp_path / "plan.toml", tmp_path / "people.csv"


def run(trial: tuple[Path, Path], out: Path) -> Result:
    plan, data = trial
    return CliRunner().invoke(main, ["study", "run", str(plan), "--data", str(data), "--out", str(out)])


def test_a_run_leaves_three_whole_files_and_nothing_else(trial, tmp_path):
    out = tmp_path / "new" / "result"
    assert run(trial, out).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == NAMES
    assert json.loads((out / "result.json").read_text("utf-8"))["result_format"] == 1


def test_a_report_that_cannot_be_made_leaves_the_earlier_run_as_it_was(trial, tmp_path, monkeypatch):
    out = tmp_path / "result"
    run(trial, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    trial[0].write_text(PLAN.replace("A trial", "Another trial"), "utf-8")

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("oppiva.publishing.report.write.render_pdf", full)
    found = run(trial, out)
    assert (found.exit_code, found.stdout) == (2, "")
    assert str(out) in found.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_check_refuses_numbers_drawn_that_the_file_contradicts(trial):
    plan, data = trial
    plan.write_text(PLAN + '[flow]\ndrawn = { "0" = 3, "1" = 50 }\n', "utf-8")
    found = CliRunner().invoke(main, ["study", "check", str(plan), "--data", str(data), "--language", "en"])
    assert found.exit_code == 2
    assert "the file holds 20" in found.stderr
