"""Studies for tests: a small trial with a known file, and the people round it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils import timezone

from oppiva.organisations.models import Membership, Organisation, OrganisationKind, Person, Role
from oppiva.portfolio.models import Pilot, PilotKind, Programme, ProgrammeParty
from oppiva.studies.models import Dataset, PlanVersion, Run, Study
from oppiva.studies.planning import lock_plan, save_draft
from oppiva.studies.running import run_at_once
from oppiva.studies.starting import Declared, create_study
from oppiva.studies.uploading import Terms, upload_dataset

PLAN = """\
format = 1
title = "Started early"
language = "en"

[data]
unit = "id"

[design]
kind = "trial"
arm = "arm"
control = 0
strata = ["office"]
drawn_by = "documented"
reference = "the list of draws of the test"

[flow]
drawn = { "0" = 40, "1" = 40 }

[lock]
written = "before_outcomes"

[[outcome]]
name = "in_work"
kind = "yes_no"
label = { fi = "Työssä 6 kk kuluttua", sv = "I arbete efter 6 mån.", en = "In work after 6 months" }
better = "higher"

[[outcome]]
name = "earnings"
kind = "amount"
label = { fi = "Ansiot", sv = "Inkomster", en = "Earnings" }
unit = "EUR"
better = "higher"
primary = false

[adjust]
columns = ["age"]
method = "none"

[inference]
randomisation_draws = 200
seed = 5
"""


def trial_file(*, effect: float = 0.35, seed: int = 11, arms: tuple[str, str] = ("0", "1")) -> bytes:
    """80 people in two offices, 40 an arm. `effect`: what the arm adds to the share in work."""
    rng = np.random.default_rng(seed)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["id", "office", "arm", "age", "in_work", "earnings"])
    for number in range(80):
        arm = number % 2
        in_work = int(rng.random() < 0.3 + effect * arm)
        earnings = f"{rng.normal(1500, 400):.2f}".replace(".", ",")
        writer.writerow([number + 1, "AB"[number // 40], arms[arm], 20 + int(rng.integers(0, 40)), in_work, earnings])
    return out.getvalue().encode()


@dataclass
class World:
    """Two evaluators and a commissioner of one programme, and an evaluator of another."""

    evaluator: Person
    colleague: Person
    commissioner: Person
    outsider: Person
    evaluating: Organisation
    commissioning: Organisation
    pilot: Pilot

    def terms(self, **changes: object) -> Terms:
        values: dict[str, object] = {
            "controller": self.commissioning,
            "purpose": "to learn what an early start does",
            "ground": "permit",
            "ground_text": "permit 14/2026 of the controller",
            "delete_by": timezone.localdate() + timedelta(days=400),
        }
        return Terms(**(values | changes))  # type: ignore[arg-type]

    def study(self, **changes: object) -> Study:
        values: dict[str, object] = {
            "evaluator": self.evaluating,
            "pilots": [self.pilot],
            "texts": {
                "title_fi": "Varhaisen tapaamisen koe",
                "title_sv": "Försöket med tidigt möte",
                "title_en": "The early meeting trial",
                "measure_fi": "tapaaminen viidessä päivässä",
                "alternative_fi": "tapaaminen kymmenessä päivässä",
                "entitlement_fi": "Laki antaa jokaiselle alkuhaastattelun; vertailuryhmä saa sen.",
            },
            "outcomes": [
                Declared("in_work", "yes_no", label_fi="Työssä 6 kk kuluttua", better="higher", primary=True),
                Declared("earnings", "amount", label_fi="Ansiot", unit_fi="euroa", better="higher"),
            ],
        }
        return create_study(self.evaluator, **(values | changes))  # type: ignore[arg-type]

    def upload(self, study: Study, content: bytes | None = None, name: str = "koe.csv") -> Dataset:
        return upload_dataset(
            self.evaluator, study, file_name=name, content=content or trial_file(), terms=self.terms()
        ).dataset

    def lock(self, study: Study, text: str = PLAN, reason: str = "the test says so") -> PlanVersion:
        return lock_plan(self.evaluator, save_draft(self.evaluator, study, text, reason=reason))

    def run(self, study: Study, version: PlanVersion, dataset: Dataset) -> Run:
        return run_at_once(self.evaluator, study, version, dataset)


def make_world(*, synthetic: bool = False) -> World:
    """Everything in the database under made-up names."""
    since = date(2019, 1, 7)
    evaluating, commissioning, other = (
        Organisation.objects.create(
            slug=slug, kind=OrganisationKind.objects.get(code=kind), name_fi=name, is_synthetic=True
        )
        for slug, kind, name in (
            ("arviointi-oy", "evaluator", "Arviointi Oy"),
            ("tilaaja", "development_centre", "Tilaava keskus"),
            ("toinen-arvioija", "evaluator", "Toinen arvioija Oy"),
        )
    )

    def person(name: str, organisation: Organisation, role: Role) -> Person:
        made = Person.objects.create_user(f"{name}@testi.example", name=name.title())
        Membership.objects.create(person=made, organisation=organisation, role=role, since=since)
        return made

    programme = Programme.objects.create(
        slug="kokeilut", name_fi="Kokeiluohjelma", starts_on=since, is_synthetic=synthetic
    )
    for organisation, role in ((evaluating, "evaluator"), (commissioning, "commissioner")):
        ProgrammeParty.objects.create(programme=programme, organisation=organisation, role=role, since=since)
    pilot = Pilot.objects.create(
        programme=programme,
        slug="varhain",
        kind=PilotKind.objects.get(code="own_process"),
        owner=commissioning,
        name_fi="Varhain liikkeelle",
    )
    return World(
        evaluator=person("eila", evaluating, Role.EVALUATOR),
        colleague=person("kimmo", evaluating, Role.EVALUATOR),
        commissioner=person("tiina", commissioning, Role.COMMISSIONER),
        outsider=person("ulla", other, Role.EVALUATOR),
        evaluating=evaluating,
        commissioning=commissioning,
        pilot=pilot,
    )
