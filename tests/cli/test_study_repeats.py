"""The same plan and file give the same numbers, whatever the machine around them is set to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

PLAN = """
title = "A trial"
[design]
kind = "trial"
arm = "arm"
control = "ei"
strata = ["site"]
[adjust]
columns = ["age", "school"]
method = "lin"
[inference]
randomisation_draws = 500
[[outcome]]
name = "y"
kind = "amount"
"""
SURROUNDINGS = {
    "PYTHONHASHSEED": ("1", "2"),
    "TZ": ("Europe/Helsinki", "America/Los_Angeles"),
    "LC_ALL": ("C.UTF-8", "fi_FI.UTF-8"),
    "OMP_NUM_THREADS": ("1", "2"),
}
ROUNDING = 1e-9
"""Sums taken in another order differ by rounding alone."""


def rows() -> list[str]:
    rng = np.random.default_rng(3)
    return [
        f"{'kyllä' if row % 2 else 'ei'},{('Åbo', 'Oulu', 'Pori')[row // 2 % 3]},{18 + row % 40},"
        f"{('a', 'b', 'ö')[row % 7 % 3]},{row % 2 + rng.normal():.3f}"
        for row in range(120)
    ]


def run(folder: Path, lines: list[str], surroundings: int = 0) -> dict[str, Any]:
    (folder / "people.csv").write_text("\n".join(["arm,site,age,school,y", *lines]), "utf-8")
    (folder / "plan.toml").write_text(PLAN, "utf-8")
    around = {name: values[surroundings] for name, values in SURROUNDINGS.items()}
    done = subprocess.run(
        [sys.executable, "-m", "oppiva", "study", "run", "plan.toml", "--data", "people.csv", "--json"],
        cwd=folder,
        env=os.environ | around,
        capture_output=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    result.pop("made_at")
    return result


def test_neither_locale_nor_time_zone_nor_threads_nor_hash_seed_touch_a_result(tmp_path):
    assert run(tmp_path, rows(), 0) == run(tmp_path, rows(), 1)


def test_the_order_of_rows_moves_no_number_and_no_sentence(tmp_path):
    shuffled = [str(line) for line in np.random.default_rng(4).permutation(rows())]
    one, other = run(tmp_path, rows()), run(tmp_path, shuffled)
    assert one["claims"] == other["claims"]
    for left, right in zip(one["estimates"], other["estimates"], strict=True):
        for name, value in left.items():
            assert right[name] == (pytest.approx(value, rel=ROUNDING) if isinstance(value, float) else value), name
