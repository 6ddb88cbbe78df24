"""One study: its page, its description and its outcomes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.evaluation.models import Finding
from oppiva.impact.text import LANGUAGES
from oppiva.portfolio.models import Pilot
from oppiva.studies.models import Dataset
from oppiva.studies.permissions import may_write
from oppiva.studies.starting import TEXTS, Declared, change_study, create_study, declare_outcomes
from oppiva.web.studies.access import person_of, study_or_404, study_to_write
from oppiva.web.studies.forms import OutcomeFormSet, StudyForm, declared_in, evaluating
from oppiva.web.studies.stages import latest_done, primary_sentence, stage_of, steps_of
from oppiva.web.studies.trouble import add_trouble


@login_required
def study_page(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_or_404(request, slug)
    person = person_of(request)
    findings = list(Finding.objects.visible_to(person).filter(study=study).select_related("run"))
    opens_data = may_write(person, study) or Dataset.objects.open_to(person).filter(study=study).exists()
    run = latest_done(study)
    return render(
        request,
        "studies/study.html",
        {
            "study": study,
            "answer": primary_sentence(run, person) if run else stage_of(study).sentence,
            "latest": run,
            "steps": steps_of(study, findings, opens_data=opens_data),
            "findings": findings,
            "runs": study.runs.select_related("version", "dataset", "requested_by").order_by("-number"),
            "deviations": study.deviations.select_related("by"),
            "pilots": Pilot.objects.visible_to(person).filter(studies=study).order_by("slug"),
            "outcomes": study.outcomes.all(),
            "may_change": may_write(person, study),
        },
    )


@login_required
def create(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not evaluating().filter(person=person).exists():
        raise PermissionDenied
    form = StudyForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            study = create_study(
                person,
                evaluator=form.cleaned_data["evaluator"],
                pilots=form.cleaned_data["pilots"],
                texts=form.texts(),
                unit=form.cleaned_data["unit"],
            )
        except (Refused, ValidationError) as trouble:
            add_trouble(form, trouble)
        else:
            messages.success(request, _("The study is described. Next: which outcomes are measured?"))
            return redirect("studies:outcomes", study.slug)
    context = {
        "form": form,
        "study": None,
        "heading": _("A new study"),
        "lead": _("A study asks what one delimited measure does beyond a stated alternative."),
        "action": _("Save the study"),
        "back": reverse("studies:index"),
    }
    return render(request, "studies/form.html", context)


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_to_write(request, slug)
    person = person_of(request)
    initial: dict[str, Any] = {
        f"{stem}_{code}": getattr(study, f"{stem}_{code}") for stem in TEXTS for code in LANGUAGES
    }
    initial |= {"unit": study.unit, "pilots": list(study.pilots.values_list("pk", flat=True))}
    form = StudyForm(request.POST or None, person=person, study=study, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_study(
                person,
                study,
                texts=form.texts(),
                unit=form.cleaned_data["unit"],
                pilots=form.cleaned_data["pilots"],
            )
        except (Refused, ValidationError) as trouble:
            add_trouble(form, trouble)
        else:
            messages.success(request, _("The description was changed; the old wording stays in the history."))
            return redirect("studies:study", study.slug)
    return render(
        request,
        "studies/form.html",
        {
            "form": form,
            "study": study,
            "heading": _("Change the description"),
            "lead": _("What was written before stays in the history."),
            "action": _("Save"),
            "back": reverse("studies:study", args=[study.slug]),
        },
    )


@login_required
def outcomes(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_to_write(request, slug)
    person = person_of(request)
    initial = [{name: getattr(row, name) for name in Declared.__slots__} for row in study.outcomes.all()]
    formset = OutcomeFormSet(request.POST or None, initial=initial)
    trouble = ""
    if request.method == "POST" and formset.is_valid():
        try:
            declare_outcomes(person, study, declared_in(formset))
        except Refused as refused:
            trouble = str(refused)
        except ValidationError as errors:
            trouble = " ".join(errors.messages)
        else:
            messages.success(request, _("The outcomes are declared. Their columns are sealed from now on."))
            return redirect("studies:outcomes" if "another" in request.POST else "studies:study", study.slug)
    return render(request, "studies/outcomes.html", {"study": study, "formset": formset, "trouble": trouble})
