"""Programmes and pilots for tests, and the cast that stands around one pilot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import factory
from factory.django import DjangoModelFactory

from factories.organisations import OrganisationFactory, person_in
from oppiva.organisations.models import Area, Organisation, Person, Role
from oppiva.portfolio.models import (
    ContextEvent,
    GoalAgreement,
    LearningGoal,
    LearningGoalVersion,
    Pilot,
    PilotArea,
    PilotKind,
    PilotPartner,
    Preparation,
    Programme,
    ProgrammeParty,
)


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    class Params:
        synthetic = factory.Trait(is_synthetic=True)

    slug = factory.Sequence(lambda n: f"ohjelma-{n}")
    name_fi = factory.Sequence(lambda n: f"Ohjelma {n}")
    name_sv = factory.Sequence(lambda n: f"Program {n}")
    name_en = factory.Sequence(lambda n: f"Programme {n}")
    starts_on = date(2019, 1, 7)
    ends_on = date(2020, 12, 31)


class ProgrammePartyFactory(DjangoModelFactory[ProgrammeParty]):
    class Meta:
        model = ProgrammeParty

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory, centre=True)
    role = ProgrammeParty.Role.COMMISSIONER
    since = date(2018, 9, 17)


class PilotFactory(DjangoModelFactory[Pilot]):
    """A planned pilot, as every pilot begins; `running` takes the step that the database asks for."""

    class Meta:
        model = Pilot
        skip_postgeneration_save = True

    class Params:
        kind_code = "guidance"

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"pilotti-{n}")
    kind = factory.LazyAttribute(lambda o: PilotKind.objects.get(code=o.kind_code, programme=None))
    owner = factory.SubFactory(OrganisationFactory, te_office=True)
    name_fi = factory.Sequence(lambda n: f"Pilotti {n}")
    name_sv = factory.Sequence(lambda n: f"Pilot nr {n}")
    name_en = factory.Sequence(lambda n: f"Pilot {n}")
    objectives_fi = "Asiakas tapaa saman työntekijän joka kerta."
    target_group_fi = "Yli vuoden työttömänä olleet"
    starts_on = date(2019, 2, 4)
    ends_on = date(2020, 10, 30)

    @factory.post_generation
    def running(self, create: bool, extracted: bool | None, **_kwargs: object) -> None:
        if create and extracted:
            step(self, "running")

    @factory.post_generation
    def area(self, create: bool, extracted: str | None, **_kwargs: object) -> None:
        """The code of a region."""
        if create and extracted:
            PilotArea.objects.create(pilot=self, area=Area.objects.get(kind="region", code=extracted))


def step(pilot: Pilot, *statuses: str) -> Pilot:
    """Take the pilot through these statuses, as the database's workflow demands."""
    for status in statuses:
        pilot.status = status
        if status in ("ended", "discontinued"):
            pilot.ended_on = date(2020, 9, 11)
        if status == "discontinued":
            pilot.discontinued_reason_fi = "Tuottaja lopetti toimintansa."
        pilot.save()
    return pilot


class PilotPartnerFactory(DjangoModelFactory[PilotPartner]):
    class Meta:
        model = PilotPartner

    class Params:
        signed = factory.Trait(agreement_signed_on=date(2019, 1, 29))

    pilot = factory.SubFactory(PilotFactory)
    organisation = factory.SubFactory(OrganisationFactory, provider=True)
    role = PilotPartner.Role.PROVIDER
    since = date(2019, 2, 4)


class LearningGoalFactory(DjangoModelFactory[LearningGoal]):
    class Meta:
        model = LearningGoal

    pilot = factory.SubFactory(PilotFactory)
    number = factory.Sequence(lambda n: n + 1)


class LearningGoalVersionFactory(DjangoModelFactory[LearningGoalVersion]):
    """A first wording; `agreed` adds someone who agreed to it."""

    class Meta:
        model = LearningGoalVersion
        skip_postgeneration_save = True

    goal = factory.SubFactory(LearningGoalFactory)
    number = 1
    text_fi = "Opitaan, mitä pysyvä työntekijä muuttaa."
    text_sv = "Vi lär oss vad en fast handläggare förändrar."
    text_en = "To learn what a lasting worker changes."
    valid_from = date(2019, 2, 4)

    @factory.post_generation
    def agreed(self, create: bool, extracted: str | None, **_kwargs: object) -> None:
        if create and extracted:
            GoalAgreement.objects.create(version=self, name=extracted, on=self.valid_from)


class PreparationFactory(DjangoModelFactory[Preparation]):
    """Every question answered, in Finnish."""

    class Meta:
        model = Preparation

    pilot = factory.SubFactory(PilotFactory)
    service_unit_fi = "Alkupalvelut"
    service_owner = "Outi Perusta"
    service_owner_since = date(2018, 11, 19)
    staff_after_fi = "Kaksi virkaa jatkuu alkupalveluissa."
    money_after_fi = "Malli mahtuu toimintamenoihin."
    referral_fi = "Asiantuntija ehdottaa, asiakas päättää."
    quality_criteria_fi = "Sama työntekijä vähintään neljässä tapaamisessa viidestä."
    follow_up_criteria_fi = "Työssä kuuden kuukauden kuluttua."
    planning_from = date(2018, 10, 1)
    planning_until = date(2019, 1, 18)
    builds_on_fi = "Kuntakokeilun opit vastuutyöntekijästä."


class ContextEventFactory(DjangoModelFactory[ContextEvent]):
    class Meta:
        model = ContextEvent

    class Params:
        breaking = factory.Trait(kind=ContextEvent.Kind.BREAK)

    slug = factory.Sequence(lambda n: f"tapahtuma-{n}")
    kind = ContextEvent.Kind.EVENT
    on = date(2019, 3, 8)
    name_fi = factory.Sequence(lambda n: f"Tapahtuma {n}")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who stands around one pilot. `outsider` has the right role, in an organisation that has no part in it."""

    programme: Programme
    pilot: Pilot
    commissioner: Person
    evaluator: Person
    manager: Person
    partner_worker: Person
    outsider: Person
    outside_manager: Person


def cast() -> Cast:
    """A programme with its commissioner and evaluator, one running pilot with a partner, and two outsiders."""
    centre: Organisation = OrganisationFactory(centre=True)
    firm: Organisation = OrganisationFactory(evaluator=True)
    programme: Programme = ProgrammeFactory()
    ProgrammePartyFactory(programme=programme, organisation=centre, role="commissioner")
    ProgrammePartyFactory(programme=programme, organisation=firm, role="evaluator")
    pilot: Pilot = PilotFactory(programme=programme, running=True, area="13")
    partner: PilotPartner = PilotPartnerFactory(pilot=pilot, signed=True)
    other: Pilot = PilotFactory()
    return Cast(
        programme=programme,
        pilot=pilot,
        commissioner=person_in(centre, Role.COMMISSIONER),
        evaluator=person_in(firm, Role.EVALUATOR),
        manager=person_in(pilot.owner, Role.PILOT_MANAGER),
        partner_worker=person_in(partner.organisation, Role.CASE_WORKER),
        outsider=person_in(OrganisationFactory(evaluator=True), Role.EVALUATOR),
        outside_manager=person_in(other.owner, Role.PILOT_MANAGER),
    )
