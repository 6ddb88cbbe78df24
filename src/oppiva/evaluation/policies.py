"""Does the state allow it? Each question answers with the sentence that says why not, or None."""

from __future__ import annotations

from django.utils.translation import gettext as _

from oppiva.evaluation.models import Finding
from oppiva.evaluation.models.finding import Wording
from oppiva.organisations.models import Person


def why_not_confirm(person: Person, finding: Finding, override_reason: str) -> str | None:
    """Words that fit: anyone who may. Words to look at again: a second person. Too strong: that, and a reason."""
    if finding.state != Finding.State.DRAFT:
        return _("This finding has been confirmed already.")
    version = finding.current
    if version.wording == Wording.FITS:
        return None
    if version.wording == Wording.TOO_STRONG and not override_reason.strip():
        return _(
            "The words say more than the design allows. Use the strongest sentence that it allows, "
            "or give a reason that stands in the report beside that sentence."
        )
    if person.pk == version.by_id:
        return _("The words need a second look: somebody other than the one who wrote them confirms.")
    return None


def why_not_publish(finding: Finding) -> str | None:
    """What has been confirmed is published, once."""
    if finding.state == Finding.State.PUBLISHED:
        return _("This finding has been published already.")
    if finding.state == Finding.State.DRAFT:
        return _("Somebody must stand behind the words before they are published.")
    return None
