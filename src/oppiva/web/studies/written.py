"""When a plan was written, in the words that the system can vouch for."""

from __future__ import annotations

from django.utils.functional import Promise

from oppiva.studies.models import Run

WRITTEN: dict[str, str | Promise] = dict(Run.Written.choices)
