"""Findings: written on a claim, checked against the gate, confirmed by a person, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from oppiva.core.refusal import Refused
from oppiva.evaluation.confirming import confirm_finding, publish_finding
from oppiva.evaluation.models import Finding
from oppiva.evaluation.permissions import may_confirm, may_publish, may_write
from oppiva.evaluation.policies import why_not_confirm
from oppiva.evaluation.strength import claim_sentence, sentence_beside, strongest_sentence
from oppiva.evaluation.writing import Sources, reword_finding, use_strongest, write_finding
from oppiva.impact.claim.grade import CARRIES_ASSOCIATION
from oppiva.impact.text import LANGUAGES, Text
from oppiva.web.frame.sent import line_sent
from oppiva.web.studies.access import finding_or_404, person_of, run_or_404, study_or_404, study_to_write
from oppiva.web.studies.finding_form import FindingForm
from oppiva.web.studies.trouble import add_trouble
from oppiva.web.studies.wordings import wordings_of


@login_required
def write(request: HttpRequest, slug: str, number: int, estimate: str) -> HttpResponse:
    study = study_to_write(request, slug)
    run = run_or_404(study, number)
    claim = run.claim_on(estimate)
    if claim is None:
        raise Http404
    gate = Text.from_mapping(claim)
    form = FindingForm(
        request.POST or None,
        initial={f"text_{language}": gate.in_(language) for language in LANGUAGES},
        rewording=False,
        asks_sources=_asks_sources(claim),
    )
    if request.method == "POST" and form.is_valid():
        try:
            finding = write_finding(person_of(request), run, estimate, form.texts(), rests_on=form.rests_on())
        except Refused as refused:
            add_trouble(form, refused)
        else:
            return redirect("studies:finding", slug, finding.number)
    return render(
        request,
        "studies/finding_form.html",
        {"study": study, "form": form, "gate": gate, "back": run, "heading": _("Write a finding")},
    )


@login_required
def reword(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    study = study_to_write(request, slug)
    finding = finding_or_404(request, study, number)
    current = finding.current
    initial: dict[str, Any] = {f"text_{language}": getattr(current, f"text_{language}") for language in LANGUAGES}
    initial |= {name: getattr(finding, name) for name in Sources.__slots__} | {"seen": current.number}
    form = FindingForm(request.POST or None, initial=initial, rewording=True, asks_sources=_asks_sources(finding.claim))
    if request.method == "POST" and form.is_valid():
        try:
            reword_finding(
                person_of(request),
                finding,
                form.texts(),
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                rests_on=form.rests_on(),
            )
        except Refused as refused:
            add_trouble(form, refused)
        else:
            return redirect("studies:finding", slug, number)
    return render(
        request,
        "studies/finding_form.html",
        {
            "study": study,
            "form": form,
            "gate": claim_sentence(finding),
            "back": finding.run,
            "heading": _("Word the finding anew"),
        },
    )


@login_required
def finding_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The words, what the gate says of them, who stands behind them, and every earlier wording."""
    study = study_or_404(request, slug)
    finding = finding_or_404(request, study, number)
    person = person_of(request)
    draft = finding.state == Finding.State.DRAFT
    return render(
        request,
        "studies/finding.html",
        {
            "study": study,
            "finding": finding,
            "current": finding.current,
            "wordings": wordings_of(finding.current),
            "versions": finding.versions.select_related("by", "confirmation__confirmed_by").order_by("-number"),
            "gate": strongest_sentence(finding),
            "beside": sentence_beside(finding),
            "may_reword": may_write(person, study),
            "may_confirm": draft and may_confirm(person, finding),
            "needs_reason": finding.current.wording == "too_strong",
            "why_not": why_not_confirm(person, finding, "given") if draft else "",
            "may_publish": finding.state == Finding.State.CONFIRMED and may_publish(person, finding),
        },
    )


@login_required
@require_POST
def take_strongest(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One click from words that are too strong to the strongest that are not."""
    finding = finding_or_404(request, study_to_write(request, slug), number)
    return _done(request, finding, lambda: use_strongest(person_of(request), finding), _("The gate’s sentence stands."))


@login_required
@require_POST
def confirm(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    finding = finding_or_404(request, study_or_404(request, slug), number)
    reason = line_sent(request.POST.get("reason"))
    return _done(
        request,
        finding,
        lambda: confirm_finding(person_of(request), finding, override_reason=reason),
        _("You stand behind these words."),
    )


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    finding = finding_or_404(request, study_or_404(request, slug), number)
    return _done(
        request,
        finding,
        lambda: publish_finding(person_of(request), finding),
        _("Published: reports of this run print it from now on."),
    )


def _done(request: HttpRequest, finding: Finding, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("studies:finding", finding.study.slug, finding.number)


def _asks_sources(claim: dict[str, Any]) -> bool:
    """Below an association the level depends on what the finding rests on besides the estimate."""
    return bool(claim["level"] != "none" and claim["grade"] < CARRIES_ASSOCIATION)
