"""The first line of each page: the answer to the question for which it was opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oppiva.core.language import current_language
from oppiva.impact.text import day as written_day
from oppiva.portfolio.models import Pilot, Status
from oppiva.web.portfolio.doors import GapDoor
from oppiva.web.portfolio.lists import listed
from oppiva.web.portfolio.rows import PilotRow

IN_TEXT = (Status.ENDED, Status.REPORTING, Status.RUNNING, Status.PLANNED, Status.DISCONTINUED)
"""Phases in the order in which a sentence tells them: what is finished first, what broke off last."""


def answer_of_programme(rows: Sequence[PilotRow]) -> str:
    """How many pilots, how far along, in how many an effect could be told, and where something is missing."""
    if not rows:
        return _("It has no pilots yet.")
    total = len(rows)
    if total == 1:
        return _("You see one of its pilots, %(name)s.") % {"name": rows[0].pilot.name} + " " + _how_far(rows[0].pilot)
    counts = Counter(row.pilot.status for row in rows)
    phases = listed([_phase(status, counts[status]) for status in IN_TEXT if counts[status]])
    begins = _("%(n)d pilots: %(phases)s.") % {"n": total, "phases": phases}
    return f"{begins} {_comparisons(sum(bool(row.studies.studies) for row in rows), total)} {_missing(rows)}"


def _phase(status: str, n: int) -> str:
    words = {
        "planned": ngettext("%(n)d is planned", "%(n)d are planned", n),
        "running": ngettext("%(n)d is running", "%(n)d are running", n),
        "reporting": ngettext("%(n)d is reporting", "%(n)d are reporting", n),
        "ended": ngettext("%(n)d has ended", "%(n)d have ended", n),
        "discontinued": ngettext("%(n)d was discontinued", "%(n)d were discontinued", n),
    }
    return words[status] % {"n": n}


def _comparisons(studied: int, total: int) -> str:
    if studied == 0:
        return _("None of them has a comparison group: lessons can be told, effects cannot.")
    if studied == total:
        return _("Each of them has a study.")
    return ngettext(
        "Only %(n)d has a study: of the others lessons can be told, effects cannot.",
        "Only %(n)d have a study: of the others lessons can be told, effects cannot.",
        studied,
    ) % {"n": studied}


def _missing(rows: Sequence[PilotRow]) -> str:
    lacking = sum(bool(row.gaps) for row in rows)
    if not lacking:
        return _("Nothing that a pilot should say beforehand is missing.")
    return ngettext(
        "In %(n)d something that should be said beforehand is missing.",
        "In %(n)d something that should be said beforehand is missing.",
        lacking,
    ) % {"n": lacking}


def answer_of_pilot(pilot: Pilot, gaps: Sequence[GapDoor]) -> str:
    """How far along it is, and what it has not said."""
    return f"{_how_far(pilot)} {missing_names(gaps)}"


def _how_far(pilot: Pilot) -> str:
    def on(day: object) -> dict[str, str]:
        return {"day": written_day(day, current_language())}  # type: ignore[arg-type]  # a date where it is used

    if pilot.status == Status.PLANNED:
        return _("Planned to start on %(day)s.") % on(pilot.starts_on) if pilot.starts_on else _("Still being planned.")
    if pilot.status == Status.RUNNING:
        return _("Running until %(day)s.") % on(pilot.ends_on) if pilot.ends_on else _("Running.")
    if pilot.status == Status.REPORTING:
        return _("The work is done and what was learned is being reported.")
    if pilot.status == Status.ENDED:
        return _("Ended on %(day)s.") % on(pilot.ended_on)
    return _("Discontinued on %(day)s.") % on(pilot.ended_on)


def missing_names(gaps: Sequence[GapDoor]) -> str:
    """“Missing: a, b and c.”, the first three by name and the rest by count."""
    if not gaps:
        return _("Nothing that it should say is missing.")
    names = [str(gap.name) for gap in gaps[:3]]
    if more := len(gaps) - len(names):
        names.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    return _("Missing: %(names)s.") % {"names": listed(names)}


def answer_of_index(programmes: int, pilots: int) -> str:
    return ngettext("%(n)d programme is open to you.", "%(n)d programmes are open to you.", programmes) % {
        "n": programmes
    } + ngettext(" You see %(n)d pilot.", " You see %(n)d pilots.", pilots) % {"n": pilots}


def line_of_programme(counts: Mapping[str, int]) -> str:
    """One line a programme in the list of programmes."""
    if not counts:
        return _("no pilots yet")
    return listed([_phase(status, counts[status]) for status in IN_TEXT if counts.get(status)])
