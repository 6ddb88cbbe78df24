"""What a pilot's page shows besides the pilot: its goals, answers, partners, course and thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oppiva.core.language import as_text, current_language
from oppiva.impact.text import day as written_day
from oppiva.impact.text import number
from oppiva.organisations.models import Person
from oppiva.portfolio.gaps import Gap
from oppiva.portfolio.models import (
    GoalAgreement,
    LearningGoal,
    LearningGoalVersion,
    Pilot,
    PilotPartner,
    PilotStatusChange,
    Preparation,
    Status,
)
from oppiva.web.portfolio.axis import Piece
from oppiva.web.portfolio.comparing import SideBySide, side_by_side
from oppiva.web.portfolio.lists import listed
from oppiva.web.portfolio.rows import DrawnAxis, bar


@dataclass(frozen=True, slots=True)
class ShownGoal:
    goal: LearningGoal
    versions: tuple[LearningGoalVersion, ...]
    comparison: SideBySide | None

    @property
    def latest(self) -> LearningGoalVersion:
        return self.versions[-1]

    @property
    def agreed(self) -> str:
        return agreed_by(self.latest)


def agreed_by(version: LearningGoalVersion) -> str:
    return listed([str(agreement) for agreement in version.agreements.all()])


def shown_goals(goals: Iterable[LearningGoal]) -> list[ShownGoal]:
    """Goals with all their wordings, the latest two beside each other."""
    shown = []
    for goal in goals:
        versions = tuple(goal.versions.all())
        if versions:
            pair = side_by_side(versions, versions[-2], versions[-1]) if len(versions) > 1 else None
            shown.append(ShownGoal(goal, versions, pair))
    return shown


def goals_of(pilot: Pilot) -> list[LearningGoal]:
    """With wordings and agreements, in four queries however many there are."""
    agreements = GoalAgreement.objects.select_related("person", "organisation").order_by("on", "pk")
    versions = LearningGoalVersion.objects.select_related("context_event", "written_by").order_by("number")
    with_agreements = versions.prefetch_related(Prefetch("agreements", queryset=agreements))
    return list(pilot.goals.order_by("number").prefetch_related(Prefetch("versions", queryset=with_agreements)))


@dataclass(frozen=True, slots=True)
class EarlierLink:
    pilot: Pilot
    visible: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the preparation with its lines, or with the gap that stands in their place."""

    code: str
    question: str | Promise
    lines: tuple[str, ...]
    gap: str | Promise
    pilots: tuple[EarlierLink, ...] = ()


QUESTIONS: tuple[tuple[str, str | Promise], ...] = (
    ("ordinary_service", gettext_lazy("Ordinary service that would take the model over")),
    ("service_owner", gettext_lazy("Its named owner there")),
    ("staff_after", gettext_lazy("Staff when the pilot ends")),
    ("money_after", gettext_lazy("Money when the pilot ends")),
    ("referral", gettext_lazy("How clients are referred")),
    ("quality_criteria", gettext_lazy("Quality criteria")),
    ("follow_up_criteria", gettext_lazy("Follow-up criteria")),
    ("planning", gettext_lazy("How long the partners planned together")),
    ("builds_on", gettext_lazy("Earlier lessons it builds on")),
)


def answers_of(pilot: Pilot, gaps: Sequence[Gap], person: Person) -> list[Answer]:
    """Each question asked before a pilot starts, in the order of the form."""
    preparation = Preparation.objects.filter(pilot=pilot).select_related("service_organisation").first()
    earlier = tuple(preparation.earlier_pilots.select_related("pilot")) if preparation else ()
    visible = set(
        Pilot.objects.visible_to(person).filter(pk__in=[row.pilot_id for row in earlier]).values_list("pk", flat=True)
    )
    links = tuple(EarlierLink(row.pilot, row.pilot_id in visible) for row in earlier)
    missing = {gap.code: gap.sentence for gap in gaps}
    answers = []
    for code, question in QUESTIONS:
        gap = missing.get(code, "")
        if code == "service_owner":
            gap = gap or missing.get("service_owner_since", "")
        lines = _lines(preparation, code) if preparation else ()
        answers.append(Answer(code, question, lines, gap, links if code == "builds_on" else ()))
    return answers


