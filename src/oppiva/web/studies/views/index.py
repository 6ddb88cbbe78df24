"""All studies that a person sees, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oppiva.core.language import sort_key
from oppiva.evaluation.models.finding import Level
from oppiva.organisations.models import Person
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Study
from oppiva.web.studies.access import person_of
from oppiva.web.studies.forms import evaluating
from oppiva.web.studies.stages import Stage, latest_done, primary_level, primary_sentence, stage_of


@dataclass(frozen=True, slots=True)
class Row:
    """One study of the list."""

    study: Study
    pilots: list[Pilot]
    stage: Stage
    sentence: str
    level: str
    level_code: str


@login_required
def index(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    studies = Study.objects.visible_to(person).prefetch_related("pilots", "datasets")
    rows = [_row(study, person) for study in sorted(studies, key=lambda study: sort_key(study.title))]
    return render(
        request,
        "studies/index.html",
        {
            "rows": rows,
            "answer": _answer(rows),
            "any_synthetic": any(row.study.is_synthetic for row in rows),
            "may_create": evaluating().filter(person=person).exists(),
        },
    )


def _row(study: Study, person: Person) -> Row:
    run = latest_done(study)
    code = primary_level(run) if run else ""
    level = str(Level(code).label) if code else ""
    sentence = primary_sentence(run, person) if run else ""
    return Row(
        study=study,
        pilots=list(study.pilots.all()),
        stage=stage_of(study),
        sentence=sentence,
        # "Lesson: …" says its level itself.
        level="" if sentence.lower().startswith(f"{level}:".lower()) else level,
        level_code=code,
    )


def _answer(rows: list[Row]) -> str:
    """How many there are and how many may speak of an effect."""
    if not rows:
        return _("You see no study yet.")
    effects = sum(row.level_code == "effect" for row in rows)
    told = ngettext("%(count)s study.", "%(count)s studies.", len(rows)) % {"count": len(rows)}
    may = ngettext(
        "%(count)s may speak of an effect; of the others less may be said, and why stands in each.",
        "%(count)s may speak of an effect; of the others less may be said, and why stands in each.",
        effects,
    ) % {"count": effects}
    return f"{told} {may}"
