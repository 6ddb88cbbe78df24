"""The first page opens for a stranger in each language, on a phone and on a screen, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("locale", ["fi", "sv", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_first_page_opens_in_the_visitors_language(open_page: Callable[..., Page], locale: str, width: int) -> None:
    page = open_page("/", locale=locale, width=width)
    assert page.locator("html").get_attribute("lang") == locale
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_page_works_without_scripts(open_page: Callable[..., Page]) -> None:
    assert open_page("/", script=False).locator("h1").count() == 1
