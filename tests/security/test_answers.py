"""What stands on every answer, and what a request may not do."""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from factories.organisations import PersonFactory
from factories.studies import make_world
from oppiva.core.log_lines import QuietLine
from oppiva.web.frame.answers import LARGEST_REQUEST
from oppiva.web.urls import handler400, handler403, handler404, handler500
from oppiva.web.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500"]
pytestmark = pytest.mark.django_db
SECRET = "matti.meikalainen@example.org"
CODE = "010190-" + "123M"
PASSWORD = "tuulensuoja-niemen-takana"


def boom(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"could not read {SECRET} {CODE}")


urlpatterns = [path("boom/", boom), *real]


@pytest.fixture
def answers(client: Client) -> dict[str, HttpResponse]:
    """One answer of each kind."""
    client.raise_request_exception = False
    kinds = {
        "page without a person": client.get("/fi/account/login/"),
        "redirect": client.get("/fi/programmes/"),
        "not found": client.get("/fi/nothing-here/"),
        "wrong host": client.get("/fi/account/login/", headers={"host": "evil.example"}),
        "too large": client.post("/fi/account/login/", {}, CONTENT_LENGTH=str(LARGEST_REQUEST + 1)),
        "no token": Client(enforce_csrf_checks=True).post("/fi/account/login/", {"login": "a", "password": "b"}),
        "used link": client.get("/fi/account/password/from-link/MQ/bad-token/"),
    }
    with override_settings(ROOT_URLCONF=__name__):
        kinds["fault"] = client.get("/boom/")
    world = make_world()
    study = world.study()
    version, dataset = world.lock(study), world.upload(study)
    run = world.run(study, version, dataset)
    client.force_login(world.evaluator, backend="allauth.account.auth_backends.AuthenticationBackend")
    kinds["page of a person"] = client.get(f"/fi/studies/{study.slug}/data/{dataset.number}/")
    kinds["file"] = client.get(f"/fi/studies/{study.slug}/runs/{run.number}/result.json")
    kinds["forbidden"] = client.post("/fi/programmes/new/")
    return kinds


STATUS = {
    "page without a person": 200, "redirect": 302, "not found": 404, "wrong host": 400, "too large": 413,
    "no token": 403, "used link": 410, "fault": 500, "page of a person": 200, "file": 200, "forbidden": 403,
}  # fmt: skip


def test_every_kind_of_answer_carries_the_same_guards(answers: dict[str, HttpResponse]) -> None:
    assert {kind: answer.status_code for kind, answer in answers.items()} == STATUS
    for kind, answer in answers.items():
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, kind
        assert "unsafe" not in policy, kind
        assert "frame-ancestors 'none'" in policy, kind
        assert "no-store" in answer["Cache-Control"], kind
        assert answer["X-Content-Type-Options"] == "nosniff", kind
        assert answer["X-Frame-Options"] == "DENY", kind
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, kind
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", kind
        assert "camera=()" in answer["Permissions-Policy"], kind


def test_error_pages_tell_nothing_of_the_program(answers: dict[str, HttpResponse]) -> None:
    for kind in ("not found", "wrong host", "too large", "no token", "fault", "forbidden"):
        page = answers[kind].content.decode()
        assert '<html lang="fi">' in page, kind
        for told in (
            "Traceback",
            "Exception",
            "Error",
            "urlpatterns",
            SECRET,
            CODE,
            "evil.example",
            settings.SECRET_KEY,
        ):
            assert told not in page, (kind, told)


def test_a_fault_is_logged_by_its_place_and_not_by_its_words(client: Client) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(QuietLine())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    client.raise_request_exception = False
    try:
        with override_settings(ROOT_URLCONF=__name__):
            client.get("/boom/")
        client.get("/fi/account/password/from-link/MQ/secret-token/")
        client.get(f"/fi/{CODE}/{SECRET}\n/")
    finally:
        logger.removeHandler(handler)
    said = out.getvalue()
    assert "in boom" in said
    assert "builtins.ValueError" in said
    assert "/from-link/…" in said
    for told in (SECRET, CODE, "secret-token"):
        assert told not in said


def test_no_logger_keeps_a_way_round_the_quiet_lines() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == "oppiva.core.log_lines.QuietLine"
    for name in ("django", "django.request", "django.server", "gunicorn.error", "oppiva", "axes"):
        logger: logging.Logger | None = logging.getLogger(name)
        while logger is not None:
            for handler in logger.handlers:
                if type(handler) in {logging.StreamHandler, logging.FileHandler}:
                    assert isinstance(handler.formatter, QuietLine), name
            logger = logger.parent if logger.propagate else None


def sign_in(client: Client, email: str, **more: str) -> HttpResponse:
    return client.post("/fi/account/login/", {"login": email, "password": PASSWORD, **more})


def test_signing_in_gives_a_new_session_that_scripts_cannot_read_and_that_ends() -> None:
    person = PersonFactory(email="anna@example.org")
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosenbyanattackerchosenbyanatta"
    answer = sign_in(client, "anna@example.org")
    assert answer.status_code == 302
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != "chosenbyanattackerchosenbyanatta"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert client.session.get_expiry_age() <= 12 * 60 * 60


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example/", r"\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(there: str) -> None:
    person = PersonFactory(email="anna@example.org")
    person.set_password(PASSWORD)
    person.save()
    answer = sign_in(Client(), "anna@example.org", next=there)
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_signing_in_does_not_tell_whether_an_address_has_an_account() -> None:
    person = PersonFactory(email="anna@example.org")
    person.set_password("another-password-altogether")
    person.save()
    pages = [sign_in(Client(), email).content.decode() for email in ("anna@example.org", "nora@example.org")]
    words = [page[page.index("<main") : page.index("</main")].split() for page in pages]
    differ = {pair for pair in zip(*words, strict=True) if pair[0] != pair[1]}
    assert all(one.startswith('value="') for one, _other in differ)  # what was typed, and the token of the form


def test_after_many_guesses_even_the_right_password_does_not_sign_in() -> None:
    from django.core.cache import cache

    person = PersonFactory(email="anna@example.org")
    person.set_password("the-right-password-of-anna")
    person.save()
    right = {"login": "anna@example.org", "password": "the-right-password-of-anna"}
    cache.clear()
    assert Client().post("/fi/account/login/", right).status_code == 302
    for number in range(14):
        Client().post("/fi/account/login/", right | {"password": f"guess-{number}"})
    late = Client()
    answer = late.post("/fi/account/login/", right)
    cache.clear()
    assert answer.status_code != 302
    assert "_auth_user_id" not in late.session


def test_a_header_of_the_sender_does_not_make_another_place() -> None:
    from allauth.account.adapter import get_adapter
    from django.test import RequestFactory

    request = RequestFactory().get("/", headers={"x-forwarded-for": "10.9.8.7"})
    assert get_adapter(request).get_client_ip(request) == "127.0.0.1"
