"""Opening data that are here: who may, and a row in the log for each time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from oppiva.core.refusal import Refused
from oppiva.impact.data.read import read_bytes
from oppiva.impact.data.table import Table
from oppiva.impact.plan.model import DataSpec
from oppiva.organisations.models import Person
from oppiva.studies.models import Dataset, DatasetContent, DatasetOpening, DatasetReader
from oppiva.studies.permissions import check_may_open, check_may_write

ROWS_DELETED = gettext_noop("The rows of this file have been deleted. Its results remain.")


class RowsDeleted(Refused):
    """The delete-by date has come."""


def open_columns(person: Person, dataset: Dataset) -> Dataset:
    """The data set with its columns, for the page that shows them; the opening is logged. Rows are never shown."""
    check_may_open(person, dataset)
    DatasetOpening.objects.create(dataset=dataset, person=person, what_for=DatasetOpening.For.COLUMNS)
    return dataset


def table_of(
    dataset: Dataset, spec: DataSpec, *, person: Person, what_for: str, detail: str = "", at: datetime | None = None
) -> Table:
    """The rows, for the machine: a plan's check or a run on behalf of `person`. Logged.

    Raises RowsDeleted (a Refused), DataRefusal where `spec` does not fit the file.
    """
    content = DatasetContent.objects.filter(dataset=dataset).values_list("content", flat=True).first()
    if content is None:
        raise RowsDeleted(_(ROWS_DELETED))
    DatasetOpening.objects.create(
        dataset=dataset, person=person, what_for=what_for, detail=detail, at=at or timezone.now()
    )
    return read_bytes(dataset.file_name, bytes(content), spec, temporary_codes_allowed=settings.DEMONSTRATION)


@transaction.atomic
def let_read(person: Person, dataset: Dataset, reader: Person) -> DatasetReader:
    """`reader` may open the data from now on. Only someone who may write in the study and open the data says so."""
    check_may_write(person, dataset.study)
    check_may_open(person, dataset)
    row, _made = DatasetReader.objects.get_or_create(
        dataset=dataset, person=reader, until=None, defaults={"granted_by": person}
    )
    return row


@transaction.atomic
def end_reading(person: Person, reader: DatasetReader) -> None:
    """The reader may no longer open the data. At least one person always may."""
    check_may_write(person, reader.dataset.study)
    check_may_open(person, reader.dataset)
    current = DatasetReader.objects.select_for_update(of=("self",)).filter(dataset=reader.dataset, until__isnull=True)
    if len(current) == 1 and current[0] == reader:
        raise Refused(_("Somebody must be able to open the data: name another reader first."))
    DatasetReader.objects.filter(pk=reader.pk, until__isnull=True).update(until=timezone.now())
