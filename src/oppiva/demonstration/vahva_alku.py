"""Vahva alku: a synthetic trial that may say effect, its smaller sister that cannot tell, and what a weaker look gives.

Every step is the real one, with the dates of the story: the plan is locked, people are drawn, the file comes six
months later, the run opens the outcomes. What is true in the data: `vahva_alku_people`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oppiva.demonstration.pilots import make_pilot, make_programme
from oppiva.demonstration.trial_stories import (
    deciding_id,
    make_organisations,
    make_study,
    moment,
    plan_text,
    read_story,
    terms_of,
    with_difference,
)
from oppiva.demonstration.vahva_alku_people import LARGE, SISTER, trial_csv
from oppiva.evaluation.confirming import confirm_finding, publish_finding
from oppiva.evaluation.models import Finding
from oppiva.evaluation.writing import Sources, write_finding
from oppiva.organisations.models import Person
from oppiva.portfolio.models import Pilot, PilotKind, Programme
from oppiva.studies.models import PlanVersion, Run, Study
from oppiva.studies.planning import lock_plan, save_draft
from oppiva.studies.running import run_at_once
from oppiva.studies.uploading import upload_dataset

NAME = "vahva_alku"
PRACTICE = Sources(strength=Finding.Strength.SUPPORTED, sources=5, model_described=True, counter_evidence_answered=True)


@dataclass(frozen=True, slots=True)
class _Story:
    """The story's texts and the people who act in it."""

    texts: Mapping[str, Any]
    evaluator: Person
    second_reader: Person
    commissioner: Person

    def study(self, key: str) -> tuple[Study, str, str]:
        """The study, the text of its plan and the name of its file."""
        entry = self.texts["common"] | next(entry for entry in self.texts["study"] if entry["key"] == key)
        text = plan_text(NAME, key)
        return make_study(self.evaluator, Pilot.objects.get(slug=entry["pilot"]), entry, text), text, entry["file_name"]

    def lock(self, study: Study, text: str, at: datetime) -> PlanVersion:
        return lock_plan(self.evaluator, save_draft(self.evaluator, study, text), at=at)

    def run(self, version: PlanVersion, file_name: str, content: bytes, came: datetime, ran: datetime) -> Run:
        controller = version.study.pilots.get().owner
        uploaded = upload_dataset(
            self.evaluator,
            version.study,
            file_name=file_name,
            content=content,
            terms=terms_of(self.texts["terms"], controller, "synthetic"),
            at=came,
        )
        return run_at_once(self.evaluator, version.study, version, uploaded.dataset, at=ran)

    def publish(self, finding: Finding, confirmed: datetime, published: datetime) -> None:
        confirm_finding(self.second_reader, finding, at=confirmed)
        publish_finding(self.commissioner, finding, at=published)


def load(people: Mapping[str, Person]) -> None:
    """The programme, its two pilots and three studies, where they are not there yet."""
    texts = read_story(NAME)
    if Programme.objects.filter(slug=texts["programme"]["slug"]).exists():
        return
    make_organisations(texts["organisation"])
    programme = make_programme(texts["programme"])
    for entry in texts["pilot"]:
        make_pilot(programme, PilotKind.objects.get(code=entry["kind"], programme=None), entry["slug"], entry)
    story = _Story(texts, people["evaluator"], people["second_reader"], people["commissioner"])
    _trial(story)
    _sister(story)
    _met_or_not(story)


def _trial(story: _Story) -> None:
    study, text, file_name = story.study("trial")
    version = story.lock(study, text, moment(2026, 1, 8, 14, 37))
    run = story.run(version, file_name, trial_csv(LARGE), moment(2026, 9, 29, 10, 12), moment(2026, 9, 30, 9, 4))
    for key, outcome, scale, day in (("effect", "tyossa_6kk", 100, 13), ("questionnaire", "luottamus", 1, 14)):
        estimate = deciding_id(run, outcome)
        words = with_difference(run, estimate, story.texts["finding"][key], scale=scale, decimals=1)
        finding = write_finding(story.evaluator, run, estimate, words, at=moment(2026, 10, day, 11, 26))
        story.publish(finding, moment(2026, 10, 19, 13, 48), moment(2026, 10, 21, 8, 55))


def _sister(story: _Story) -> None:
    """The first file came before the six months had passed: a run that could not be made is kept like the others."""
    study, text, file_name = story.study("sister")
    version = story.lock(study, text, moment(2026, 1, 15, 15, 21))
    early = trial_csv(SISTER, outcomes_known=False)
    story.run(version, f"luonnos_{file_name}", early, moment(2026, 6, 11, 12, 33), moment(2026, 6, 11, 12, 41))
    run = story.run(version, file_name, trial_csv(SISTER), moment(2026, 9, 9, 9, 47), moment(2026, 9, 9, 10, 2))
    estimate = deciding_id(run, "tyossa_6kk")
    words = with_difference(run, estimate, story.texts["finding"]["sister"], scale=100, decimals=1)
    finding = write_finding(story.evaluator, run, estimate, words, at=moment(2026, 9, 17, 14, 6))
    story.publish(finding, moment(2026, 9, 23, 10, 31), moment(2026, 9, 24, 9, 18))


def _met_or_not(story: _Story) -> None:
    """The same file by who was met and who was not: no effect may be told from it, but a practice may be learned."""
    study, text, file_name = story.study("met_or_not")
    came = moment(2026, 10, 26, 13, 15)
    version = story.lock(study, text, moment(2026, 10, 26, 12, 58))
    run = story.run(version, file_name, trial_csv(LARGE), came, moment(2026, 10, 26, 13, 29))
    estimate = deciding_id(run, "tyossa_6kk")
    found = story.texts["finding"]
    practice = write_finding(
        story.evaluator, run, estimate, found["practice"], rests_on=PRACTICE, at=moment(2026, 11, 2, 10, 44)
    )
    lesson = write_finding(story.evaluator, run, estimate, found["lesson"], at=moment(2026, 11, 2, 11, 17))
    for finding in (practice, lesson):
        story.publish(finding, moment(2026, 11, 5, 14, 52), moment(2026, 11, 6, 9, 36))
    write_finding(story.evaluator, run, estimate, found["too_strong"], at=moment(2026, 11, 9, 15, 3))
