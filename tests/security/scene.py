"""One scene that every address of the web application stands in, and who tries its door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from factories.organisations import OrganisationFactory, person_in
from factories.portfolio import (
    ContextEventFactory,
    LearningGoalFactory,
    LearningGoalVersionFactory,
    PreparationFactory,
    cast,
)
from factories.studies import World, make_world
from oppiva.evaluation.models import Finding
from oppiva.evaluation.writing import write_finding
from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.portfolio.models import ContextEvent, Pilot, PilotPartner, Programme
from oppiva.studies.models import Dataset, PlanVersion, Run, Study


@dataclass
class Scene:
    """A programme with a pilot, an organisation, and a study that has gone the whole way."""

    people: dict[str, dict[str, Person]]
    """Room → "wrong role", "wrong person", and by name who may."""
    programme: Programme
    pilot: Pilot
    event: ContextEvent
    organisation: Organisation
    member: Membership
    world: World
    study: Study
    dataset: Dataset
    version: PlanVersion
    run: Run
    finding: Finding

    def arguments(self, route: str) -> list[object]:
        """What the address of the route is made of."""
        room, _, page = route.partition(":")
        if room == "portfolio":
            return self._portfolio(page)
        if room == "organisations":
            if page in {"index", "create", "areas"}:
                return []
            return [self.organisation.slug, *([self.member.pk] if page == "end_membership" else [])]
        if room == "studies":
            return self._studies(page)
        return ["MQ", "no-such-token"] if route == "password_from_link" else []

    def _portfolio(self, page: str) -> list[object]:
        own: dict[str, list[object]] = {
            "goal": [1],
            "reword_goal": [1],
            "retire_goal": [1],
            "change_partner": [PilotPartner.objects.get(pilot=self.pilot).pk],
            "end_partner": [PilotPartner.objects.get(pilot=self.pilot).pk],
        }
        of_programme: dict[str, list[object]] = {
            "programme": [], "table": [], "settings": [], "change_programme": [], "add_party": [], "add_event": [],
            "add_kind": [], "create_pilot": [], "change_event": [self.event.slug],
            "end_party": [self.programme.parties.order_by("pk")[0].pk],
        }  # fmt: skip
        if page in {"index", "create_programme"}:
            return []
        if page in of_programme:
            return [self.programme.slug, *of_programme[page]]
        return [self.pilot.slug, *own.get(page, [])]

    def _studies(self, page: str) -> list[object]:
        reader = self.dataset.readers.order_by("pk")[0].pk
        own: dict[str, list[object]] = {
            "dataset": [self.dataset.number],
            "grant": [self.dataset.number], "end_grant": [self.dataset.number, reader],
            "version": [self.version.number], "lock": [self.version.number], "discard": [self.version.number],
            **{name: [self.run.number] for name in ("run", "progress", "stop", "result", "report_html", "report_pdf")},
            "write_finding": [self.run.number, self.run.claims[0]["estimate"]],
            **{
                name: [self.finding.number]
                for name in ("finding", "reword", "take_strongest", "confirm", "publish")
            },
        }  # fmt: skip
        return [] if page in {"index", "create"} else [self.study.slug, *own.get(page, [])]


def make_scene() -> Scene:
    around = cast()
    event = ContextEventFactory(programme=around.programme)
    goal = LearningGoalFactory(pilot=around.pilot, number=1)
    LearningGoalVersionFactory(goal=goal)
    LearningGoalVersionFactory(goal=goal, number=2, reason_fi="Uudistus raukesi.", valid_from=date(2019, 5, 21))
    PreparationFactory(pilot=around.pilot)
    organisation = OrganisationFactory(name_fi="Rantakylän kunta")
    administrator = person_in(organisation, Role.ADMINISTRATOR)
    member = person_in(organisation, Role.MEMBER)
    elsewhere = person_in(OrganisationFactory(), Role.ADMINISTRATOR)
    world = make_world()
    study = world.study()
    version, dataset = world.lock(study), world.upload(study)
    run = world.run(study, version, dataset)
    claim = run.claims[0]
    finding = write_finding(
        world.evaluator, run, claim["estimate"], {language: claim[language] for language in ("fi", "sv", "en")}
    )
    Person.objects.update(password=make_password("tuulensuoja-niemen-takana"))  # who signs in has one
    for person in (
        member,
        elsewhere,
        administrator,
        around.partner_worker,
        around.outside_manager,
        around.manager,
        around.commissioner,
        world.evaluator,
        world.commissioner,
        world.outsider,
    ):
        person.refresh_from_db()
    return Scene(
        people={
            "portfolio": {
                "wrong role": around.partner_worker,
                "wrong person": around.outside_manager,
                "manager": around.manager,
                "commissioner": around.commissioner,
            },
            "organisations": {
                "wrong role": member,
                "wrong person": elsewhere,
                "administrator": administrator,
                "manager": around.manager,
            },
            "studies": {
                "wrong role": world.commissioner,
                "wrong person": world.outsider,
                "evaluator": world.evaluator,
            },
            "": {"wrong role": member, "wrong person": elsewhere, "anyone": world.evaluator},
        },
        programme=around.programme,
        pilot=around.pilot,
        event=event,
        organisation=organisation,
        member=Membership.objects.get(person=member),
        world=world,
        study=study,
        dataset=dataset,
        version=version,
        run=run,
        finding=finding,
    )
