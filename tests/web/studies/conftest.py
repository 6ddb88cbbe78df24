"""A study that has gone the whole way: data, a locked plan, a run, a finding."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from factories.studies import World, make_world
from oppiva.evaluation.models import Finding
from oppiva.evaluation.writing import write_finding
from oppiva.organisations.models import Person
from oppiva.studies.models import Dataset, PlanVersion, Run, Study
from strictness import StrictClient


@dataclass
class Told:
    """The study and what hangs on it."""

    world: World
    study: Study
    dataset: Dataset
    version: PlanVersion
    run: Run
    finding: Finding

    @property
    def estimate(self) -> str:
        return str(self.run.claims[0]["estimate"])


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def told(world: World) -> Told:
    study = world.study()
    version = world.lock(study)
    dataset = world.upload(study)
    run = world.run(study, version, dataset)
    claim = run.claims[0]
    finding = write_finding(
        world.evaluator, run, claim["estimate"], {language: claim[language] for language in ("fi", "sv", "en")}
    )
    return Told(world, study, dataset, version, run, finding)


def signed_in(person: Person) -> Client:
    """A strict client signed in as the person."""
    client = StrictClient()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
