"""Two people change the same thing at once: the second is told, and what they typed is still on the form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.portfolio import Cast
from oppiva.portfolio.models import Pilot

CHANGED = "Somebody changed this while you were writing."


@pytest.fixture
def manager(client: Client, around: Cast) -> Client:
    client.force_login(around.manager)
    return client


def opened(client: Client, address: str) -> dict[str, str]:
    """The form as a browser would send it back unchanged."""
    form = client.get(address).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, ""):
            sent[field.html_name] = [str(item) for item in value] if isinstance(value, list) else str(value)
    return sent  # type: ignore[return-value]


@pytest.mark.parametrize("page", ["change_pilot", "preparation"])
def test_the_second_of_two_is_told_and_may_save_knowingly(manager: Client, around: Cast, page: str) -> None:
    with_language = reverse(f"portfolio:{page}", args=[around.pilot.slug]).replace("/fi/", "/en/", 1)
    field = "objectives_en" if page == "change_pilot" else "referral_en"
    mine = opened(manager, with_language) | {field: "What I wrote", "change_reason": "Mine"}
    theirs = opened(manager, with_language) | {field: "What they wrote", "change_reason": "Theirs"}
    assert manager.post(with_language, theirs).status_code == 302

    answer = manager.post(with_language, mine)
    page_text = answer.content.decode()
    assert CHANGED in page_text
    assert "What I wrote" in page_text

    again = mine | {"seen": answer.context["form"]["seen"].value()}
    assert manager.post(with_language, again).status_code == 302
    pilot = Pilot.objects.select_related("preparation").get(pk=around.pilot.pk)
    assert getattr(pilot if page == "change_pilot" else pilot.preparation, field) == "What I wrote"
