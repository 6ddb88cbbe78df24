"""The plan: written in a form or pasted as a file, locked, and compared with what it replaced."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from oppiva.core.refusal import Refused
from oppiva.impact.errors import Refusal
from oppiva.studies.checking import Fit, check_plan
from oppiva.studies.comparing import changes_between
from oppiva.studies.models import Dataset, PlanVersion, Study
from oppiva.studies.permissions import may_open, may_write
from oppiva.studies.planning import discard_draft, lock_plan, save_draft
from oppiva.studies.policies import why_not_run
from oppiva.studies.vouching import effective_written
from oppiva.web.frame.sent import line_sent, moment_sent
from oppiva.web.studies.access import person_of, study_or_404, study_to_write, version_or_404
from oppiva.web.studies.plan_form import PlanForm
from oppiva.web.studies.plan_paste import PasteForm
from oppiva.web.studies.plan_text import answers_of, toml_of
from oppiva.web.studies.trouble import add_trouble, said
from oppiva.web.studies.written import WRITTEN


@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions, the newest first."""
    study = study_or_404(request, slug)
    versions = list(study.plan_versions.select_related("locked_by", "created_by").order_by("-number"))
    rows = [(version, WRITTEN[effective_written(version)] if version.is_locked else "") for version in versions]
    return render(
        request,
        "studies/plan.html",
        {
            "study": study,
            "rows": rows,
            "draft": next((version for version in versions if not version.is_locked), None),
            "locked": next((version for version in versions if version.is_locked), None),
            "may_change": may_write(person_of(request), study),
        },
    )


@login_required
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft in the form that offers the file's columns."""
    study = study_to_write(request, slug)
    base = _latest(study)
    form = PlanForm(
        request.POST or None,
        initial=answers_of(base.resolved if base else {}),
        columns=_columns(study),
        outcomes=[(row.column, row.label) for row in study.outcomes.all()],
    )
    if request.method == "POST" and form.is_valid():
        saved = _save(request, study, toml_of(study, form.cleaned_data), form)
        if saved:
            return redirect("studies:version", study.slug, saved.number)
    return render(
        request,
        "studies/plan_form.html",
        {
            "study": study,
            "form": form,
            "seen": _seen(study),
            "later": _is_later(study),
            "reason": request.POST.get("reason", ""),
        },
    )


@login_required
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as the plan file itself."""
    study = study_to_write(request, slug)
    base = _latest(study)
    form = PasteForm(request.POST or None, request.FILES or None, initial={"text": base.text if base else ""})
    if request.method == "POST" and form.is_valid():
        saved = _save(request, study, form.cleaned_data["text"], form)
        if saved:
            return redirect("studies:version", study.slug, saved.number)
    context = {
        "study": study,
        "form": form,
        "seen": _seen(study),
        "later": _is_later(study),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "studies/plan_paste.html", context)


@login_required
def version_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version: what it says, what it changed, whether it fits the data, and the lock."""
    study = study_or_404(request, slug)
    version = version_or_404(study, number)
    person = person_of(request)
    may_change = may_write(person, study)
    before = study.plan_versions.filter(number__lt=number).order_by("-number").first()
    datasets = [dataset for dataset in study.datasets.all() if may_change and may_open(person, dataset)]
    fits = [(dataset, *_fit(request, dataset, version)) for dataset in datasets] if not version.is_locked else []
    return render(
        request,
        "studies/version.html",
        {
            "study": study,
            "version": version,
            "before": before,
            "changes": changes_between(before.resolved, version.resolved) if before else (),
            "written": WRITTEN[effective_written(version)] if version.is_locked else "",
            "fits": fits,
            "may_lock": may_change and not version.is_locked,
            "runnable": [
                (dataset, why_not_run(version, dataset)) for dataset in study.datasets.all() if version.is_locked
            ]
            if may_change
            else [],
        },
    )


@login_required
@require_POST
def lock(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Locks the version that the person read; after the opening it becomes a deviation with its reason."""
    study = study_to_write(request, slug)
    version = version_or_404(study, number)
    try:
        lock_plan(
            person_of(request),
            version,
            reason=line_sent(request.POST.get("reason")),
            sha256=request.POST.get("sha256"),
        )
    except (Refused, Refusal) as trouble:
        messages.error(request, said(trouble))
    except ValidationError as trouble:
        messages.error(request, " ".join(trouble.messages))
    else:
        messages.success(request, _("The plan is locked. It can now be run, and no longer changed."))
    return redirect("studies:version", slug, number)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The draft goes; what was locked stays."""
    study = study_to_write(request, slug)
    try:
        discard_draft(person_of(request), version_or_404(study, number))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The draft was discarded."))
    return redirect("studies:plan", slug)


def _save(request: HttpRequest, study: Study, text: str, form: PlanForm | PasteForm) -> PlanVersion | None:
    """The saved draft, or None with the trouble on the form."""
    try:
        return save_draft(
            person_of(request), study, text, reason=line_sent(request.POST.get("reason")), seen=_seen_by(request)
        )
    except (Refused, Refusal, ValidationError) as trouble:
        add_trouble(form, trouble)
        return None


def _fit(request: HttpRequest, dataset: Dataset, version: PlanVersion) -> tuple[Fit | None, str]:
    """What would run on the data, or the sentence that says why nothing would."""
    try:
        return check_plan(person_of(request), dataset, version.text), ""
    except (Refused, Refusal) as trouble:
        return None, said(trouble)


def _latest(study: Study) -> PlanVersion | None:
    return study.plan_versions.order_by("-number").first()


def _columns(study: Study) -> list[str]:
    """Columns of the latest data set; those of an earlier plan where no data have come in."""
    last = study.datasets.order_by("-number").first()
    return [column["name"] for column in last.profile] if last else []


def _draft(study: Study) -> PlanVersion | None:
    return study.plan_versions.filter(state=PlanVersion.State.DRAFT).first()


def _seen(study: Study) -> str:
    """When the draft that is being edited was last changed, so that two people at once are told."""
    draft = _draft(study)
    return draft.changed_at.isoformat() if draft else ""


def _seen_by(request: HttpRequest) -> datetime | None:
    return moment_sent(request.POST.get("seen"))


def _is_later(study: Study) -> bool:
    """Whether what is saved replaces a locked version and so needs a reason."""
    return study.plan_versions.filter(state=PlanVersion.State.LOCKED).exists()
