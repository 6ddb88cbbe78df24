"""The rows of the portfolio: each pilot with its bar, its turns, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from oppiva.core.language import sort_key
from oppiva.portfolio.models import ContextEvent, LearningGoalVersion, Pilot, PilotKind, Programme, Status
from oppiva.studies.thread import StudyLinks
from oppiva.web.portfolio.axis import Mark, Piece, Tick, TimeAxis
from oppiva.web.portfolio.doors import GapDoor


@dataclass(frozen=True, slots=True)
class PilotRow:
    pilot: Pilot
    areas: tuple[str, ...]
    pieces: tuple[Piece, ...]
    turns: tuple[str, ...]
    last_turn: date | None
    gaps: tuple[GapDoor, ...]
    studies: StudyLinks

    @property
    def until(self) -> date | None:
        return self.pilot.ended_on or self.pilot.ends_on

    @property
    def has_goals(self) -> bool:
        return all(door.code != "goals" for door in self.gaps)

    @property
    def first_gaps(self) -> tuple[GapDoor, ...]:
        """Three where that is all; else two, and the rest behind a fold."""
        return self.gaps if len(self.gaps) <= 3 else self.gaps[:2]

    @property
    def more_gaps(self) -> tuple[GapDoor, ...]:
        return self.gaps[len(self.first_gaps) :]


@dataclass(frozen=True, slots=True)
class KindGroup:
    kind: PilotKind
    rows: tuple[PilotRow, ...]


@dataclass(frozen=True, slots=True)
class DrawnAxis:
    """What the head of the table and each of its rows draw."""

    axis: TimeAxis
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    today: str | None

    @property
    def label_lines(self) -> int:
        return max((mark.row for mark in self.marks), default=-1) + 1

    @property
    def top(self) -> int:
        """Where the ticks begin, below the labels."""
        return 17 * self.label_lines + 4

    @property
    def height(self) -> int:
        return self.top + 24

    @property
    def year_line(self) -> int:
        return self.top + 14

    @property
    def short_tick(self) -> int:
        return self.top + 14


def rewordings(pilots: Iterable[Pilot]) -> dict[int, list[date]]:
    """Pilot → days on which a goal was given a new wording, in order, each once."""
    changes = LearningGoalVersion.objects.filter(goal__pilot__in=list(pilots), number__gt=1)
    days: dict[int, set[date]] = defaultdict(set)
    for pilot_id, day in changes.values_list("goal__pilot_id", "valid_from").order_by("goal__pilot_id", "valid_from"):
        days[pilot_id].add(day)
    return {pilot_id: sorted(found) for pilot_id, found in days.items()}


def drawn_axis(
    programme: Programme, pilots: Sequence[Pilot], events: Sequence[ContextEvent], today: date
) -> DrawnAxis | None:
    """One axis for the whole programme, whichever pilots a filter leaves, so that pictures can be compared."""
    ends = [pilot.ended_on or pilot.ends_on for pilot in pilots]
    axis = TimeAxis.over([programme.starts_on, programme.ends_on, *(pilot.starts_on for pilot in pilots), *ends])
    if axis is None:
        return None
    return draw(axis, events, today)


def draw(axis: TimeAxis, events: Sequence[ContextEvent], today: date) -> DrawnAxis:
    named = [(event.on, event.name, _short(event.on), event.kind == ContextEvent.Kind.BREAK) for event in events]
    here = axis.at(today) if axis.first <= today < axis.last else None
    marks = tuple(axis.marks(named))
    return DrawnAxis(axis, tuple(axis.ticks([event.on for event in events])), marks, here)


def _short(day: date) -> str:
    return f"{day.day}.{day.month}."


def bar(axis: TimeAxis, first: date | None, last: date | None, today: date, *, stopped: bool = False) -> list[Piece]:
    """What is done up to today, and what is left after it; nothing where a day is missing."""
    if first is None or last is None:
        return []
    if stopped:
        return [axis.piece(first, last, "stop")]
    if today >= last:
        return [axis.piece(first, last, "done")]
    if today < first:
        return [axis.piece(first, last, "rest")]
    return [axis.piece(first, today, "done"), axis.piece(today, last, "rest")]


def pilot_rows(
    pilots: Iterable[Pilot],
    drawn: DrawnAxis | None,
    turns: Mapping[int, Sequence[date]],
    gaps: Mapping[int, Sequence[GapDoor]],
    studies: Mapping[int, StudyLinks],
    today: date,
) -> list[PilotRow]:
    rows = []
    for pilot in pilots:
        days = turns.get(pilot.pk, ())
        pieces: list[Piece] = []
        if drawn is not None:
            stopped = pilot.status == Status.DISCONTINUED
            pieces = bar(drawn.axis, pilot.starts_on, pilot.ended_on or pilot.ends_on, today, stopped=stopped)
        rows.append(
            PilotRow(
                pilot=pilot,
                areas=tuple(area.name for area in pilot.areas.all()),
                pieces=tuple(pieces),
                turns=tuple(drawn.axis.at(day) for day in days) if drawn else (),
                last_turn=days[-1] if days else None,
                gaps=tuple(gaps.get(pilot.pk, ())),
                studies=studies[pilot.pk],
            )
        )
    return rows


def by_kind(rows: Iterable[PilotRow]) -> list[KindGroup]:
    """In the order of the kinds, and by name within each."""
    groups: dict[int, list[PilotRow]] = defaultdict(list)
    kinds: dict[int, PilotKind] = {}
    for row in rows:
        groups[row.pilot.kind_id].append(row)
        kinds[row.pilot.kind_id] = row.pilot.kind
    in_order = sorted(kinds.values(), key=lambda kind: (kind.position, sort_key(kind.name)))
    return [
        KindGroup(kind, tuple(sorted(groups[kind.pk], key=lambda row: sort_key(row.pilot.name)))) for kind in in_order
    ]
