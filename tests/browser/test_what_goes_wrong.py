"""A wrong plan, a wrong file, a killed worker, two people at once: a clear sentence, and nothing lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateWorker

from browser.walking import RUN_TAKES, button, finnish_file, opening, signed_in_already, unfold
from factories.studies import PLAN, World
from oppiva.core.background import STALLED, a_worker_is_listening
from oppiva.studies.models import Dataset, Run, Study

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

Open = Callable[..., "Page"]
Wait = Callable[[Callable[[], object]], None]
MANY_PEOPLE, MANY_DRAWS = 1_000, 10_000
"""Keep a worker at work for some seconds: long enough to be killed in the middle."""


@pytest.fixture
def open_as(open_page: Open, live_server: LiveServer) -> Callable[..., Page]:
    """`open_as(person, path)` gives a page of a person who has signed in."""

    def open_signed_in(person: object, path: str, **options: object) -> Page:
        page = open_page("/en/account/login/", locale="en", **options)
        signed_in_already(page.context, live_server.url, person)  # type: ignore[arg-type]
        page.goto(path)
        return page

    return open_signed_in


def test_an_unknown_key_is_told_with_the_nearest_one_and_the_typed_text_stays(
    world: World, open_as: Callable[..., Page]
) -> None:
    study = world.study()
    page = open_as(world.evaluator, f"/en/studies/{study.slug}/plan/paste/")
    wrong = PLAN.replace('strata = ["office"]', 'stratta = ["office"]')
    page.fill("[name=text]", wrong)
    button(page, "Save the draft").click()
    alert = page.get_by_role("alert").inner_text()
    assert "stratta" in alert
    assert "strata" in alert.replace("stratta", "")
    assert page.input_value("[name=text]") == wrong
    assert study.plan_versions.count() == 0


def test_a_refused_answer_in_a_folded_part_unfolds_it_and_keeps_all_answers(
    world: World, open_as: Callable[..., Page]
) -> None:
    study = world.study()
    world.upload(study)
    page = open_as(world.evaluator, f"/en/studies/{study.slug}/plan/write/")
    page.select_option("[name=arm]", "arm")
    page.fill("[name=control]", "0")
    unfold(page, "Rows and categories")
    page.fill("[name=where]", "age >>> 18")
    page.fill("[name=drawn_numbers]", "all of them")
    page.get_by_label("Työssä 6 kk kuluttua").check()
    button(page, "Save the draft").click()
    assert "all of them" in page.locator(".field .error").inner_text()
    assert page.input_value("[name=where]") == "age >>> 18"
    assert page.input_value("[name=control]") == "0"
    assert page.get_by_label("Työssä 6 kk kuluttua").is_checked()
    page.fill("[name=drawn_numbers]", "")
    button(page, "Save the draft").click()
    assert page.get_by_role("alert").count() == 1
    assert page.input_value("[name=where]") == "age >>> 18"
    assert study.plan_versions.count() == 0


def test_an_identity_code_in_a_file_is_placed_and_never_repeated(world: World, open_as: Callable[..., Page]) -> None:
    study = world.study()
    page = open_as(world.evaluator, f"/en/studies/{study.slug}/data/new/")
    page.set_input_files(
        "[name=file]",
        {"name": "koe.csv", "mimeType": "text/csv", "buffer": finnish_file(identity_code_in_row=47)},
    )
    page.select_option("[name=controller]", str(world.commissioning.pk))
    page.fill("[name=purpose]", "to learn what an early start does")
    page.fill("[name=ground_text]", "permit 14/2026 of the controller")
    button(page, "Bring in the file").click()
    said = page.locator("main").inner_text()
    assert "47" in said
    assert "huomautus" in said
    assert "131052" not in page.content()
    assert page.input_value("[name=purpose]") == "to learn what an early start does"
    assert not Dataset.objects.exists()


def test_a_run_waits_and_says_so_where_no_worker_listens(world: World, open_as: Callable[..., Page]) -> None:
    study = world.study()
    world.lock(study)
    world.upload(study)
    page = open_as(world.evaluator, f"/en/studies/{study.slug}/plan/1/")
    button(page, "Run on koe.csv").click()
    assert "no background worker is listening" in page.locator("#progress").inner_text()
    assert Run.objects.get().state == "waiting"


def test_a_second_click_on_run_gives_the_same_run(world: World, open_as: Callable[..., Page]) -> None:
    study = world.study()
    world.lock(study)
    world.upload(study)
    page = open_as(world.evaluator, f"/en/studies/{study.slug}/plan/1/")
    button(page, "Run on koe.csv").click()
    first = page.url
    page.goto(f"/en/studies/{study.slug}/plan/1/")
    button(page, "Run on koe.csv").click()
    assert page.url == first
    assert Run.objects.count() == 1


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(world: World, open_as: Callable[..., Page]) -> None:
    study = world.study()
    address = f"/en/studies/{study.slug}/plan/paste/"
    first = open_as(world.evaluator, address)
    first.fill("[name=text]", PLAN)
    button(first, "Save the draft").click()
    first.goto(address)
    second = open_as(world.colleague, address)
    first.fill("[name=text]", PLAN.replace("seed = 5", "seed = 6"))
    button(first, "Save the draft").click()
    mine = PLAN.replace("seed = 5", "seed = 7")
    second.fill("[name=text]", mine)
    button(second, "Save the draft").click()
    assert "Somebody changed the draft" in second.get_by_role("alert").inner_text()
    assert second.input_value("[name=text]") == mine
    assert "seed = 6" in study.plan_versions.get().text


def test_a_run_whose_worker_is_killed_is_taken_up_again(
    world: World,
    open_as: Callable[..., Page],
    start_worker: Callable[[], subprocess.Popen[bytes]],
    until: Wait,
) -> None:
    study = world.study()
    plan = PLAN.replace("randomisation_draws = 200", f"randomisation_draws = {MANY_DRAWS}")
    half = MANY_PEOPLE // 2
    world.lock(study, plan.replace('drawn = { "0" = 40, "1" = 40 }', f'drawn = {{ "0" = {half}, "1" = {half} }}'))
    world.upload(study, file_of_many_people())
    killed = start_worker()
    page = open_as(world.evaluator, f"/en/studies/{study.slug}/plan/1/")
    until(a_worker_is_listening)
    button(page, "Run on koe.csv").click()
    until(lambda: Run.objects.get().state == "running")
    killed.kill()
    killed.wait()
    assert Run.objects.get().state == "running"
    page.reload()
    assert page.get_by_role("progressbar").count() == 1

    half_a_minute_passes()
    start_worker()
    page.locator("section#findings").wait_for(timeout=RUN_TAKES)
    run = Run.objects.get()
    assert (run.state, run.attempt) == ("done", 2)
    assert opening(page).startswith("The early meeting trial.")
    assert Study.objects.get().runs.count() == 1


def file_of_many_people() -> bytes:
    rng = np.random.default_rng(7)
    rows = ["id;office;arm;age;in_work;earnings"]
    for number in range(MANY_PEOPLE):
        drawn = number % 2
        in_work = int(rng.random() < 0.3 + 0.35 * drawn)
        rows.append(
            f"{number};{'AB'[number % 4 // 2]};{drawn};{rng.integers(20, 60)};{in_work};{rng.integers(900, 2100)}"
        )
    return "\r\n".join(rows).encode()


def half_a_minute_passes() -> None:
    """As far as the queue can tell: the last sign of life of every worker moves into the past."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ProcrastinateWorker._meta.db_table}"
            " SET last_heartbeat = last_heartbeat - %s * interval '1 second'",
            [STALLED + 5],
        )
