"""Who gets in: no one, the wrong role, the right role but the wrong person, the right person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from web.studies.conftest import Told, signed_in

READ = ["study", "data", "plan", "version", "run", "progress", "result", "report_pdf", "report_html"]
COLLEAGUES = ["change", "outcomes", "upload", "write", "paste", "dataset", "write_finding", "reword", "finding"]
ACTS = ["grant", "end_grant", "lock", "discard", "ask", "stop", "confirm", "publish", "take_strongest"]
HIDDEN_FROM_READERS = {"dataset", "grant", "end_grant", "finding", "confirm", "publish"}


def address(name: str, told: Told, language: str = "en") -> str:
    study = told.study.slug
    arguments: dict[str, list[object]] = {
        "dataset": [study, told.dataset.number],
        "grant": [study, told.dataset.number],
        "end_grant": [study, told.dataset.number, told.dataset.readers.get().pk],
        "version": [study, told.version.number],
        "lock": [study, told.version.number],
        "discard": [study, told.version.number],
        **{
            name: [study, told.run.number]
            for name in ("run", "progress", "stop", "result", "report_pdf", "report_html")
        },
        "write_finding": [study, told.run.number, told.estimate],
        **{
            name: [study, told.finding.number] for name in ("finding", "reword", "confirm", "publish", "take_strongest")
        },
    }
    with translation.override(language):
        return reverse(f"studies:{name}", args=arguments.get(name, [study]))


def answers(client: Client, told: Told, names: list[str]) -> dict[str, int]:
    """Status of each address: pages are asked for, acts are done. One study serves all of them."""
    return {name: (client.post if name in ACTS else client.get)(address(name, told)).status_code for name in names}


def test_no_one_is_asked_to_sign_in(told: Told) -> None:
    for name in (*READ, *COLLEAGUES, *ACTS):
        client = Client()
        response = client.post(address(name, told)) if name in ACTS else client.get(address(name, told))
        assert response.status_code == 302, name
        assert "/account/login/" in response["Location"], name


def test_an_evaluator_of_another_programme_finds_nothing(told: Told) -> None:
    got = answers(signed_in(told.world.outsider), told, [*READ, *COLLEAGUES, *ACTS])
    assert set(got.values()) == {404}, got


def test_the_commissioner_reads_what_the_study_gave(told: Told) -> None:
    got = answers(signed_in(told.world.commissioner), told, READ)
    assert set(got.values()) == {200}, got


def test_the_commissioner_cannot_write(told: Told) -> None:
    got = answers(signed_in(told.world.commissioner), told, [*COLLEAGUES, *ACTS])
    assert got == {name: 404 if name in HIDDEN_FROM_READERS else 403 for name in got}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_evaluator_gets_every_page_in_three_languages(told: Told, language: str) -> None:
    client = signed_in(told.world.evaluator)
    for name in (*READ, *COLLEAGUES):
        response = client.get(address(name, told, language))
        assert response.status_code == 200, name
        if name not in {"result", "report_pdf", "report_html", "progress"}:
            assert f'<html lang="{language}">' in response.content.decode(), name


def test_the_list_of_studies_shows_only_what_the_reader_sees(told: Told) -> None:
    title = "The early meeting trial"
    seen = signed_in(told.world.commissioner).get("/en/studies/").content.decode()
    unseen = signed_in(told.world.outsider).get("/en/studies/").content.decode()
    assert title in seen
    assert title not in unseen


def test_reading_changes_nothing_but_the_log_of_openings(told: Told) -> None:
    client = signed_in(told.world.evaluator)
    before = told.dataset.openings.count()
    for name in (*READ, *COLLEAGUES):
        client.get(address(name, told))
    told.finding.refresh_from_db()
    assert (told.study.runs.count(), told.study.plan_versions.count(), told.finding.state) == (1, 1, "draft")
    assert told.dataset.openings.count() == before + 1


def test_acts_are_not_done_by_following_a_link(told: Told) -> None:
    client = signed_in(told.world.evaluator)
    got = {name: client.get(address(name, told)).status_code for name in ACTS}
    assert set(got.values()) == {405}, got
