"""Rows that belong to the house itself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from oppiva.core.history import append_only_triggers
from oppiva.core.personal_data import PersonalData


class GuardSetAside(models.Model):
    """A guard of the database was put to rest on purpose, and why."""

    append_only = True
    personal_data: ClassVar[dict[str, PersonalData]] = {}

    at = models.DateTimeField(auto_now_add=True)
    guards = ArrayField(models.CharField(max_length=200))
    reason = models.TextField()

    class Meta:
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {', '.join(self.guards)}"
