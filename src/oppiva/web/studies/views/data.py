"""Data of a study: what came in, on what terms, who may open it and who did."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from oppiva.core.refusal import Refused
from oppiva.impact.errors import Refusal
from oppiva.studies.models import Dataset
from oppiva.studies.opening import end_reading, let_read, open_columns
from oppiva.studies.permissions import may_write
from oppiva.studies.uploading import upload_dataset
from oppiva.studies.vouching import sealed_columns
from oppiva.web.frame.sent import whole_number
from oppiva.web.studies.access import dataset_or_404, person_of, study_or_404, study_to_write
from oppiva.web.studies.forms import UploadForm, colleagues
from oppiva.web.studies.trouble import add_trouble, said

KINDS = {"number": _("numbers"), "text": _("text"), "date": _("dates")}


@login_required
def data(request: HttpRequest, slug: str) -> HttpResponse:
    """The study's data sets: each with its terms; the door only for those on its list."""
    study = study_or_404(request, slug)
    person = person_of(request)
    openable = set(Dataset.objects.open_to(person).filter(study=study).values_list("pk", flat=True))
    context = {
        "study": study,
        "datasets": study.datasets.select_related("controller", "uploaded_by"),
        "openable": openable,
        "may_upload": may_write(person, study),
    }
    return render(request, "studies/data.html", context)


@login_required
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_to_write(request, slug)
    person = person_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, study=study, person=person)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploaded = upload_dataset(
                person,
                study,
                file_name=file.name,
                content=file.read(),
                terms=form.terms(),
                spec=form.spec(),
                readers=form.cleaned_data.get("readers", ()),
            )
        except Refusal as refusal:
            form.add_error("file", said(refusal))
        except (Refused, ValidationError) as trouble:
            add_trouble(form, trouble)
        else:
            if uploaded.is_new:
                messages.success(request, say("The file is here. Its outcomes stay sealed until a locked plan is run."))
            else:
                messages.warning(request, say("This file was here already. Nothing was doubled."))
            return redirect("studies:dataset", study.slug, uploaded.dataset.number)
    return render(
        request,
        "studies/form.html",
        {
            "form": form,
            "study": study,
            "heading": _("Bring in data"),
            "lead": _(
                "Rows under study pseudonyms. A file that holds an identity code, an e-mail address or a phone number "
                "is refused."
            ),
            "action": _("Bring in the file"),
            "back": reverse("studies:data", args=[study.slug]),
        },
    )


@login_required
def dataset_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Columns, counts and missing shares over all groups together; the opening is logged."""
    dataset = open_columns(person_of(request), dataset_or_404(request, slug, number))
    study = dataset.study
    return render(
        request,
        "studies/dataset.html",
        {
            "study": study,
            "dataset": dataset,
            "columns": [column | {"kind_label": KINDS[column["kind"]]} for column in dataset.profile],
            "sealed": sealed_columns(study),
            "readers": dataset.readers.select_related("person", "granted_by"),
            "openings": dataset.openings.select_related("person")[:200],
            "may_change": may_write(person_of(request), study),
            "candidates": colleagues(study).exclude(datasets_read__in=dataset.readers.filter(until__isnull=True)),
        },
    )


@login_required
@require_POST
def grant(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One more person may open the data."""
    dataset = dataset_or_404(request, slug, number)
    reader = get_object_or_404(colleagues(dataset.study), pk=whole_number(request.POST.get("person")))
    let_read(person_of(request), dataset, reader)
    messages.success(request, say("%(name)s may open the data from now on.") % {"name": reader.name})
    return redirect("studies:dataset", slug, number)


@login_required
@require_POST
def end_grant(request: HttpRequest, slug: str, number: int, reader: int) -> HttpResponse:
    """A person may no longer open the data; that they once might stays on the list."""
    dataset = dataset_or_404(request, slug, number)
    row = get_object_or_404(dataset.readers.select_related("dataset__study", "person"), pk=reader)
    try:
        end_reading(person_of(request), row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, say("%(name)s may no longer open the data.") % {"name": row.person.name})
    return redirect("studies:dataset", slug, number)
