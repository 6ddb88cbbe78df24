"""Every page of studies and of the frame: axe finds nothing, nothing overflows a phone, nothing comes from outside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from browser.walking import give_password, signed_in_already
from factories.studies import PLAN, World
from oppiva.evaluation.writing import write_finding
from oppiva.impact.text import LANGUAGES
from oppiva.studies.planning import save_draft
from oppiva.studies.running import request_run, stop_run

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route
    from pytest_django.live_server_helper import LiveServer

PHONE, DESK = 320, 1280
WIDE_IN = "sv"
"""The language in which the wide page is looked at by axe as well: its words are the longest of the three."""
OF_THE_ACCOUNT = ["account/password/change/", "account/2fa/", "account/2fa/totp/activate/", "account/logout/"]
OF_NO_ONE = ["account/login/"]


def pages_of_studies(world: World) -> list[str]:
    """A study that has gone the whole way, in every state that has a page of its own."""
    study = world.study()
    dataset = world.upload(study)
    version = world.lock(study)
    run = world.run(study, version, dataset)
    claim = run.claims[1]
    write_finding(world.evaluator, run, claim["estimate"], {"en": "The measure increased earnings."})
    request_run(world.evaluator, study, version, dataset)
    stop_run(world.evaluator, study.runs.get(number=2))
    request_run(world.evaluator, study, version, dataset)
    save_draft(world.evaluator, study, PLAN.replace("seed = 5", "seed = 6"), reason="the seed was mistyped")
    here = f"studies/{study.slug}/"
    return [
        "studies/",
        "studies/new/",
        *(
            here + page
            for page in (
                "", "change/", "outcomes/", "data/", "data/new/", "data/1/", "plan/", "plan/write/", "plan/paste/",
                "plan/1/", "plan/2/", "runs/1/", "runs/2/", "runs/3/", "findings/1/", "findings/1/reword/",
                f"runs/1/findings/{claim['estimate']}/new/",
            )
        ),
    ]  # fmt: skip


def faults_of(page: Page, language: str) -> list[str]:
    """What a reader on a phone, with a screen reader or at a desk would stumble over."""
    faults = []
    page.set_viewport_size({"width": PHONE, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE:
        faults.append(f"is {wide} px wide on a phone")
    if page.locator(f"html[lang={language}], [lang={language}] >> visible=true").count() == 0:
        faults.append("is not in the language of its address")
    faults += axe_says(page)
    if language == WIDE_IN:
        page.set_viewport_size({"width": DESK, "height": 900})
        faults += axe_says(page)
    return [f"{urlsplit(page.url).path}: {fault}" for fault in faults]


def axe_says(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']} at {node['target']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def answer_with(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="text/html")


@pytest.fixture
def asked_for(open_page: Callable[..., Page]) -> tuple[Page, list[str]]:
    """A page, and every address that its browser asks for from then on."""
    page = open_page("/en/account/login/", locale="en")
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    page.on("request", note)
    return page, addresses


def test_pages_of_studies_and_accounts(
    world: World, asked_for: tuple[Page, list[str]], live_server: LiveServer
) -> None:
    page, addresses = asked_for
    faults = []
    for language in LANGUAGES:
        for address in OF_NO_ONE:
            page.goto(f"/{language}/{address}")
            faults += faults_of(page, language)
    give_password(world.evaluator)
    signed_in_already(page.context, live_server.url, world.evaluator)
    of_studies = pages_of_studies(world)
    for language in LANGUAGES:
        for address in [*of_studies, *OF_THE_ACCOUNT]:
            answer = page.goto(f"/{language}/{address}")
            assert answer is not None
            assert answer.status == 200, address
            faults += faults_of(page, language)
    assert not faults, "\n".join(faults)
    elsewhere = {urlsplit(address).netloc for address in addresses} - {urlsplit(live_server.url).netloc}
    assert not elsewhere


@pytest.mark.parametrize("template", ["400", "403", "404", "500", "lockout"])
def test_pages_that_say_what_went_wrong(
    template: str, asked_for: tuple[Page, list[str]], live_server: LiveServer
) -> None:
    page, _addresses = asked_for
    faults = []
    for language in LANGUAGES:
        with translation.override(language):
            request = RequestFactory().get(f"/{language}/nowhere/")
            request.user = AnonymousUser()
            body = render_to_string(f"errors/{template}.html", request=request)
        page.route("**/nowhere/", partial(answer_with, body))
        page.goto(f"/{language}/nowhere/")
        faults += faults_of(page, language)
        page.unroute("**/nowhere/")
    assert not faults, "\n".join(faults)
