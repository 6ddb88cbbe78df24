"""The doors of the studies pages: what one may not see answers as if it did not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from oppiva.evaluation.models import Finding
from oppiva.organisations.models import Person
from oppiva.studies.models import Dataset, PlanVersion, Run, Study
from oppiva.studies.permissions import check_may_write, may_open


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; views stand behind `login_required`."""
    assert isinstance(request.user, Person)
    return request.user


def study_or_404(request: HttpRequest, slug: str) -> Study:
    visible = Study.objects.visible_to(person_of(request)).select_related("evaluator")
    return get_object_or_404(visible, slug=slug)


def study_to_write(request: HttpRequest, slug: str) -> Study:
    """404 for who does not see the study, 403 for who sees it but is not its evaluator."""
    study = study_or_404(request, slug)
    check_may_write(person_of(request), study)
    return study


def dataset_or_404(request: HttpRequest, slug: str, number: int) -> Dataset:
    """A data set that the person is on the list to open; to anyone else it does not exist."""
    study = study_or_404(request, slug)
    dataset = get_object_or_404(study.datasets.select_related("study", "controller", "uploaded_by"), number=number)
    if not may_open(person_of(request), dataset):
        raise Http404
    return dataset


def version_or_404(study: Study, number: int) -> PlanVersion:
    return get_object_or_404(study.plan_versions.select_related("study", "locked_by", "created_by"), number=number)


def run_or_404(study: Study, number: int) -> Run:
    return get_object_or_404(study.runs.select_related("version", "dataset", "requested_by", "study"), number=number)


def finding_or_404(request: HttpRequest, study: Study, number: int) -> Finding:
    visible = Finding.objects.visible_to(person_of(request)).select_related("run", "study")
    return get_object_or_404(visible, study=study, number=number)
