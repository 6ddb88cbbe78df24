"""Two people at once: who opened a form before somebody else changed the row is told, and nothing is overwritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from oppiva.core.refusal import Refused


class ChangedMeanwhile(Refused):
    """Somebody else was quicker."""


def mark_of(row: models.Model | None) -> str:
    """Stands for the state of a tracked row as a form was opened on it; "" for a row that is not there yet."""
    if row is None or row.pk is None:
        return ""
    events = row._meta.get_field("events").related_model
    assert events is not None
    latest = events._default_manager.filter(pgh_obj_id=row.pk).order_by("-pgh_id").values_list("pgh_id", flat=True)
    return str(latest.first() or "")


def refuse_if_changed(row: models.Model | None, mark: str) -> None:
    """Raises ChangedMeanwhile where the row is no longer as it was under `mark`. Call it in the transaction that saves:
    it holds the row until then, so that of two who save at once the second is told."""
    if row is not None and row.pk is not None:
        list(type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).order_by())
    if mark_of(row) != mark:
        raise ChangedMeanwhile(
            _(
                "Somebody changed this while you were writing. Yours is still here and was not saved: "
                "look at the page, then save again if yours should stand."
            )
        )
