"""Data come in: read, looked over for anything that points at a person, described, kept with their ground."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.impact.data.apart import look_at
from oppiva.impact.data.identifiers import kind_in
from oppiva.impact.errors import DataRefusal, message
from oppiva.impact.plan.model import DataSpec
from oppiva.organisations.models import Organisation, Person
from oppiva.studies.models import Dataset, DatasetContent, DatasetOpening, DatasetReader, Study
from oppiva.studies.models.dataset import LARGEST_FILE
from oppiva.studies.permissions import check_may_write


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose the data are and on what terms they are here."""

    controller: Organisation
    purpose: str
    ground: str
    """law | permit | public | synthetic"""
    ground_text: str
    delete_by: date


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`is_new` is False where the same bytes were here already: nothing was doubled."""

    dataset: Dataset
    is_new: bool


def upload_dataset(
    person: Person,
    study: Study,
    *,
    file_name: str,
    content: bytes,
    terms: Terms,
    spec: DataSpec | None = None,
    readers: Iterable[Person] = (),
    at: datetime | None = None,
) -> Uploaded:
    """Keeps the file, or nothing at all. The uploader may open it, and `readers`.

    Raises DataRefusal (its `text` names sheet, row and column, and never a value that points at a person),
    Refused, PermissionDenied, ValidationError. `at`: only in synthetic studies, whose story has its own dates.
    """
    check_may_write(person, study)
    at = at or timezone.now()
    if len(content) > LARGEST_FILE:
        raise Refused(
            _("The file is %(size)d megabytes; at most %(most)d are taken here. Larger ones are run at the terminal.")
            % {"size": len(content) // 1_000_000, "most": LARGEST_FILE // 1_000_000}
        )
    if terms.delete_by <= timezone.localdate(at):
        raise Refused(_("The day when the rows are deleted must lie ahead."))
    spec = spec or DataSpec()
    pointing = kind_in(file_name, temporary_codes_allowed=settings.DEMONSTRATION)
    if pointing is not None:  # the name stays when the rows have gone
        raise DataRefusal("identifier_in_file_name", kind=message(f"identifier_{pointing}"))
    looked = look_at(file_name, content, spec, temporary_codes_allowed=settings.DEMONSTRATION)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
        present = study.datasets.filter(sha256=sha256, rows_deleted_at__isnull=True).first()
        if present is not None:
            return Uploaded(present, is_new=False)
        last = study.datasets.aggregate(last=Max("number"))["last"] or 0
        dataset = Dataset(
            study=study,
            number=last + 1,
            file_name=file_name,
            size=len(content),
            sha256=sha256,
            reading=asdict(spec),
            profile=[asdict(column) for column in looked.columns],
            n_rows=looked.n_rows,
            uploaded_by=person,
            uploaded_at=at,
            **{name: getattr(terms, name) for name in Terms.__slots__},
        )
        dataset.full_clean()
        dataset.save()
        DatasetContent.objects.create(dataset=dataset, content=content)
        for reader in {person.pk: person, **{other.pk: other for other in readers}}.values():
            DatasetReader.objects.create(dataset=dataset, person=reader, since=at, granted_by=person)
        DatasetOpening.objects.create(dataset=dataset, person=person, at=at, what_for=DatasetOpening.For.UPLOAD)
    return Uploaded(dataset, is_new=True)
