"""The picture of a study that the README shows: what the demonstration's trial looks like today.

OPPIVA_PICTURES=1 writes docs/images/study-{fi,sv,en}.png anew; otherwise the pages are only opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings

from browser.walking import signed_in_already
from oppiva.impact.text import LANGUAGES
from oppiva.organisations.models import Person
from oppiva.studies.models import Study

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

IMAGES = Path(__file__).parents[2] / "docs" / "images"
STUDY = "vahva-alku-viidessa-paivassa"
PART = {"x": 0, "y": 0, "width": 1280, "height": 1100}
LARGEST = 400_000
"""Bytes of a picture: a README with three of them still opens at once."""


@pytest.fixture
def evaluator(transactional_db: None, settings: LazySettings) -> Person:
    """Elina of the demonstration, who sees the trial of the first talk."""
    from oppiva.demonstration import organisations, vahva_alku
    from oppiva.demonstration.cast import load_people

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    organisations.load_organisations()
    people = load_people()
    vahva_alku.load(people)
    return people["evaluator"]


def test_the_study_of_the_demonstration_as_the_readme_shows_it(
    evaluator: Person, open_page: Callable[..., Page], live_server: LiveServer
) -> None:
    page = open_page("/fi/account/login/", height=1100)
    signed_in_already(page.context, live_server.url, evaluator)
    run = Study.objects.get(slug=STUDY).runs.filter(state="done").order_by("number").last()
    assert run is not None
    for language in LANGUAGES:
        page.goto(f"/{language}/studies/{STUDY}/runs/{run.number}/")
        assert page.locator(".synthetic").is_visible()
        assert page.locator("table.forest tr.lead").count() >= 1
        picture = page.screenshot(clip=PART, full_page=True)
        assert len(picture) < LARGEST
        if os.environ.get("OPPIVA_PICTURES") == "1":
            IMAGES.mkdir(parents=True, exist_ok=True)
            (IMAGES / f"study-{language}.png").write_bytes(picture)
