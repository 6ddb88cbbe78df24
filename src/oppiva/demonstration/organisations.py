"""Organisations of the demonstration: offices with the names of their time, and invented partners."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oppiva.core.saving import columns
from oppiva.impact.text import LANGUAGES
from oppiva.organisations.models import Area, Membership, Organisation, OrganisationKind, Person, Role

DATA = Path(__file__).parent / "data"


def load_organisations() -> None:
    """Make those that are missing, with the pilot managers of the offices."""
    entries = tomllib.loads((DATA / "organisations.toml").read_text(encoding="utf-8"))["organisation"]
    present = set(Organisation.objects.values_list("slug", flat=True))
    kinds = {kind.code: kind for kind in OrganisationKind.objects.all()}
    regions = {area.code: area for area in Area.objects.filter(kind=Area.Kind.REGION)}
    for entry in entries:
        if entry["slug"] not in present:
            _make(entry, kinds, regions)


def in_three(text: str | Mapping[str, str]) -> dict[str, str]:
    """A name that is the same everywhere may be written once."""
    return {str(language): text for language in LANGUAGES} if isinstance(text, str) else dict(text)


def _make(entry: dict[str, Any], kinds: dict[str, OrganisationKind], regions: dict[str, Area]) -> None:
    organisation = Organisation.objects.create(
        slug=entry["slug"],
        kind=kinds[entry["kind"]],
        area=regions[entry["region"]] if "region" in entry else None,
        valid_from=entry.get("valid_from"),
        valid_to=entry.get("valid_to"),
        is_synthetic=entry.get("invented", True),
        **columns("name", in_three(entry["name"])),
    )
    if "manager" in entry:
        manager = Person.objects.create_user(entry["manager_email"], name=entry["manager"], is_demonstration=True)
        Membership.objects.create(
            person=manager, organisation=organisation, role=Role.PILOT_MANAGER, since=entry["manager_since"]
        )
