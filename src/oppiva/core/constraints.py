"""Invariants that several rooms share: texts given in some language, periods in order, periods that do not overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, Value

from oppiva.impact.text import LANGUAGES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def given_in_some_language(stem: str, name: str, message: str | _StrPromise) -> CheckConstraint:
    """At least one of `stem_fi`, `stem_sv`, `stem_en` is not empty."""
    given = Q()
    for language in LANGUAGES:
        given |= ~Q(**{f"{stem}_{language}": ""})
    return CheckConstraint(condition=given, name=name, violation_error_message=message)


def in_order(first: str, last: str, name: str, message: str | _StrPromise) -> CheckConstraint:
    """`last` is empty or not before `first`; an empty `first` leaves the beginning open."""
    condition = Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)})
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def period(first: str, last: str) -> Func:
    """The days from `first` to `last`, both included; an empty end is open."""
    return Func(F(first), F(last), Value("[]"), function="DATERANGE", output_field=DateRangeField())


def no_overlap(
    same: tuple[str, ...], first: str, last: str, name: str, message: str | _StrPromise
) -> ExclusionConstraint:
    """Two rows that agree on all of `same` may not share a day."""
    expressions: list[Any] = [(field, RangeOperators.EQUAL) for field in same]
    expressions.append((period(first, last), RangeOperators.OVERLAPS))
    return ExclusionConstraint(name=name, expressions=expressions, violation_error_message=message)


def on_day(day: Any, first: str = "since", last: str = "until", through: str = "") -> models.Q:
    """Rows whose period holds `day`; `through` is a relation such as "memberships__"."""
    begun = Q(**{f"{through}{first}__isnull": True}) | Q(**{f"{through}{first}__lte": day})
    going_on = Q(**{f"{through}{last}__isnull": True}) | Q(**{f"{through}{last}__gte": day})
    return begun & going_on
