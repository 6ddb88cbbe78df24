"""Gaps as doors: each leads to the page that mends it, or, for who may only read, to the place on the pilot's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from oppiva.portfolio.gaps import Gap
from oppiva.portfolio.models import Pilot

FIRST_FIELD = {
    "ordinary_service": "id_service_organisation",
    "service_owner": "id_service_owner",
    "service_owner_since": "id_service_owner_since",
    "planning": "id_planning_from",
}
PAGES = {"facts": "portfolio:change_pilot", "status": "portfolio:change_status", "preparation": "portfolio:preparation"}


@dataclass(frozen=True, slots=True)
class GapDoor:
    """A gap with its address; `count` where the same gap stands several times (agreements of partners)."""

    code: str
    name: str | Promise
    sentence: str | Promise
    url: str
    count: int = 1


def door(pilot: Pilot, gap: Gap, *, may_change: bool) -> GapDoor:
    return GapDoor(gap.code, gap.name, gap.sentence, _address(pilot, gap, may_change=may_change))


def doors(pilot: Pilot, gaps: Iterable[Gap], *, may_change: bool) -> tuple[GapDoor, ...]:
    """One door a kind of gap, in the order in which the gaps came."""
    found: dict[str, GapDoor] = {}
    for gap in gaps:
        before = found.get(gap.code)
        one = door(pilot, gap, may_change=may_change)
        found[gap.code] = (
            one if before is None else GapDoor(one.code, one.name, one.sentence, before.url, before.count + 1)
        )
    return tuple(found.values())


def _address(pilot: Pilot, gap: Gap, *, may_change: bool) -> str:
    place = "facts" if gap.where == "status" else gap.where
    if not may_change:
        return f"{reverse('portfolio:pilot', args=[pilot.slug])}#{place}"
    if gap.where in PAGES:
        field = FIRST_FIELD.get(gap.code, f"id_{gap.code}_fi") if gap.where == "preparation" else ""
        return reverse(PAGES[gap.where], args=[pilot.slug]) + (f"#{field}" if field else "")
    if gap.partner is not None:
        return reverse("portfolio:change_partner", args=[pilot.slug, gap.partner])
    if gap.code == "partners":
        return reverse("portfolio:add_partner", args=[pilot.slug])
    if gap.code == "goals":
        return reverse("portfolio:add_goal", args=[pilot.slug])
    return f"{reverse('portfolio:pilot', args=[pilot.slug])}#goals"
