"""Somebody stands behind a finding's words, and it is published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from oppiva.core.refusal import Refused
from oppiva.evaluation.models import Finding, FindingConfirmation
from oppiva.evaluation.models.finding import Wording
from oppiva.evaluation.permissions import check_may_confirm, check_may_publish
from oppiva.evaluation.policies import why_not_confirm, why_not_publish
from oppiva.organisations.models import Person

_KINDS = {
    Wording.FITS: FindingConfirmation.Kind.FITS,
    Wording.LOOK_AGAIN: FindingConfirmation.Kind.SECOND_LOOK,
    Wording.TOO_STRONG: FindingConfirmation.Kind.OVERRIDE,
}


@transaction.atomic
def confirm_finding(
    person: Person, finding: Finding, *, override_reason: str = "", at: datetime | None = None
) -> FindingConfirmation:
    """`person` stands behind the current words. Words that are too strong need `override_reason`, and then the
    report prints the gate's own sentence beside. Raises Refused with what is missing, PermissionDenied.
    """
    check_may_confirm(person, finding)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    refusal = why_not_confirm(person, finding, override_reason)
    if refusal:
        raise Refused(refusal)
    version = finding.current
    kind = _KINDS[Wording(version.wording)]
    confirmation = FindingConfirmation.objects.create(
        version=version,
        kind=kind,
        written_by=version.by,
        confirmed_by=person,
        reason=override_reason.strip() if kind == FindingConfirmation.Kind.OVERRIDE else "",
        at=at or timezone.now(),
    )
    finding.state = Finding.State.CONFIRMED
    finding.save(update_fields=["state"])
    return confirmation


@transaction.atomic
def publish_finding(person: Person, finding: Finding, *, at: datetime | None = None) -> Finding:
    """From now on the report prints it. Raises Refused, PermissionDenied."""
    check_may_publish(person, finding)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    refusal = why_not_publish(finding)
    if refusal:
        raise Refused(refusal)
    finding.state = Finding.State.PUBLISHED
    finding.published_by = person
    finding.published_at = at or timezone.now()
    finding.save(update_fields=["state", "published_by", "published_at"])
    return finding
