"""The main menu: the rooms that exist, for whoever may enter them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class MenuItem:
    name: str | Promise
    url: str
    here: bool


ROOMS = (
    (_("Pilots"), "portfolio:index", "portfolio"),
    (_("Studies"), "studies:index", "studies"),
    (_("Organisations"), "organisations:index", "organisations"),
)


def main_menu(request: HttpRequest) -> list[MenuItem]:
    """One item a room; the room of the present page is marked."""
    here = request.resolver_match.namespace if request.resolver_match else ""
    return [MenuItem(name, reverse(route), here == space) for name, route, space in ROOMS]
