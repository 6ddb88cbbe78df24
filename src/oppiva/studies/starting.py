"""A study begins: what is tried, against what, on whom, and which outcomes count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.organisations.models import Organisation, Person
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Study, StudyOutcome, StudyPilot
from oppiva.studies.permissions import check_may_write, evaluates_for
from oppiva.studies.vouching import openings

TEXTS = ("title", "measure", "amount", "given_by", "alternative", "entitlement")


@dataclass(frozen=True, slots=True)
class Declared:
    """An outcome as the study declares it. `smallest_relevant`: in the outcome's unit, a share for yes_no and share."""

    column: str
    kind: str
    label_fi: str = ""
    label_sv: str = ""
    label_en: str = ""
    unit_fi: str = ""
    unit_sv: str = ""
    unit_en: str = ""
    better: str = ""
    smallest_relevant: float | None = None
    primary: bool = False


@transaction.atomic
def create_study(
    person: Person,
    *,
    evaluator: Organisation,
    pilots: Iterable[Pilot],
    texts: dict[str, str],
    unit: str = "person",
    slug: str = "",
    outcomes: Sequence[Declared] = (),
) -> Study:
    """A new study. `texts`: title_fi, measure_sv, … for each stem of `TEXTS`; at least one language of the required.

    Marked synthetic if any of its pilots is. Raises PermissionDenied, Refused and ValidationError (field → sentences).
    """
    chosen = list(pilots)
    if not evaluates_for(person, evaluator):
        raise PermissionDenied(_("A study is begun by an evaluator, for the organisation that evaluates."))
    _check_pilots(person, chosen)
    study = Study(
        slug=slug or _free_slug(next(filter(None, (texts.get(f"title_{code}") for code in ("fi", "sv", "en"))), "")),
        unit=unit,
        evaluator=evaluator,
        is_synthetic=any(pilot.is_synthetic for pilot in chosen),
        created_by=person,
        **_only_texts(texts),
    )
    study.full_clean()
    study.save()
    StudyPilot.objects.bulk_create(StudyPilot(study=study, pilot=pilot) for pilot in chosen)
    declare_outcomes(person, study, outcomes)
    return study


@transaction.atomic
def change_study(
    person: Person, study: Study, *, texts: dict[str, str], unit: str, pilots: Iterable[Pilot] | None = None
) -> Study:
    """New wordings, unit or pilots; the old ones stay in the history."""
    check_may_write(person, study)
    for name, value in _only_texts(texts).items():
        setattr(study, name, value)
    study.unit = unit
    study.full_clean()
    study.save()
    if pilots is not None:
        chosen = list(pilots)
        kept = set(study.study_pilots.values_list("pilot_id", flat=True))
        _check_pilots(person, [pilot for pilot in chosen if pilot.pk not in kept])
        if not chosen:
            raise Refused(_("A study belongs to at least one pilot."))
        study.study_pilots.exclude(pilot__in=chosen).delete()
        StudyPilot.objects.bulk_create(StudyPilot(study=study, pilot=pilot) for pilot in chosen if pilot.pk not in kept)
    return study


@transaction.atomic
def declare_outcomes(person: Person, study: Study, outcomes: Sequence[Declared]) -> None:
    """The study's outcomes become these. An outcome that has been opened stays, whatever else is declared."""
    check_may_write(person, study)
    columns = [outcome.column for outcome in outcomes]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise Refused(
            _("%(column)s stands for two outcomes: each outcome has a column of its own.") % {"column": twice}
        )
    opened = set(openings(study).values_list("column", flat=True))
    gone = study.outcomes.exclude(column__in=columns)
    lost = gone.filter(column__in=opened).first()
    if lost is not None:
        raise Refused(_("%(column)s has been opened and stays among the outcomes.") % {"column": lost.column})
    gone.delete()
    for position, outcome in enumerate(outcomes, start=1):
        row = study.outcomes.filter(column=outcome.column).first() or StudyOutcome(study=study)
        for name, value in asdict(outcome).items():
            setattr(row, name, value)
        row.position = position
        row.full_clean()
        row.save()


def _check_pilots(person: Person, pilots: list[Pilot]) -> None:
    seen = set(
        Pilot.objects.visible_to(person).filter(pk__in=[pilot.pk for pilot in pilots]).values_list("pk", flat=True)
    )
    if not {pilot.pk for pilot in pilots} <= seen:
        raise PermissionDenied(_("You do not see all of these pilots."))


def _only_texts(texts: dict[str, str]) -> dict[str, Any]:
    allowed = {f"{stem}_{language}" for stem in TEXTS for language in ("fi", "sv", "en")}
    unknown = texts.keys() - allowed
    if unknown:
        raise ValidationError(f"unknown texts: {', '.join(sorted(unknown))}")
    return {name: value.strip() for name, value in texts.items()}


def _free_slug(title: str) -> str:
    """An address from the title; a number follows where another study has it."""
    stem = slugify(title)[:70] or "study"
    taken = set(Study.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)
