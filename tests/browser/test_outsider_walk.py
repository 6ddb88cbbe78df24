"""An evaluator of another programme: the study does not exist, on any address and in no list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from browser.walking import give_password, sign_in
from factories.studies import World
from oppiva.web.studies.urls import urlpatterns

if TYPE_CHECKING:
    from playwright.sync_api import Page

OF_NO_STUDY = {"index", "create"}


def every_address(world: World) -> list[str]:
    """Each address of a study that has gone the whole way to a published finding."""
    from oppiva.evaluation.confirming import confirm_finding, publish_finding
    from oppiva.evaluation.writing import write_finding

    study = world.study()
    run = world.run(study, world.lock(study), world.upload(study))
    claim = run.claims[0]
    finding = write_finding(world.evaluator, run, claim["estimate"], {"en": claim["en"]})
    confirm_finding(world.colleague, finding)
    publish_finding(world.colleague, finding)
    values = {"slug": study.slug, "number": 1, "reader": study.datasets.get().readers.get().pk}
    values["estimate"] = claim["estimate"]
    return [
        reverse(f"studies:{pattern.name}", kwargs={name: values[name] for name in pattern.pattern.converters})
        for pattern in urlpatterns
        if pattern.name not in OF_NO_STUDY
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_of_the_study_answers_404(world: World, open_page: Callable[..., Page], method: str) -> None:
    addresses = every_address(world)
    give_password(world.outsider)
    page = open_page("/en/studies/", locale="en")
    sign_in(page, world.outsider)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    for address in addresses:
        options = {"headers": {"X-CSRFToken": cookies["csrftoken"]}} if method == "POST" else {}
        answer = page.request.fetch(address, method=method, **options)
        # An act answers 405 to a reader's GET before it looks at anything: it says nothing of the study.
        assert answer.status in ({404} if method == "POST" else {404, 405}), address
        assert "early meeting" not in answer.text(), address


def test_it_stands_in_no_list(world: World, open_page: Callable[..., Page]) -> None:
    every_address(world)
    give_password(world.outsider)
    page = open_page("/en/studies/", locale="en")
    sign_in(page, world.outsider)
    menu = page.eval_on_selector_all(".mainnav a", "links => links.map(link => link.getAttribute('href'))")
    for address in menu:
        page.goto(address)
        said = page.locator("main").inner_text()
        assert "early meeting" not in said, address
        assert "Varhain liikkeelle" not in said, address
