"""How a person walks through the studies pages: signing in, filling forms, waiting for a run."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

    from oppiva.organisations.models import Person

PASSWORD = "kulkee-vierella-aina"
RUN_TAKES = 60_000
"""Milliseconds that a run of 80 rows may take on a loaded machine; alone it takes about one second."""


def sign_in(page: Page, person: Person) -> None:
    """Types e-mail and password on the sign-in page where the page stands."""
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def give_password(*people: Person) -> None:
    for person in people:
        person.set_password(PASSWORD)
        person.save()


def signed_in_already(context: BrowserContext, url: str, person: Person) -> None:
    """A session made on the server: for tests that are not about signing in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": url}])


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def unfold(page: Page, heading: str) -> None:
    page.locator("summary", has_text=heading).click()


def wait_for_result(page: Page, *, script: bool) -> None:
    """Until the run page shows its result; a reader without scripts asks again and again."""
    result = page.locator("section#findings").first
    if script:
        result.wait_for(timeout=RUN_TAKES)
        return
    for _ in range(RUN_TAKES // 500):
        if result.count():
            return
        page.wait_for_timeout(500)
        link = page.get_by_role("link", name="See how far it is")
        if link.count():
            link.click()
    raise AssertionError("the run did not end")


def opening(page: Page) -> str:
    """The first line of the page, blanks evened out."""
    return re.sub(r"\s+", " ", page.locator(".opening").inner_text())


def finnish_file(*, effect: float = 0.35, seed: int = 11, identity_code_in_row: int | None = None) -> bytes:
    """80 people as a Finnish office exports them: semicolons, decimal commas, Windows-1252, CRLF.

    `effect`: what the measure adds to the share in work. `identity_code_in_row`: a row of the file (the names stand in
    row 1) whose remark holds a personal identity code."""
    rng = np.random.default_rng(seed)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["tunnus", "toimisto", "ryhmä", "ikä", "työssä", "ansiot", "huomautus"])
    for number in range(80):
        drawn = number % 2
        in_work = int(rng.random() < 0.3 + effect * drawn)
        earnings = f"{rng.normal(1500, 400):.2f}".replace(".", ",")
        remark = "131052-308T" if number + 2 == identity_code_in_row else ""
        office = ("Hämeenkyrö", "Äänekoski")[number // 40]
        writer.writerow([f"t{number:03}", office, drawn, 20 + int(rng.integers(0, 40)), in_work, earnings, remark])
    return out.getvalue().encode("cp1252")
