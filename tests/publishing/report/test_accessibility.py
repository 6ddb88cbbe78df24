"""axe finds nothing in report.html, and it fits a narrow phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Result
from oppiva.impact.text import Language
from oppiva.publishing.report.build import build_report
from oppiva.publishing.report.html import html_file
from oppiva.publishing.report.record import StudyRecord

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "needs Chromium: apt-get install chromium"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def report_page(
    chromium: Browser, strong_start: tuple[Plan, Result, StudyRecord], language: Language, tmp_path: Path
) -> Iterator[Page]:
    file = tmp_path / "report.html"
    file.write_text(html_file(build_report(*strong_start, language)), "utf-8")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(report_page: Page, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    report_page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(report_page)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_runs_over_the_side_of_a_narrow_phone(report_page: Page) -> None:
    report_page.set_viewport_size({"width": 320, "height": 900})
    assert report_page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_first_stop_of_the_keyboard_is_the_way_past_the_mark(report_page: Page) -> None:
    report_page.keyboard.press("Tab")
    assert report_page.evaluate("document.activeElement.className") == "skip"
