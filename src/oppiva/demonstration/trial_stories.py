"""What the stories of trials share: organisations from a file of texts, and a study with its data and findings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from oppiva.core.saving import columns
from oppiva.demonstration.organisations import in_three
from oppiva.impact.plan import parse_plan
from oppiva.impact.text import LANGUAGES, number
from oppiva.organisations.models import Membership, Organisation, OrganisationKind, Person, Role
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Run, Study
from oppiva.studies.starting import TEXTS, Declared, create_study
from oppiva.studies.uploading import Terms

DATA = Path(__file__).parent / "data"


def read_story(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name / "story.toml").read_text(encoding="utf-8"))


def plan_text(name: str, key: str) -> str:
    return (DATA / name / f"{key}.toml").read_text(encoding="utf-8")


def moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """A time in Finland."""
    return timezone.make_aware(datetime.combine(date(year, month, day), time(hour, minute)))


def make_organisations(entries: Iterable[Mapping[str, Any]]) -> None:
    """Organisations of a story, with the pilot managers they name; those that are there stay as they are."""
    for entry in entries:
        organisation, is_new = Organisation.objects.get_or_create(
            slug=entry["slug"],
            defaults={
                "kind": OrganisationKind.objects.get(code=entry["kind"]),
                "valid_from": entry.get("valid_from"),
                "is_synthetic": entry.get("invented", True),
                **columns("name", in_three(entry["name"])),
            },
        )
        if is_new and "manager" in entry:
            manager = Person.objects.create_user(entry["manager_email"], name=entry["manager"], is_demonstration=True)
            Membership.objects.create(
                person=manager, organisation=organisation, role=Role.PILOT_MANAGER, since=entry["manager_since"]
            )


def make_study(person: Person, pilot: Pilot, entry: Mapping[str, Any], plan: str) -> Study:
    """The study with the outcomes of its plan declared."""
    texts: dict[str, str] = {}
    for stem in TEXTS:
        texts |= columns(stem, entry[stem])
    declared = [
        Declared(
            column=outcome.name,
            kind=outcome.kind,
            better=outcome.better or "",
            smallest_relevant=outcome.smallest_relevant,
            primary=outcome.primary,
            **columns("label", outcome.label.to_dict()),
            **columns("unit", outcome.unit.to_dict() if outcome.unit else {}),
        )
        for outcome in parse_plan(plan).outcomes
    ]
    return create_study(
        person,
        evaluator=Organisation.objects.get(slug="havainto"),
        pilots=[pilot],
        texts=texts,
        slug=entry["slug"],
        outcomes=declared,
    )


def terms_of(entry: Mapping[str, Any], controller: Organisation, ground: str) -> Terms:
    return Terms(
        controller=controller,
        purpose=entry["purpose"],
        ground=ground,
        ground_text=entry["ground_text"],
        delete_by=entry["delete_by"],
    )


def deciding_id(run: Run, outcome: str) -> str:
    """The estimate on which the claim about an outcome rests."""
    assert run.result is not None
    claimed = {claim["estimate"] for claim in run.claims}
    return str(next(row["id"] for row in run.result["estimates"] if row["outcome"] == outcome and row["id"] in claimed))


def with_difference(
    run: Run, estimate_id: str, texts: Mapping[str, str], *, scale: float, decimals: int
) -> dict[str, str]:
    """The texts with the run's own difference in place of {difference}: no number of ours is typed into a sentence."""
    assert run.result is not None
    value = next(row["estimate"] for row in run.result["estimates"] if row["id"] == estimate_id)
    return {
        language: texts[language].format(difference=number(scale * value, language, decimals)) for language in LANGUAGES
    }
