"""What is missing in each pilot: found for a whole programme in two queries, each with where to mend it.

The answers asked for before a pilot starts are those whose lack stopped earlier models from spreading
(Pitkänen et al., TEM 17/2012). None of them blocks anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from oppiva.core.constraints import on_day
from oppiva.core.language import Translated, sort_key
from oppiva.impact.text import LANGUAGES
from oppiva.portfolio.models import (
    EarlierPilot,
    GoalAgreement,
    LearningGoal,
    LearningGoalVersion,
    Pilot,
    PilotArea,
    PilotPartner,
    Preparation,
    Programme,
    Status,
)

Where = Literal["facts", "goals", "partners", "preparation", "status"]


@dataclass(frozen=True, slots=True)
class Gap:
    """`name` is for lists and filters, `sentence` for the pilot's page; `where` is the part that mends it.

    `partner` is the key of a partner whose row it concerns.
    """

    code: str
    name: str | Promise
    sentence: str | Promise
    where: Where
    partner: int | None = None


def gaps_of_programme(programme: Programme, on: date) -> dict[int, tuple[Gap, ...]]:
    """Gaps of every pilot of the programme on that day, by the pilot's key; an empty tuple where none."""
    return gaps_of(Pilot.objects.filter(programme=programme), on)


def gaps_of_pilot(pilot: Pilot, on: date) -> tuple[Gap, ...]:
    """Gaps of one pilot on that day."""
    return gaps_of(Pilot.objects.filter(pk=pilot.pk), on)[pilot.pk]


def gaps_of(pilots: QuerySet[Pilot], on: date) -> dict[int, tuple[Gap, ...]]:
    """Gaps of these pilots: one query for them and one for partners without an agreement, however many there are."""
    unsigned: dict[int, list[PilotPartner]] = defaultdict(list)
    for partner in _partners_without_agreement(pilots, on):
        unsigned[partner.pilot_id].append(partner)
    return {pilot.pk: tuple(_gaps(pilot, unsigned[pilot.pk], on)) for pilot in _with_counts(pilots)}