def _lines(preparation: Preparation, code: str) -> tuple[str, ...]:
    language = current_language()
    if code == "ordinary_service":
        organisation = preparation.service_organisation
        return tuple(filter(None, (preparation.service_unit, organisation.name if organisation else "")))
    if code == "service_owner":
        if not preparation.service_owner:
            return ()
        if preparation.service_owner_since is None:
            return (preparation.service_owner,)
        since = written_day(preparation.service_owner_since, language)
        return (_("%(name)s, at the table since %(day)s") % {"name": preparation.service_owner, "day": since},)
    if code == "planning":
        weeks = preparation.planning_weeks
        if weeks is None or preparation.planning_from is None or preparation.planning_until is None:
            return ()
        fields = {
            "weeks": number(round(weeks), language),
            "from": written_day(preparation.planning_from, language),
            "until": written_day(preparation.planning_until, language),
        }
        return (_("%(weeks)s weeks, %(from)s–%(until)s") % fields,)
    text = as_text(preparation, code).in_(language)
    return (text,) if text else ()


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A row of the course: what, drawn, and the days in words."""

    name: str | Promise
    days: str
    pieces: tuple[Piece, ...] = ()
    turns: tuple[str, ...] = ()


def course_days(pilot: Pilot, preparation: Preparation | None) -> list[date | None]:
    planned = [preparation.planning_from, preparation.planning_until] if preparation else []
    steps = PilotStatusChange.objects.filter(pilot=pilot, before__gt="").values_list("on", flat=True)
    return [pilot.starts_on, pilot.ends_on, pilot.ended_on, *planned, *steps]


def course_of(
    pilot: Pilot, preparation: Preparation | None, turns: Sequence[date], drawn: DrawnAxis, today: date
) -> list[CourseRow]:
    """Planning, the work, reporting, and the days on which goals were worded anew."""
    rows = []
    if preparation and preparation.planning_from and preparation.planning_until:
        rows.append(
            _stretch(_("Planned together"), preparation.planning_from, preparation.planning_until, drawn, today)
        )
    end = pilot.ended_on or pilot.ends_on
    reporting = _since(pilot, Status.REPORTING)
    if pilot.starts_on and end:
        stopped = pilot.status == Status.DISCONTINUED
        last = min(reporting, end) if reporting and reporting > pilot.starts_on else end
        rows.append(_stretch(_("In practice"), pilot.starts_on, last, drawn, today, stopped=stopped))
        if reporting and reporting > pilot.starts_on and reporting < end:
            rows.append(_stretch(_("Reporting"), reporting, end, drawn, today))
    if turns:
        days = listed([written_day(day, current_language()) for day in turns])
        rows.append(CourseRow(_("Learning goals reworded"), days, turns=tuple(drawn.axis.at(day) for day in turns)))
    return rows


def _since(pilot: Pilot, status: Status) -> date | None:
    return PilotStatusChange.objects.filter(pilot=pilot, after=status).values_list("on", flat=True).first()


def _stretch(name: str, first: date, last: date, drawn: DrawnAxis, today: date, *, stopped: bool = False) -> CourseRow:
    language = current_language()
    days = f"{written_day(first, language)}–{written_day(last, language)}"
    return CourseRow(name, days, tuple(bar(drawn.axis, first, last, today, stopped=stopped)))


def unsigned_names(gaps: Iterable[Gap], partners: Iterable[PilotPartner]) -> list[str]:
    """Partners whose agreement the gaps say is missing."""
    wanted = {gap.partner for gap in gaps if gap.code == "partner_agreement"}
    return [partner.organisation.name for partner in partners if partner.pk in wanted]
