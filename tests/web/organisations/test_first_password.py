"""From the invitation to the first sign-in: the link is shown once, works once, and tells nobody else anything."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from factories.organisations import OrganisationFactory, person_in
from oppiva.organisations.models import Person, Role

PASSWORD = "kulkee-vierella-aina"


@pytest.fixture
def link(client: Client, db: None) -> str:
    """What the administrator is shown after inviting Uuno Uusi."""
    organisation = OrganisationFactory()
    client.force_login(person_in(organisation, Role.ADMINISTRATOR))
    data = {"name": "Uuno Uusi", "email": "uuno.uusi@testi.example", "role": "member", "since": "2026-02-02"}
    answer = client.post(reverse("organisations:invite", args=[organisation.slug]), data)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'value="http://testserver([^"]+)"', answer.content.decode())
    assert found is not None
    client.logout()
    return found.group(1)


def test_the_link_sets_a_password_that_signs_in(client: Client, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    assert "Uuno Uusi" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"  # the link stays here; without it a browser's form is refused
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    signed_in = client.post(
        reverse("account_login"), {"login": "uuno.uusi@testi.example", "password": PASSWORD}, REMOTE_ADDR="127.0.0.1"
    )
    assert signed_in.status_code == 302


def test_the_link_works_once(client: Client, link: str) -> None:
    client.post(link, {"password": PASSWORD, "again": PASSWORD})
    used = client.get(link)
    assert used.status_code == 410
    assert "Uuno" not in used.content.decode()
    assert client.post(link, {"password": "toinen-salasana-tahan", "again": "toinen-salasana-tahan"}).status_code == 410
    assert Person.objects.get(email="uuno.uusi@testi.example").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("first", "second"), [("lyhyt", "lyhyt"), (PASSWORD, "jokin-aivan-muu-lause"), ("password1234", "password1234")]
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays(
    client: Client, link: str, first: str, second: str
) -> None:
    answer = client.post(link, {"password": first, "again": second})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert first not in answer.content.decode()
    assert client.get(link).status_code == 200


def test_a_made_up_link_says_nothing(client: Client, db: None) -> None:
    answer = client.get(reverse("password_from_link", args=["MQ", "abc-def"]))
    assert answer.status_code == 410
    assert 'type="password"' not in answer.content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_speaks_three_languages(client: Client, link: str, language: str) -> None:
    page = client.get(link.replace("/fi/", f"/{language}/", 1)).content.decode()
    assert f'<html lang="{language}">' in page
