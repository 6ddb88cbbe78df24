"""The whole way as evaluator, from a description to a published finding, with scripts and without."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from browser.walking import (
    PASSWORD,
    button,
    finnish_file,
    give_password,
    opening,
    sign_in,
    unfold,
    wait_for_result,
)
from factories.studies import World
from oppiva.evaluation.models import Finding
from oppiva.studies.models import Study

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOO_STRONG = "The measure increased earnings."


@pytest.mark.parametrize("script", [True, False], ids=["with_scripts", "without_scripts"])
def test_from_a_question_to_a_published_finding(
    world: World, open_page: Callable[..., Page], start_worker: Callable[[], subprocess.Popen[bytes]], script: bool
) -> None:
    start_worker()  # it is up by the time a run is asked for
    give_password(world.evaluator, world.colleague)
    page = open_page("/en/studies/", locale="en", script=script)
    sign_in(page, world.evaluator)
    assert "You see no study yet." in opening(page)

    describe_the_study(page)
    declare_the_outcomes(page)
    bring_in_the_data(page, world)
    write_the_plan(page)
    check_and_lock(page)

    button(page, "Run on koe.csv").click()
    wait_for_result(page, script=script)
    read_the_result(page)
    take_the_files_along(page)

    write_a_finding_that_is_too_strong(page)
    take_the_sentence_of_the_gate(page)
    reader = open_page("/en/studies/", locale="en", script=script)
    sign_in(reader, world.colleague)
    a_second_person_confirms_and_publishes(reader)


def describe_the_study(page: Page) -> None:
    page.get_by_role("link", name="Describe a new study").click()
    for stem, text in {
        "title": "The early meeting trial",
        "measure": "a meeting within five days",
        "alternative": "a meeting within ten days",
        "entitlement": "The law gives everyone a first interview; the comparison group gets it.",
    }.items():
        page.fill(f"[name={stem}_en]", text)
    page.get_by_label("Varhain liikkeelle").check()
    button(page, "Save the study").click()


def declare_the_outcomes(page: Page) -> None:
    page.fill("[name=form-0-column]", "työssä")
    page.select_option("[name=form-0-kind]", "yes_no")
    page.select_option("[name=form-0-better]", "higher")
    page.fill("[name=form-0-label_en]", "In work after six months")
    page.get_by_label("This outcome decides").check()
    button(page, "Save and add another").click()
    page.fill("[name=form-1-column]", "ansiot")
    page.select_option("[name=form-1-better]", "higher")
    page.fill("[name=form-1-label_en]", "Earnings")
    page.fill("[name=form-1-unit_en]", "euros")
    button(page, "Save").click()
    assert "No data have come in." in opening(page)


def bring_in_the_data(page: Page, world: World) -> None:
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("link", name="Bring in data").click()
    page.set_input_files("[name=file]", {"name": "koe.csv", "mimeType": "text/csv", "buffer": finnish_file()})
    page.select_option("[name=controller]", str(world.commissioning.pk))
    page.fill("[name=purpose]", "to learn what an early start does")
    page.fill("[name=ground_text]", "permit 14/2026 of the controller")
    button(page, "Bring in the file").click()
    assert "koe.csv. 80 rows, 7 columns." in opening(page)
    columns = page.get_by_role("table", name="Columns of the file")
    sealed = columns.get_by_role("row").filter(has_text="sealed outcome")
    assert sealed.count() == 2
    assert "numbers" in columns.get_by_role("row").filter(has_text="ansiot").inner_text()  # decimal commas were read
    assert "," not in columns.inner_text()  # not one value of the file


def write_the_plan(page: Page) -> None:
    page.locator(".crumbs a").last.click()
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("link", name="Write the plan").click()
    page.select_option("[name=arm]", "ryhmä")
    page.fill("[name=control]", "0")
    page.select_option("[name=unit]", "tunnus")
    page.get_by_label("In work after six months").check()
    page.get_by_label("Earnings").check()
    page.locator("[name=strata][value=toimisto]").check()
    page.select_option("[name=drawn_by]", "documented")
    page.fill("[name=reference]", "the list of draws of 7 January")
    page.fill("[name=drawn_numbers]", "0 = 40\n1 = 40")
    page.locator("[name=covariates][value=ikä]").check()
    unfold(page, "Uncertainty")
    page.fill("[name=randomisation_draws]", "300")
    button(page, "Save the draft").click()


def check_and_lock(page: Page) -> None:
    assert "A draft" in opening(page)
    fits = page.locator("section").filter(has_text="Does it fit koe.csv?")
    assert "0: 40, 1: 40" in fits.inner_text()
    button(page, "Lock the plan").click()
    assert "Locked" in opening(page)
    assert button(page, "Lock the plan").count() == 0


def read_the_result(page: Page) -> None:
    assert opening(page).startswith("The early meeting trial. In work after six months:")
    assert "percentage points" in opening(page)
    for heading in ("Who was studied", "Results", "What may be said", "Were the groups alike at the start"):
        assert page.get_by_role("heading", name=heading).count() == 1, heading
    flow = page.get_by_role("table", name="From the draw to the analysis").inner_text()
    assert "Drawn" in flow
    estimates = page.locator("table.forest").first
    assert estimates.locator("tr.lead").count() == 1  # one row decides
    assert "HC2" in estimates.inner_text()


def take_the_files_along(page: Page) -> None:
    with page.expect_download() as loading:
        page.get_by_role("link", name="Report (PDF)").click()
    assert loading.value.path().read_bytes().startswith(b"%PDF-")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Result (JSON)").click()
    result = json.loads(loading.value.path().read_bytes())
    assert result["result_format"] == 1


def write_a_finding_that_is_too_strong(page: Page) -> None:
    page.get_by_role("link", name="Write a finding: Earnings").click()
    page.fill("[name=text_fi]", "")
    page.fill("[name=text_sv]", "")
    page.fill("[name=text_en]", TOO_STRONG)
    button(page, "Save and check the words").click()
    assert page.locator("mark.too_strong").count() > 0
    assert "The strongest sentence allowed:" in page.locator("main").inner_text()
    assert button(page, "Publish").count() == 0


def take_the_sentence_of_the_gate(page: Page) -> None:
    button(page, "Use the gate’s sentence").click()
    assert TOO_STRONG not in opening(page)
    assert page.locator("mark.too_strong").count() == 0
    assert TOO_STRONG in page.locator(".story").inner_text()  # the earlier wording stays readable


def a_second_person_confirms_and_publishes(reader: Page) -> None:
    study, finding = Study.objects.get(), Finding.objects.get()
    reader.goto(f"/en/studies/{study.slug}/findings/{finding.number}/")
    button(reader, "I stand behind these words").click()
    button(reader, "Publish").click()
    said = finding.current.text_en
    reader.goto(f"/en/studies/{study.slug}/runs/1/")
    listed = reader.locator("section#findings").inner_text()
    assert said in listed
    assert "published" in listed
    with reader.expect_download() as loading:
        reader.get_by_role("link", name="Report (HTML)").click()
    assert said in loading.value.path().read_text("utf-8")


def test_a_person_with_a_second_step_is_asked_for_the_code(world: World, open_page: Callable[..., Page]) -> None:
    from allauth.mfa.totp.internal import auth as totp

    give_password(world.evaluator)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(world.evaluator, secret)
    page = open_page("/en/studies/", locale="en")
    sign_in(page, world.evaluator)
    assert page.locator("[name=password]").count() == 0
    page.fill("[name=code]", "000000")
    page.click("main button[type=submit]")
    assert page.get_by_role("link", name="Describe a new study").count() == 0
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    page.fill("[name=code]", code)
    page.click("main button[type=submit]")
    assert page.get_by_role("link", name="Describe a new study").count() == 1


def test_a_wrong_password_is_said_beside_the_form(world: World, open_page: Callable[..., Page]) -> None:
    give_password(world.evaluator)
    page = open_page("/en/studies/", locale="en")
    page.fill("[name=login]", world.evaluator.email)
    page.fill("[name=password]", PASSWORD + "!")
    page.click("main button[type=submit]")
    assert page.get_by_role("alert").count() == 1
    assert page.input_value("[name=login]") == world.evaluator.email
