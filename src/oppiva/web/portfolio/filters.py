"""Filters of the portfolio: links with counts, each count given what the other filters leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oppiva.portfolio.models import Status
from oppiva.web.portfolio.rows import PilotRow

NOTHING = "nothing"
COMPARISON = "comparison"
AXES = ("kind", "status", "missing")
TITLES = {"kind": _("Kind"), "status": _("Phase"), "missing": _("Missing")}


@dataclass(frozen=True, slots=True)
class Choice:
    name: str | Promise
    count: int
    query: str
    here: bool


@dataclass(frozen=True, slots=True)
class Facet:
    title: str | Promise
    choices: tuple[Choice, ...]
    chosen: str | Promise


@dataclass(frozen=True, slots=True)
class Filtered:
    facets: tuple[Facet, ...]
    rows: tuple[PilotRow, ...]
    active: bool


def values_of(row: PilotRow, axis: str) -> tuple[str, ...]:
    """What a row answers to in one filter."""
    if axis == "kind":
        return (row.pilot.kind.code,)
    if axis == "status":
        return (row.pilot.status,)
    missing = tuple(door.code for door in row.gaps) or (NOTHING,)
    return missing if row.studies.studies else (*missing, COMPARISON)


def filtered(rows: Sequence[PilotRow], asked: QueryDict) -> Filtered:
    """Rows that answer to `?kind=…&status=…&missing=…`; a value that no row has is passed over."""
    known = {axis: {value for row in rows for value in values_of(row, axis)} for axis in AXES}
    wanted = {axis: str(asked[axis]) for axis in AXES if asked.get(axis) in known[axis]}

    def fits(row: PilotRow, *, besides: str = "") -> bool:
        return all(value in values_of(row, axis) for axis, value in wanted.items() if axis != besides)

    facets = tuple(_facet(axis, [row for row in rows if fits(row, besides=axis)], rows, wanted) for axis in AXES)
    return Filtered(facets, tuple(row for row in rows if fits(row)), bool(wanted))


def _facet(axis: str, left: Sequence[PilotRow], rows: Sequence[PilotRow], wanted: dict[str, str]) -> Facet:
    counts = {value: 0 for row in rows for value in values_of(row, axis)}
    for row in left:
        for value in values_of(row, axis):
            counts[value] += 1
    others = {other: value for other, value in wanted.items() if other != axis}
    name = _namer(axis, rows)
    choices = [Choice(_("All"), len(left), urlencode(others), axis not in wanted)]
    for value in _in_order(axis, counts):
        if counts[value] or wanted.get(axis) == value:
            query = urlencode({**others, axis: value})
            choices.append(Choice(name(value), counts[value], query, wanted.get(axis) == value))
    chosen = name(wanted[axis]) if axis in wanted else ""
    return Facet(TITLES[axis], tuple(choices), chosen)


def _namer(axis: str, rows: Sequence[PilotRow]) -> Callable[[str], str | Promise]:
    if axis == "kind":
        kinds = {row.pilot.kind.code: row.pilot.kind.name for row in rows}
        return lambda code: kinds[code]
    if axis == "status":
        return lambda status: Status(status).label
    names: dict[str, str | Promise] = {door.code: door.name for row in rows for door in row.gaps}
    names |= {NOTHING: _("nothing"), COMPARISON: _("comparison group")}
    return lambda code: names[code]


def _in_order(axis: str, counts: dict[str, int]) -> list[str]:
    """Phases in the order of a pilot's life, gaps by how common they are, kinds as they came (their own order)."""
    if axis == "status":
        return [status for status in Status.values if status in counts]
    if axis == "missing":
        return sorted(counts, key=lambda code: (code == NOTHING, -counts[code], code))
    return list(counts)
