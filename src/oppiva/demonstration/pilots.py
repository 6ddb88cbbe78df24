"""A pilot from a file of texts: its facts, goals in versions, partners, preparation and the steps it went through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from oppiva.core.saving import columns
from oppiva.organisations.models import Area, Membership, Organisation, Person, Role
from oppiva.portfolio.models import (
    ContextEvent,
    GoalAgreement,
    LearningGoal,
    LearningGoalVersion,
    Pilot,
    PilotArea,
    PilotKind,
    PilotPartner,
    PilotStatusChange,
    Preparation,
    Programme,
    ProgrammeParty,
    Status,
)

PREPARATION_TEXTS = (
    "service_unit",
    "staff_after",
    "money_after",
    "referral",
    "quality_criteria",
    "follow_up_criteria",
    "builds_on",
)


def make_programme(entry: Mapping[str, Any]) -> Programme:
    """The programme with its parties."""
    programme = Programme.objects.create(
        slug=entry["slug"],
        starts_on=entry["starts_on"],
        ends_on=entry.get("ends_on"),
        is_synthetic=entry.get("is_synthetic", True),
        **columns("name", entry["name"]),
        **columns("purpose", entry["purpose"]),
    )
    for party in entry["party"]:
        ProgrammeParty.objects.create(
            programme=programme,
            organisation=Organisation.objects.get(slug=party["organisation"]),
            role=party["role"],
            since=party["since"],
        )
    return programme


def make_pilot(programme: Programme, kind: PilotKind, slug: str, entry: Mapping[str, Any]) -> Pilot:
    """The pilot as it stands after the steps of the entry; what the entry leaves out shows as a gap."""
    owner = Organisation.objects.get(slug=entry["owner"])
    manager = _manager(owner)
    pilot = Pilot.objects.create(
        programme=programme,
        slug=slug,
        kind=kind,
        owner=owner,
        starts_on=entry["starts_on"],
        ends_on=entry.get("ends_on"),
        changed_by=manager,
        **columns("name", entry["name"]),
        **columns("objectives", entry.get("objectives", {})),
        **columns("target_group", entry.get("target_group", {})),
    )
    for area in Area.objects.filter(kind=Area.Kind.REGION, code__in=entry.get("regions", ())).order_by("code"):
        PilotArea.objects.create(pilot=pilot, area=area)
    _goals(pilot, entry.get("goal", ()), manager)
    _partners(pilot, entry.get("partner", ()), manager)
    _preparation(pilot, entry.get("preparation"), manager)
    _steps(pilot, entry["planned_on"], entry.get("step", ()), manager)
    return pilot


def _manager(owner: Organisation) -> Person | None:
    membership = Membership.objects.filter(organisation=owner, role=Role.PILOT_MANAGER).select_related("person").first()
    return membership.person if membership else None


def _at_noon(day: date) -> datetime:
    """A synthetic row was "recorded" on the day it tells of."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _steps(pilot: Pilot, planned_on: date, steps: Iterable[Mapping[str, Any]], manager: Person | None) -> None:
    PilotStatusChange.objects.create(
        pilot=pilot, after=Status.PLANNED, on=planned_on, by=manager, recorded_at=_at_noon(planned_on)
    )
    for step in steps:
        before, pilot.status = pilot.status, step["to"]
        if step["to"] in (Status.ENDED, Status.DISCONTINUED):
            pilot.ended_on = step["on"]
        if step["to"] == Status.DISCONTINUED:
            for column, text in columns("discontinued_reason", step["reason"]).items():
                setattr(pilot, column, text)
        pilot.save()
        PilotStatusChange.objects.create(
            pilot=pilot,
            before=before,
            after=step["to"],
            on=step["on"],
            by=manager,
            recorded_at=_at_noon(step["on"]),
            **columns("reason", step.get("reason", {})),
        )


def _goals(pilot: Pilot, goals: Iterable[Mapping[str, Any]], manager: Person | None) -> None:
    for number, goal_entry in enumerate(goals, start=1):
        goal = LearningGoal.objects.create(
            pilot=pilot,
            number=number,
            retired_on=goal_entry.get("retired_on"),
            changed_by=manager,
            **columns("retired_reason", goal_entry.get("retired_reason", {})),
        )
        for version_number, entry in enumerate(goal_entry["version"], start=1):
            event = entry.get("event")
            version = LearningGoalVersion.objects.create(
                goal=goal,
                number=version_number,
                valid_from=entry["from"],
                context_event=ContextEvent.objects.get(slug=event) if event else None,
                written_by=manager,
                recorded_at=_at_noon(entry["from"]),
                **columns("text", entry["text"]),
                **columns("reason", entry.get("reason", {})),
            )
            for agreement in entry.get("agreed", ()):
                organisation = agreement.get("for")
                GoalAgreement.objects.create(
                    version=version,
                    name=agreement.get("who", ""),
                    organisation=Organisation.objects.get(slug=organisation) if organisation else None,
                    on=agreement["on"],
                )


def _partners(pilot: Pilot, partners: Iterable[Mapping[str, Any]], manager: Person | None) -> None:
    for entry in partners:
        PilotPartner.objects.create(
            pilot=pilot,
            organisation=Organisation.objects.get(slug=entry["who"]),
            role=entry["role"],
            since=entry["since"],
            until=entry.get("until"),
            agreement_signed_on=entry.get("signed"),
            changed_by=manager,
            **columns("contribution", entry.get("gives", {})),
            **columns("left_reason", entry.get("left_because", {})),
        )


def _preparation(pilot: Pilot, entry: Mapping[str, Any] | None, manager: Person | None) -> None:
    if entry is None:
        return
    texts: dict[str, str] = {}
    for stem in PREPARATION_TEXTS:
        texts |= columns(stem, entry.get(stem, {}))
    service = entry.get("service_organisation")
    Preparation.objects.create(
        pilot=pilot,
        service_organisation=Organisation.objects.get(slug=service) if service else None,
        service_owner=entry.get("service_owner", ""),
        service_owner_since=entry.get("service_owner_since"),
        planning_from=entry.get("planning_from"),
        planning_until=entry.get("planning_until"),
        changed_by=manager,
        **texts,
    )
