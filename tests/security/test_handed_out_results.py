"""A result that is handed out as a file keeps small numbers back from who may not open the rows."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from factories.studies import PLAN, make_world, trial_file
from oppiva.organisations.models import Person
from strictness import StrictClient

pytestmark = pytest.mark.django_db


def fetched(person: Person, path: str) -> dict[str, object]:
    client: Client = StrictClient()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    told: dict[str, object] = json.loads(client.get(path).content)
    return told


def test_small_counts_of_a_result_file_are_for_who_may_open_the_rows() -> None:
    world = make_world()
    study = world.study()
    rows = list(csv.DictReader(io.StringIO(trial_file().decode()), delimiter=";"))
    for row in rows[:6:2]:  # three of the control arm
        row["in_work"] = ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    version = world.lock(study, PLAN)
    run = world.run(study, version, world.upload(study, out.getvalue().encode()))
    path = f"/en/studies/{study.slug}/runs/{run.number}/result.json"
    whole, held = fetched(world.evaluator, path), fetched(world.commissioner, path)
    assert whole == run.result
    assert whole["flow"][0]["reasons"] == {"missing_outcome:in_work": 3}  # type: ignore[index]
    assert held["flow"][0]["reasons"] == {"missing_outcome:in_work": None}  # type: ignore[index]
    assert held["disclosure"]["smallest_cell"] == 5  # type: ignore[index]
