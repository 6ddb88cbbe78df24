"""Chromium for the tests of whole pages: Debian's, never a download.

Without it these tests are skipped on a person's machine and fail under CI=true."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from factories.studies import World, make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from postgres_for_tests import DatabaseOfThisProcess

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "needs Chromium: apt-get install chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module: Playwright's event loop must not outlive it, tests of the worker start their own."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        connections.close_all()
        chromium = playwright.chromium.launch(executable_path=CHROMIUM)
        yield chromium
        chromium.close()
        connections.close_all()
    # Django keeps one connection for code under an event loop and another for code without one. Each was ended by
    # the database when a test took a new clone under the other: close them where the loop begins and where it ends.
    connections.close_all()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`open_page("/path/", locale="sv", width=320)` gives a page of a new visitor, on our own live server.

    A complaint of the browser (a blocked script, a missing file, an error in a script) fails the test."""
    complaints: list[str] = []
    contexts = []

    def new(path: str = "/", *, locale: str = "fi", width: int = 1280, height: int = 900, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=f"{live_server.url}",
            locale=locale,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            timezone_id="Europe/Helsinki",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(path)
        return page

    new.complaints = complaints  # type: ignore[attr-defined]  # a test of a refusal (404) clears what it expects
    yield new
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The front page in Finnish on a wide screen."""
    return open_page("/")


@pytest.fixture
def world(transactional_db: None) -> World:
    """Two evaluators and a commissioner of one programme, and an evaluator of another; the live server sees them."""
    return make_world()


@pytest.fixture
def start_worker(
    database: DatabaseOfThisProcess, transactional_db: None
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`start_worker()` starts a real background worker, a process of its own; the fixture ends what lives."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = os.environ | {"DATABASE_URL": database.application_url}
        process = subprocess.Popen(
            [sys.executable, "-m", "oppiva", "worker"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=10)


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """`until(condition)` asks ten times a second, for a minute at most."""

    def wait(condition: Callable[[], object]) -> None:
        end = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < end, "it did not come about within a minute"
            time.sleep(0.1)

    return wait
