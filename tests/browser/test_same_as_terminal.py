"""The same plan and file at the terminal and on the page give the same numbers and the same sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browser.walking import button, signed_in_already, wait_for_result
from factories.studies import PLAN, World, trial_file

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

SAID = ("plan_sha256", "data_sha256", "design", "flow", "estimates", "balance", "diagnostics", "warnings")


def at_the_terminal(folder: Path, plan: str, data: bytes) -> dict[str, Any]:
    """What `oppiva study run … --json` prints, with no database to be found."""
    (folder / "plan.toml").write_text(plan, "utf-8")
    (folder / "koe.csv").write_bytes(data)
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "oppiva", "study", "run", "plan.toml", "--data", "koe.csv", "--json"],
        cwd=folder,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return numbers(done.stdout)


def numbers(text: str) -> dict[str, Any]:
    """The result, all numbers as floats: the database writes 1e22, a count of allocations, as a whole number."""
    result: dict[str, Any] = json.loads(text, parse_int=float)
    return result


def test_the_page_and_the_terminal_say_the_same(
    world: World,
    open_page: Callable[..., Page],
    live_server: LiveServer,
    start_worker: Callable[[], subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    start_worker()
    # "known" is what both can vouch for: the terminal has no lock that could vouch for more.
    plan = PLAN.replace('written = "before_outcomes"', 'written = "after_outcomes_known"')
    study = world.study()
    world.upload(study, trial_file())
    world.lock(study, plan)
    page = open_page("/en/account/login/", locale="en")
    signed_in_already(page.context, live_server.url, world.evaluator)
    page.goto(f"/en/studies/{study.slug}/plan/1/")
    button(page, "Run on koe.csv").click()
    there = at_the_terminal(tmp_path, plan, trial_file())
    wait_for_result(page, script=True)
    with page.expect_download() as loading:
        page.get_by_role("link", name="Result (JSON)").click()
    here = numbers(loading.value.path().read_text("utf-8"))

    assert {name: here[name] for name in SAID} == {name: there[name] for name in SAID}
    assert here["claims"] == there["claims"]
