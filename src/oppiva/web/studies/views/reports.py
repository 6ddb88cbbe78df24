"""The report of a run: a file for the browser and a tagged PDF; the run's own page shows the same tree."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from oppiva.core.language import current_language
from oppiva.publishing.report.html import html_file
from oppiva.publishing.report.pdf import render_pdf
from oppiva.studies.models import Run
from oppiva.web.studies.access import person_of, run_or_404, study_or_404
from oppiva.web.studies.report_of import report_of


@login_required
def report_html(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The report as one file that needs no other file and no network."""
    run = _done_or_404(request, slug, number)
    language = current_language()
    response = HttpResponse(
        html_file(report_of(run, language, person_of(request))), content_type="text/html; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}-{language}.html"'
    return response


@login_required
def report_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The same tree as tagged PDF/UA-1."""
    run = _done_or_404(request, slug, number)
    language = current_language()
    response = HttpResponse(render_pdf(report_of(run, language, person_of(request))), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}-{language}.pdf"'
    return response


def _done_or_404(request: HttpRequest, slug: str, number: int) -> Run:
    run = run_or_404(study_or_404(request, slug), number)
    return get_object_or_404(Run.objects.select_related("study", "version", "dataset"), pk=run.pk, state=Run.State.DONE)
