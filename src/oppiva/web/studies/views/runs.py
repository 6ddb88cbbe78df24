"""Runs: asked for, followed while they work, and read when they are done."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from oppiva.core.background import a_worker_is_listening
from oppiva.core.language import current_language
from oppiva.core.refusal import Refused
from oppiva.evaluation.models import Finding
from oppiva.publishing.report.html import fragment
from oppiva.studies.models import Run
from oppiva.studies.permissions import may_write
from oppiva.studies.running import request_run, stop_run
from oppiva.studies.steps import step_label
from oppiva.web.frame.sent import whole_number
from oppiva.web.studies.access import person_of, run_or_404, study_or_404, study_to_write, version_or_404
from oppiva.web.studies.claims import claims_of
from oppiva.web.studies.report_of import result_page_of, result_to_hand_out
from oppiva.web.studies.stages import primary_sentence


@login_required
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A run of a locked version on a data set; a second click gives the run that is under way."""
    study = study_to_write(request, slug)
    version = version_or_404(study, _whole(request.POST.get("version")))
    dataset = get_object_or_404(study.datasets, number=_whole(request.POST.get("dataset")))
    try:
        run = request_run(person_of(request), study, version, dataset)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("studies:version", slug, version.number)
    return redirect("studies:run", slug, run.number)


@login_required
def run_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the run gave; while it works, how far it is; where it failed, why."""
    study = study_or_404(request, slug)
    run = run_or_404(study, number)
    if run.state != Run.State.DONE:
        return render(request, "studies/run_working.html", _progress_of(request, run))
    person = person_of(request)
    context = {
        "study": study,
        "run": run,
        "answer": primary_sentence(run, person),
        "fragment": fragment(result_page_of(run, current_language(), person), opening=False),
        "claims": claims_of(run),
        "findings": Finding.objects.visible_to(person).filter(run=run),
        "may_change": may_write(person, study),
    }
    return render(request, "studies/run.html", context)


@login_required
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The part of the page that htmx asks for every second; done, it asks the browser to load the result."""
    run = run_or_404(study_or_404(request, slug), number)
    response = render(request, "studies/progress.html", _progress_of(request, run))
    if run.is_finished:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def stop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = run_or_404(study_to_write(request, slug), number)
    try:
        stop_run(person_of(request), run)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The run was stopped. It stays on the list."))
    return redirect("studies:run", slug, number)


@login_required
def result_json(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Result format 1, as the terminal writes it; released, for who may not open the rows."""
    run = run_or_404(study_or_404(request, slug), number)
    get_object_or_404(Run, pk=run.pk, state=Run.State.DONE)
    body = json.dumps(
        result_to_hand_out(run, person_of(request)).to_dict(), ensure_ascii=False, indent=2, allow_nan=False
    )
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-run-{number}.json"'
    return response


def _progress_of(request: HttpRequest, run: Run) -> dict[str, object]:
    waiting = run.state == Run.State.WAITING
    return {
        "study": run.study,
        "run": run,
        "step": step_label(run.step),
        "no_worker": waiting and not a_worker_is_listening(),
        "may_change": may_write(person_of(request), run.study),
    }


def _whole(text: str | None) -> int:
    return whole_number(text) or 0
