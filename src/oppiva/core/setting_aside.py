"""The one way past a guard of the database: on purpose, for one transaction, leaving a row that says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import transaction

from oppiva.core.models import GuardSetAside


@contextmanager
def set_aside(*guards: str, reason: str) -> Iterator[None]:
    """Put named guards ("app.Model:trigger") to rest for one transaction, leaving a row that says why.

    The only way to `pgtrigger.ignore` in this house.
    """
    if not reason.strip():
        raise ValueError("setting a guard aside needs a reason")
    with transaction.atomic():
        GuardSetAside.objects.create(guards=list(guards), reason=reason)
        with pgtrigger.ignore(*guards):  # noqa: TID251 - this is the one place
            yield
