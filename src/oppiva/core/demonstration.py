"""Demonstration accounts have known passwords: they may exist only under `oppiva demo`."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError


class DemonstrationPresent(Exception):
    """A server that is not the demonstration found demonstration accounts."""


def refuse_demonstration_accounts() -> None:
    """Raise DemonstrationPresent where known-password accounts exist and this is not the demonstration."""
    if settings.DEMONSTRATION:
        return
    try:
        present = get_user_model().objects.filter(is_demonstration=True).exists()
    except DatabaseError:  # no database or not migrated yet: the supervisor says so better than we can here
        return
    if present:
        raise DemonstrationPresent(
            "this database holds demonstration accounts, whose passwords are public. "
            "Use an empty database (DATABASE_URL or OPPIVA_HOME), or start it with `oppiva demo`."
        )