def _with_counts(pilots: QuerySet[Pilot]) -> QuerySet[Pilot]:
    latest = LearningGoalVersion.objects.filter(goal=OuterRef("pk")).order_by("-number").values("pk")[:1]
    agreed = GoalAgreement.objects.filter(version=OuterRef("latest"))
    unagreed = (
        LearningGoal.objects.filter(pilot=OuterRef("pk"), retired_on__isnull=True)
        .annotate(latest=Subquery(latest))
        .filter(~Exists(agreed))
        .order_by()
        .values("pilot")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return pilots.select_related("preparation").annotate(
        has_area=Exists(PilotArea.objects.filter(pilot=OuterRef("pk"))),
        has_partner=Exists(PilotPartner.objects.filter(pilot=OuterRef("pk"))),
        has_goal=Exists(LearningGoal.objects.filter(pilot=OuterRef("pk"), retired_on__isnull=True)),
        goals_unagreed=Coalesce(Subquery(unagreed), 0),
        has_earlier=Exists(EarlierPilot.objects.filter(preparation__pilot=OuterRef("pk"))),
    )


def _partners_without_agreement(pilots: QuerySet[Pilot], on: date) -> QuerySet[PilotPartner]:
    return (
        PilotPartner.objects.filter(
            Q(agreement_signed_on__isnull=True) | Q(agreement_signed_on__gt=on),
            on_day(on),
            pilot__in=pilots.order_by().values("pk"),
            role__in=PilotPartner.ROLES_WITH_AGREEMENT,
        )
        .exclude(pilot__owner=F("organisation"))  # the owner does not agree with itself
        .select_related("organisation")
        .order_by("pilot", "since", "pk")
    )


def _gaps(pilot: Pilot, unsigned: list[PilotPartner], on: date) -> Iterable[Gap]:
    yield from _gaps_of_facts(pilot, on)
    yield from _gaps_of_goals(pilot)
    yield from _gaps_of_partners(pilot, unsigned)
    yield from _gaps_of_preparation(pilot)


def _gaps_of_facts(pilot: Pilot, on: date) -> Iterable[Gap]:
    if not _counted(pilot, "has_area"):
        yield Gap("area", _("area"), _("It is not said where the pilot works."), "facts")
    if pilot.starts_on is None or pilot.ends_on is None:
        yield Gap("period", _("period"), _("It is not said from when to when the pilot runs."), "facts")
    if not _said(pilot, "objectives"):
        yield Gap("objectives", _("objectives"), _("It is not said what the pilot aims at."), "facts")
    if not _said(pilot, "target_group"):
        yield Gap("target_group", _("target group"), _("It is not said whom the pilot is for."), "facts")
    if pilot.status == Status.PLANNED and pilot.starts_on is not None and pilot.starts_on < on:
        yield Gap("not_begun", _("start"), _("The day on which it should have started has passed."), "status")
    if pilot.status == Status.RUNNING and pilot.ends_on is not None and pilot.ends_on < on:
        yield Gap("not_ended", _("end"), _("The day on which it should have ended has passed."), "status")


def _gaps_of_goals(pilot: Pilot) -> Iterable[Gap]:
    if not _counted(pilot, "has_goal"):
        yield Gap("goals", _("learning goals"), _("It is not said what is to be learned from the pilot."), "goals")
    if unagreed := _counted(pilot, "goals_unagreed"):
        sentence = ngettext_lazy(
            "Nobody has agreed to the wording of %(n)d learning goal.",
            "Nobody has agreed to the wording of %(n)d learning goals.",
            "n",
        ) % {"n": unagreed}
        yield Gap("goal_agreement", _("agreement on goals"), sentence, "goals")


def _gaps_of_partners(pilot: Pilot, unsigned: list[PilotPartner]) -> Iterable[Gap]:
    if not _counted(pilot, "has_partner"):
        yield Gap("partners", _("partners"), _("No partner has been entered."), "partners")
    for partner in sorted(unsigned, key=lambda row: sort_key(row.organisation.name)):
        sentence = format_lazy(_("No signed agreement: {organisation}."), organisation=partner.organisation.name)
        yield Gap("partner_agreement", _("agreement"), sentence, "partners", partner.pk)


PREPARATION: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (
        "service_owner",
        _("owner in the ordinary service"),
        _("Nobody in the ordinary service has been named to answer for the model."),
    ),
    (
        "service_owner_since",
        _("when the owner came to the table"),
        _("It is not said since when the ordinary service's owner has been at the table."),
    ),
    ("staff_after", _("staff afterwards"), _("It is not said what happens to staff when the pilot ends.")),
    ("money_after", _("money afterwards"), _("It is not said what happens to money when the pilot ends.")),
    ("referral", _("referral"), _("It is not said how clients are referred to the pilot.")),
    ("quality_criteria", _("quality criteria"), _("It is not said which quality criteria hold.")),
    ("follow_up_criteria", _("follow-up criteria"), _("It is not said which follow-up criteria hold.")),
)


def _gaps_of_preparation(pilot: Pilot) -> Iterable[Gap]:
    preparation: Preparation | None = getattr(pilot, "preparation", None)
    if preparation is None or not (preparation.service_organisation_id or _said(preparation, "service_unit")):
        yield Gap(
            "ordinary_service",
            _("ordinary service"),
            _("It is not said which ordinary service would take the model over."),
            "preparation",
        )
    for code, name, sentence in PREPARATION:
        if code == "service_owner_since" and (preparation is None or not preparation.service_owner):
            continue  # without a named owner there is nobody to ask this of
        if preparation is None or not _answered(preparation, code):
            yield Gap(code, name, sentence, "preparation")
    if preparation is None or preparation.planning_weeks is None:
        yield Gap(
            "planning", _("planning time"), _("It is not said how long the partners planned together."), "preparation"
        )
    if not (_counted(pilot, "has_earlier") or (preparation is not None and _said(preparation, "builds_on"))):
        yield Gap(
            "builds_on", _("earlier lessons"), _("It is not said which earlier lessons it builds on."), "preparation"
        )


def _answered(preparation: Preparation, code: str) -> bool:
    if isinstance(getattr(Preparation, code), Translated):
        return _said(preparation, code)
    return bool(getattr(preparation, code))


def _said(row: Pilot | Preparation, stem: str) -> bool:
    return any(getattr(row, f"{stem}_{language}") for language in LANGUAGES)


def _counted(pilot: Pilot, annotation: str) -> int:
    """What `_with_counts` added: mypy does not see annotations."""
    return int(getattr(pilot, annotation))
