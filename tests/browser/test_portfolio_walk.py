"""The way of a pilot: the commissioner adds it, its manager words, rewords and prepares it, and its gaps close."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from browser.walking import button, give_password, opening, sign_in, signed_in_already
from factories.organisations import OrganisationFactory, person_in
from factories.portfolio import (
    Cast,
    ContextEventFactory,
    LearningGoalFactory,
    LearningGoalVersionFactory,
    PilotFactory,
    PilotPartnerFactory,
    PreparationFactory,
    cast,
    step,
)
from oppiva.organisations.models import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

OpenPage = Callable[..., "Page"]

ANSWERS = {
    "service_unit_en": "First services of the employment area",
    "service_owner": "Outi Kivelä",
    "staff_after_en": "Two posts go on in the first services.",
    "money_after_en": "The model fits into the running costs.",
    "referral_en": "The official proposes, the client decides.",
    "quality_criteria_en": "The same worker in four meetings of five.",
    "follow_up_criteria_en": "In work six months later, asked by telephone.",
    "builds_on_en": "The regional experiment of 2017.",
}
DAYS = {"service_owner_since": "2018-11-19", "planning_from": "2018-10-01", "planning_until": "2019-01-18"}


@pytest.fixture
def around(transactional_db: None) -> Cast:
    people = cast()
    ContextEventFactory(programme=people.programme, breaking=True, name_en="The reform fell")
    give_password(people.commissioner, people.manager, people.outsider)
    return people


@pytest.mark.parametrize("script", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_pilot_from_its_first_line_to_no_gaps(around: Cast, open_page: OpenPage, script: bool) -> None:
    commissioner = open_page("/en/programmes/", locale="en", script=script)
    sign_in(commissioner, around.commissioner)
    add_the_pilot(commissioner, around)

    manager = open_page(
        reverse("portfolio:pilot", args=["beside-you"]).replace("/fi/", "/en/"), locale="en", script=script
    )
    sign_in(manager, around.manager)
    assert "Missing: " in opening(manager)
    say_the_facts(manager)
    word_the_goal(manager)
    reword(manager, "To learn what a named worker changes.", "2019-05-21", event="The reform fell")
    reword(manager, "To learn what a named worker changes in the first month.", "2019-09-02", event="–")
    compare_the_first_with_the_last(manager)
    prepare(manager)
    add_a_partner(manager)
    assert "Nothing that it should say is missing." in opening(manager)
    manager.get_by_role("link", name="What has changed, when and why").click()
    assert "Learning goals were worded anew 2 times." in opening(manager)


def add_the_pilot(page: Page, around: Cast) -> None:
    page.get_by_role("link", name="Add a pilot").click()
    page.select_option("[name=owner]", str(around.pilot.owner_id))
    page.fill("[name=name_en]", "Beside you")
    button(page, "Add the pilot").click()
    assert opening(page).startswith("Beside you. Still being planned.")
    assert page.get_by_role("link", name="Change the facts").count() == 0  # the owner's pilot manager says the rest


def say_the_facts(page: Page) -> None:
    page.get_by_role("link", name="Change the facts").click()
    page.fill("[name=starts_on]", "2027-02-01")
    page.fill("[name=ends_on]", "2028-12-29")
    page.fill("[name=target_group_en]", "Those out of work for over a year")
    page.fill("[name=objectives_en]", "The same worker at each meeting")
    page.get_by_role("checkbox").last.check()
    page.fill("[name=change_reason]", "The funding was decided.")
    button(page, "Save").click()
    assert "Planned to start on 1 February 2027." in opening(page)


def word_the_goal(page: Page) -> None:
    page.get_by_role("link", name="Add a learning goal").click()
    page.fill("[name=text_en]", "To learn what a worker changes.")
    page.fill("[name=valid_from]", "2019-02-04")
    page.fill("[name=agreed_name_1]", "Kaisa Kehys")
    button(page, "Save").click()
    assert "To learn what a worker changes." in page.locator("#goal-1").inner_text()


def reword(page: Page, text: str, day: str, *, event: str) -> None:
    page.get_by_role("link", name="Word goal 1 anew").click()
    page.fill("[name=text_en]", text)
    button(page, "Save").click()
    assert page.locator("[role=alert]").count() == 1  # without a reason and an agreement the domain refuses
    assert page.input_value("[name=text_en]") == text
    page.fill("[name=reason_en]", "The division of work was agreed anew.")
    page.fill("[name=agreed_name_1]", "Kaisa Kehys")
    page.fill("[name=valid_from]", day)
    page.select_option("[name=context_event]", label=event)
    button(page, "Save").click()
    assert text in page.locator("#goal-1 h3").inner_text()


def compare_the_first_with_the_last(page: Page) -> None:
    page.get_by_role("link", name="All wordings of goal 1").click()
    page.select_option("[name=old]", "1")
    page.select_option("[name=new]", "3")
    button(page, "Compare").click()
    assert "named" in " ".join(page.locator("ins").all_inner_texts())
    assert page.locator(".why").count() == 2  # both reasons stand before the comparison
    page.locator(".crumbs a").last.click()


def prepare(page: Page) -> None:
    assert page.locator("#preparation .gap").count() == 9
    page.get_by_role("link", name="Answer or change").click()
    for name, text in {**ANSWERS, **DAYS}.items():
        page.fill(f"[name={name}]", text)
    button(page, "Save").click()
    assert page.locator("#preparation .gap").count() == 0


def add_a_partner(page: Page) -> None:
    assert "partners" in opening(page)
    page.get_by_role("link", name="Add a partner").click()
    page.select_option("[name=organisation]", index=1)
    page.get_by_label("stakeholder").check()
    button(page, "Save").click()


def test_an_outsider_meets_nothing(around: Cast, open_page: OpenPage) -> None:
    page = open_page("/en/programmes/", locale="en")
    sign_in(page, around.outsider)
    assert "No programme is open to you yet." in opening(page)
    for path in (f"/en/programmes/{around.programme.slug}/", f"/en/pilots/{around.pilot.slug}/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
    open_page.complaints.clear()  # type: ignore[attr-defined]  # the browser reports each 404


def furnished(around: Cast) -> dict[str, list[str]]:
    """Something to show on each page, and the pages by who opens them."""
    pilot = around.pilot
    goal = LearningGoalFactory(pilot=pilot, number=1)
    LearningGoalVersionFactory(goal=goal, agreed="Outi Kivelä")
    LearningGoalVersionFactory(goal=goal, number=2, text_en="Another", reason_fi="Siksi", valid_from="2019-05-21")
    LearningGoalVersionFactory(goal=goal, number=3, text_en="A third", reason_fi="Siksi", valid_from="2019-09-02")
    PreparationFactory(pilot=pilot, money_after_fi="", referral_fi="")
    partner = PilotPartnerFactory(pilot=pilot)
    step(PilotFactory(programme=around.programme, area="06"), "running", "discontinued")
    programme, organisation = f"programmes/{around.programme.slug}/", f"organisations/{pilot.owner.slug}/"
    pages = ["goals/1/", "goals/1/reword/", "goals/1/retire/", "goals/new/", "preparation/", "story/", "change/",
             "status/", "partners/new/", f"partners/{partner.pk}/", f"partners/{partner.pk}/end/", ""]  # fmt: skip
    return {
        "manager": [*(f"pilots/{pilot.slug}/{page}" for page in pages), programme, organisation,
                    "organisations/areas/"],
        "commissioner": [*(programme + page for page in ("", "settings/", "change/", "parties/new/", "events/new/",
                                                         "kinds/new/", "pilots/new/")),
                         "programmes/?all=1", "programmes/new/", "organisations/", "organisations/new/"],
        "outsider": ["programmes/"],
    }  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_fits_and_pleases_axe(
    around: Cast, open_page: OpenPage, live_server: LiveServer, width: int
) -> None:
    faults = []
    for who, paths in furnished(around).items():
        page = open_page("/en/account/login/", locale="en", width=width)
        signed_in_already(page.context, live_server.url, getattr(around, who))
        for path in paths:
            answer = page.goto(f"/en/{path}")
            assert answer is not None
            assert answer.status == 200, path
            faults += look_at(page, f"{path} ({width})")
    assert not faults


def test_the_pages_of_an_invitation_please_axe(around: Cast, open_page: OpenPage, live_server: LiveServer) -> None:
    organisation = OrganisationFactory()
    page = open_page("/en/account/login/", locale="en", width=320)
    signed_in_already(page.context, live_server.url, person_in(organisation, Role.ADMINISTRATOR))
    page.goto(f"/en/organisations/{organisation.slug}/invite/")
    faults = look_at(page, "invite")
    page.fill("[name=name]", "Uuno Uusi")
    page.fill("[name=email]", "uuno.uusi@testi.example")
    button(page, "Invite").click()
    faults += look_at(page, "invited")
    link = page.input_value("#link")
    page.goto(f"/en/organisations/{organisation.slug}/")
    faults += look_at(page, "people")
    newcomer = open_page("/en/account/login/", locale="en", width=320)
    newcomer.goto(link)
    faults += look_at(newcomer, "first password")
    newcomer.fill("[name=password]", "kulkee-vierella-aina")
    newcomer.fill("[name=again]", "kulkee-vierella-aina")
    button(newcomer, "Set the password").click()
    assert "Your password is set." in newcomer.locator("[role=status]").inner_text()
    assert not faults


def test_filters_fold_on_a_phone_and_stand_open_on_a_wide_screen(
    around: Cast, open_page: OpenPage, live_server: LiveServer
) -> None:
    furnished(around)
    for width, folded in ((320, True), (1280, False)):
        page = open_page("/en/account/login/", locale="en", width=width)
        signed_in_already(page.context, live_server.url, around.commissioner)
        page.goto(f"/en/programmes/{around.programme.slug}/")
        assert page.locator(".fold summary").is_visible() is folded
        assert page.locator(".filters").is_visible() is not folded


def look_at(page: Page, name: str) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    faults = [
        f"{name}: {found['id']} {found['nodes'][0]['html'][:160]}" for found in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append(f"{name}: scrolls sideways")
    return faults
