"""Partnership pilots 2019–2020: 24 synthetic pilots, most of whose goals were worded anew after the break of 2019.

The texts stand in data/partnership_pilots, one file a pilot, written by hand in three languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oppiva.core.saving import columns
from oppiva.demonstration.pilots import make_pilot, make_programme
from oppiva.organisations.models import Person
from oppiva.portfolio.models import ContextEvent, EarlierPilot, Pilot, PilotKind, Programme

DATA = Path(__file__).parent / "data"
SLUG = "kumppanuuspilotit-2019-2020"


def load(people: Mapping[str, Person]) -> None:
    """Programmes, context events and pilots that are not there yet."""
    for event in _read("context_events.toml")["event"]:
        _event(event)
    for entry in _read("programmes.toml")["programme"]:
        if not Programme.objects.filter(slug=entry["slug"]).exists():
            make_programme(entry)
    made = {}
    for path in sorted(DATA.glob("*_pilots/*.toml")):
        slug = path.stem.replace("_", "-")
        if not Pilot.objects.filter(slug=slug).exists():
            entry = tomllib.loads(path.read_text(encoding="utf-8"))
            programme = Programme.objects.get(slug=entry.get("programme", SLUG))
            kind = PilotKind.objects.get(code=entry["kind"], programme=None)
            made[slug] = (make_pilot(programme, kind, slug, entry), entry)
    for pilot, entry in made.values():  # when all are there: a pilot may build on one that is loaded after it
        _earlier(pilot, entry.get("preparation", {}).get("earlier", ()))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _event(entry: dict[str, Any]) -> None:
    ContextEvent.objects.get_or_create(
        slug=entry["slug"],
        defaults={
            "kind": entry["kind"],
            "on": entry["on"],
            "until": entry.get("until"),
            "source": entry["source"],
            **columns("name", entry["name"]),
            **columns("description", entry["description"]),
        },
    )


def _earlier(pilot: Pilot, slugs: tuple[str, ...]) -> None:
    for slug in slugs:
        EarlierPilot.objects.create(preparation=pilot.preparation, pilot=Pilot.objects.get(slug=slug))
