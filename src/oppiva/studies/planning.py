"""Plans are written as drafts and locked; after the opening a new version is a deviation with its reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.canonical import resolved
from oppiva.organisations.models import Person
from oppiva.studies.checking import check_plan
from oppiva.studies.comparing import changes_between
from oppiva.studies.models import Deviation, PlanVersion, Study
from oppiva.studies.permissions import check_may_write
from oppiva.studies.policies import why_not_lock
from oppiva.studies.sealing import refuse_sealed_columns
from oppiva.studies.vouching import openings, prespecified_version


@transaction.atomic
def save_draft(
    person: Person, study: Study, text: str, *, reason: str = "", seen: datetime | None = None
) -> PlanVersion:
    """The study's draft becomes `text`; where there is none, a new version begins.

    `seen`: `changed_at` of the draft that the person was editing; if somebody changed it meanwhile, Refused says so
    and nothing is lost on either side. Raises PlanRefusal where the text is no plan, PermissionDenied.
    """
    check_may_write(person, study)
    plan = parse_plan(text)
    Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    draft = study.plan_versions.filter(state=PlanVersion.State.DRAFT).first()
    if draft is None:
        if seen is not None:
            raise Refused(_("The draft was locked meanwhile. Begin a new version with your changes."))
        last = study.plan_versions.aggregate(last=Max("number"))["last"] or 0
        draft = PlanVersion(study=study, number=last + 1, created_by=person)
    elif seen is not None and draft.changed_at != seen:
        raise Refused(_("Somebody changed the draft while you were writing. Look at it before you save yours."))
    draft.text = text
    draft.resolved = resolved(plan)
    draft.sha256 = plan.sha256
    draft.reason = reason.strip()
    draft.full_clean()
    draft.save()
    return draft


@transaction.atomic
def discard_draft(person: Person, version: PlanVersion) -> None:
    """The draft goes; its history stays."""
    check_may_write(person, version.study)
    gone, _rows = PlanVersion.objects.filter(pk=version.pk, state=PlanVersion.State.DRAFT).delete()
    if not gone:
        raise Refused(_("A locked plan stays."))


@transaction.atomic
def lock_plan(
    person: Person, version: PlanVersion, *, reason: str = "", sha256: str | None = None, at: datetime | None = None
) -> PlanVersion:
    """Fixes the analysis for good. It must fit every file of the study whose rows are here.

    `sha256`: the hash the person saw; if the draft has changed since, Refused. After an outcome has been opened the
    lock writes a Deviation with what it changes. `at`: only in synthetic studies. Raises what `check_plan` raises.
    """
    study = Study.objects.select_for_update(of=("self",)).get(pk=version.study_id)
    check_may_write(person, study)
    version = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    why = reason.strip() or version.reason
    refusal = why_not_lock(version, why)
    if refusal:
        raise Refused(refusal)
    if sha256 is not None and version.sha256 != sha256:
        raise Refused(_("Somebody changed the draft while you were reading it. Look at it before you lock it."))
    refuse_sealed_columns(study, parse_plan(version.text))
    for dataset in study.datasets.filter(rows_deleted_at__isnull=True):
        check_plan(person, dataset, version.text, at=at)
    measured_against = prespecified_version(study)
    version.reason = why
    version.state = PlanVersion.State.LOCKED
    version.locked_by = person
    version.locked_at = at or timezone.now()
    version.save()
    opening = openings(study).first()
    if opening is not None and measured_against is not None and version.locked_at >= opening.at:
        changes = changes_between(measured_against.resolved, version.resolved)
        Deviation.objects.create(
            study=study,
            measured_against=measured_against,
            version=version,
            reason=why,
            changes=[change.to_dict() for change in changes],
            changed_deciding_analysis=any(change.deciding for change in changes),
            by=person,
            at=version.locked_at,
        )
    return version
