"""Every address of the web application, and what answers to no one, the wrong role, the wrong person, the right one.

A new address without its row here fails. 302 is the way to the sign-in page, or after an act back to a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from oppiva.organisations.models import Person
from security.scene import Scene, make_scene
from strictness import StrictClient

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Door:
    """Expected answers; `who` may open it, by their name in the scene."""

    who: str
    wrong_role: int
    wrong_person: int
    right: int = 200
    no_one: int = 302
    by: str = "get"


READ = {"wrong_role": 200, "wrong_person": 404}
CHANGE = {"wrong_role": 403, "wrong_person": 404}
HIDDEN = {"wrong_role": 404, "wrong_person": 404}
OPEN = {"wrong_role": 200, "wrong_person": 200}

manages = partial(Door, "manager", **CHANGE)
commissions = partial(Door, "commissioner", **CHANGE)
evaluates = partial(Door, "evaluator", **CHANGE)
acts = partial(Door, "evaluator", **CHANGE, right=302, by="post")
reads = partial(Door, "evaluator", **READ)

DOORS = {
    "home": Door("anyone", 302, 302, 302),
    "account_login": Door("anyone", 302, 302, 302, no_one=200),
    "account_logout": Door("anyone", **OPEN),
    "account_reauthenticate": Door("anyone", **OPEN),
    "account_change_password": Door("anyone", **OPEN),
    "account_inactive": Door("anyone", **OPEN, no_one=200),
    "password_from_link": Door("anyone", 410, 410, 410, no_one=410),
    "mfa_index": Door("anyone", **OPEN),
    # Only between the two steps of signing in.
    "mfa_authenticate": Door("anyone", 302, 302, 302),
    # Those who have not signed in just now are asked for their password again; what is not there is not found.
    **{
        f"mfa_{page}": Door("anyone", 302, 302, 302)
        for page in ("reauthenticate", "activate_totp", "generate_recovery_codes")
    },
    **{
        f"mfa_{page}": Door("anyone", 404, 404, 404)
        for page in ("deactivate_totp", "view_recovery_codes", "download_recovery_codes")
    },
    "organisations:index": Door("administrator", **OPEN),
    "organisations:areas": Door("administrator", **OPEN),
    "organisations:create": Door("manager", 403, 200),
    "organisations:organisation": Door("administrator", **OPEN),  # facts for all, people for colleagues
    **{f"organisations:{page}": Door("administrator", 403, 403) for page in ("change", "invite", "end_membership")},
    "portfolio:index": Door("commissioner", 302, 302, 302),  # to the only programme that each of them sees
    "portfolio:create_programme": Door("commissioner", 403, 403),
    **{f"portfolio:{page}": Door("commissioner", **READ) for page in ("programme", "table", "settings")},
    **{
        f"portfolio:{page}": commissions()
        for page in ("change_programme", "add_party", "end_party", "add_event", "change_event", "add_kind")
    },
    "portfolio:create_pilot": manages(),
    **{f"portfolio:{page}": Door("manager", **READ) for page in ("pilot", "goal", "story")},
    **{
        f"portfolio:{page}": manages()
        for page in ("change_pilot", "change_status", "add_partner", "change_partner", "end_partner", "add_goal",
                     "reword_goal", "retire_goal", "preparation")
    },
    "studies:index": Door("evaluator", **OPEN),
    "studies:create": Door("evaluator", 403, 200),
    **{
        f"studies:{page}": reads()
        for page in ("study", "data", "plan", "version", "run", "progress", "result", "report_html", "report_pdf")
    },
    **{f"studies:{page}": evaluates() for page in ("change", "outcomes", "upload", "write", "paste")},
    "studies:write_finding": evaluates(),
    "studies:reword": evaluates(),
    "studies:dataset": Door("evaluator", **HIDDEN),
    "studies:finding": Door("evaluator", **HIDDEN),  # a draft is for those who write
    "studies:grant": Door("evaluator", **HIDDEN, right=404, by="post"),  # names nobody here
    "studies:end_grant": Door("evaluator", **HIDDEN, right=302, by="post"),
    **{f"studies:{page}": acts() for page in ("lock", "discard", "stop", "take_strongest")},
    "studies:ask": acts(right=404),  # names no plan here
    "studies:confirm": Door("evaluator", **HIDDEN, right=302, by="post"),
    "studies:publish": Door("evaluator", **HIDDEN, right=302, by="post"),
}  # fmt: skip


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        else:
            assert pattern.name, f"{pattern} has no name, so that no row can speak of it"
            yield ":".join((*spaces, pattern.name))


def test_every_route_has_its_row() -> None:
    assert set(names(get_resolver())) == set(DOORS)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def address(scene: Scene, route: str, language: str = "fi") -> str:
    with translation.override(language):
        return reverse(route, args=scene.arguments(route))


def signed_in(person: Person | None, **options: object) -> Client:
    client = StrictClient(**options)  # type: ignore[arg-type]
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def status(scene: Scene, route: str, person: Person | None, method: str) -> int:
    client = signed_in(person)
    return int(getattr(client, method)(address(scene, route)).status_code)


def room_of(route: str) -> str:
    return route.partition(":")[0] if ":" in route else ""


def test_no_door_opens_to_the_wrong_one(scene: Scene) -> None:
    wrong = []
    for route, door in DOORS.items():
        people = scene.people[room_of(route)]
        for who, person, expected in (
            ("no one", None, door.no_one),
            ("wrong role", people["wrong role"], door.wrong_role),
            ("wrong person", people["wrong person"], door.wrong_person),
        ):
            if (got := status(scene, route, person, door.by)) != expected:
                wrong.append((route, who, got, expected))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_door_opens_to_the_right_one(scene: Scene) -> None:
    wrong = []
    for route, door in DOORS.items():
        person = scene.people[room_of(route)][door.who]
        if (got := status(scene, route, person, door.by)) != door.right:
            wrong.append((route, got, door.right))
    assert not wrong, "\n".join(map(str, wrong))


def test_who_may_not_read_may_not_write_either(scene: Scene) -> None:
    """Also where a page takes a form: POST answers the wrong person as GET does, or does not exist."""
    wrong = []
    for route, door in DOORS.items():
        people = scene.people[room_of(route)]
        for who, expected in (("wrong role", door.wrong_role), ("wrong person", door.wrong_person)):
            if expected in {403, 404}:
                got = status(scene, route, people[who], "post")
                if got not in {expected, 403 if expected == 403 else 404, 405}:
                    wrong.append((route, who, got))
    assert not wrong, "\n".join(map(str, wrong))


def test_nothing_is_done_without_the_token_of_the_form(scene: Scene) -> None:
    got = {}
    for route, door in DOORS.items():
        client = signed_in(scene.people[room_of(route)][door.who], enforce_csrf_checks=True)
        got[route] = client.post(address(scene, route)).status_code
    assert {route: code for route, code in got.items() if code != 403} == {}


NASTY = ("\x00", "9" * 5000, "²", "2026-13-45T25:00:00")
ALSO_SENT = ("person", "version", "dataset", "reason", "sha256", "seen", "mark", "q", "from", "to")
FORM_NAMES = re.compile(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"')


@pytest.mark.parametrize("value", NASTY, ids=[repr(value[:12]) for value in NASTY])
def test_nothing_that_is_sent_breaks_a_page(scene: Scene, value: str) -> None:
    """A fault would be raised here, as the page of status 500 that it becomes."""
    sent = 0
    for route, door in DOORS.items():
        client = signed_in(scene.people[room_of(route)][door.who])
        path = address(scene, route)
        page = client.get(path, dict.fromkeys(ALSO_SENT, value))
        found = set(FORM_NAMES.findall(page.content.decode(errors="replace"))) if page.status_code == 200 else set()
        plain = {name: value for name in found | set(ALSO_SENT) if not name.endswith(("_FORMS", "csrfmiddlewaretoken"))}
        if route != "account_logout":
            assert client.post(path, plain).status_code < 500
            sent += 1
    assert sent == len(DOORS) - 1
