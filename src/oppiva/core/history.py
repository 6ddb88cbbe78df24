"""Living, never overwritten: history kept by the database, and ledgers that it refuses to change.

Two guards stand behind each append-only table: triggers (UPDATE, DELETE and TRUNCATE raise), and the
application role, which does not hold those rights at all (`oppiva.core.roles`). A reason stands on the row
that it explains, never in the history context: a nested context rewrites the reason of earlier events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.apps import apps
from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def no_truncate() -> pgtrigger.Trigger:
    """Refuse TRUNCATE; `pgtrigger.Protect` cannot, because it makes row triggers."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'append-only: % cannot be emptied', TG_TABLE_NAME;",
    )


def append_only_triggers() -> list[pgtrigger.Trigger]:
    """For `Meta.triggers` of a ledger. The model also says `append_only = True`, so that the role loses the rights."""
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), no_truncate()]


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[ModelClass], ModelClass]:
    """Keep every insert, update and delete of the model in an append-only event table beside it.

    `exclude` names fields that must not be copied: secrets, and what has to be forgettable.
    """

    def decorate(model: ModelClass) -> ModelClass:
        track = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            append_only=True,
            meta={"triggers": [no_truncate()]},
        )
        decorated: ModelClass = track(model)
        return decorated

    return decorate


def append_only_tables() -> list[str]:
    """Tables whose rows may only be added, in alphabetical order: histories and ledgers."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "append_only", False) or hasattr(model, "pgh_tracked_model")
    )
