"""Does the state allow it? Each question answers with the sentence that says why not, or None."""

from __future__ import annotations

from django.utils.translation import gettext as _

from oppiva.studies.models import Dataset, PlanVersion
from oppiva.studies.vouching import prespecified_version


def why_not_lock(version: PlanVersion, reason: str) -> str | None:
    """A locked plan is locked once; a later version says why it follows."""
    if version.is_locked:
        return _("This version is already locked.")
    if version.number > 1 and not reason.strip():
        return _("Say why this version follows version %(number)s.") % {"number": version.number - 1}
    return None


def why_not_run(version: PlanVersion, dataset: Dataset) -> str | None:
    """A plan runs when it is locked, and on rows that are still here.

    A version that another replaced before the outcomes were opened is not run: of two plans that could both
    say that they came first, only the last one did. After the opening the plan that came first stays runnable
    beside the one that deviates from it.
    """
    if not version.is_locked:
        return _("Lock the plan before it is run.")
    if not dataset.has_rows:
        return _("The rows of this file have been deleted. Its results remain.")
    if dataset.study_id != version.study_id:
        return _("Plan and data belong to different studies.")
    latest = PlanVersion.objects.filter(study=version.study_id, state="locked").latest("number")
    if version != latest and version != prespecified_version(version.study):
        return _("Version %(number)s replaced this plan. Run that version.") % {"number": latest.number}
    return None
