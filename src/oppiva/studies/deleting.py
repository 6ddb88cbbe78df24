"""What must go, goes: rows of data sets at their delete-by date. Hashes, columns and results stay."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.organisations.models import Person
from oppiva.studies.models import Dataset, DatasetContent
from oppiva.studies.permissions import check_may_write


def delete_due_datasets(today: date | None = None) -> int:
    """Deletes the rows of every data set whose delete-by date has come; returns how many went."""
    day = today or timezone.localdate()
    due = Dataset.objects.filter(delete_by__lte=day, rows_deleted_at__isnull=True).order_by("pk")
    return sum(_delete_rows(pk) for pk in due.values_list("pk", flat=True))


def delete_rows(person: Person, dataset: Dataset) -> None:
    """Deletes the rows before their time. Refused while a run is using them."""
    check_may_write(person, dataset.study)
    if dataset.runs.filter(state__in=["waiting", "running"]).exists():
        raise Refused(_("A run is using these rows. Stop it first."))
    _delete_rows(dataset.pk)


@transaction.atomic
def _delete_rows(pk: int) -> bool:
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=pk)
    if dataset.rows_deleted_at is not None:
        return False
    DatasetContent.objects.filter(dataset=dataset).delete()
    dataset.rows_deleted_at = timezone.now()
    dataset.save(update_fields=["rows_deleted_at"])
    return True
