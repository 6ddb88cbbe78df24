"""The links of a pilot's thread."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.studies import World
from oppiva.portfolio.models import Pilot
from oppiva.studies.thread import StudyLinks, study_links


def another_pilot(world: World, slug: str) -> Pilot:
    return Pilot.objects.create(
        programme=world.pilot.programme, slug=slug, kind=world.pilot.kind, owner=world.pilot.owner, name_fi=slug
    )


def test_counts_stand_by_pilot_and_a_pilot_without_studies_has_a_gap(world: World) -> None:
    bare = another_pilot(world, "ilman")
    study = world.study()
    world.study()
    version, dataset = world.lock(study), world.upload(study)
    world.run(study, version, dataset)
    world.run(study, version, dataset)
    links = study_links([world.pilot, bare])
    assert links[world.pilot.pk] == StudyLinks(studies=2, locked_plans=1, results=2)
    assert links[world.pilot.pk].gap is None
    assert links[bare.pk] == StudyLinks()
    assert links[bare.pk].gap


def test_one_query_answers_for_many_pilots(world: World) -> None:
    pilots = [world.pilot, *(another_pilot(world, f"pilotti-{number}") for number in range(5))]
    for pilot in pilots:
        world.study(pilots=[pilot])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        study_links(pilots)
    assert len(queries) == 1
