"""What the system itself can vouch for: when the plan was locked, against when the outcomes were opened here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from oppiva.impact.claim.circumstances import Circumstances
from oppiva.studies.comparing import changes_between
from oppiva.studies.models import Dataset, OutcomeOpening, PlanVersion, Run, Study

Written = Run.Written
_STRENGTH = (Written.AFTER_OUTCOMES_KNOWN, Written.BEFORE_OPENED_HERE, Written.BEFORE_OUTCOMES)


def effective_written(version: PlanVersion, dataset: Dataset | None = None) -> str:
    """What may be said of when the plan was written: never more than the plan says, nor than the system saw.

    `before_outcomes` only if the plan was locked before the data came in here; `before_opened_here` if it was
    locked before any of its outcomes was first opened; else `after_outcomes_known`. The same bytes count
    wherever in the system they came in, so that a new study on old data is not taken for a new beginning.
    Without `dataset`: on all data of the study. A draft vouches for nothing.
    """
    stated = version.resolved.get("lock", {}).get("written", Written.AFTER_OUTCOMES_KNOWN)
    if version.locked_at is None:
        return Written.AFTER_OUTCOMES_KNOWN
    opened = first_opening(version, dataset)
    if opened is not None and opened <= version.locked_at:
        return Written.AFTER_OUTCOMES_KNOWN
    came_in = first_arrival(version, dataset)
    before = came_in is None or version.locked_at < came_in
    seen = Written.BEFORE_OUTCOMES if before else Written.BEFORE_OPENED_HERE
    return min(seen, Written(stated), key=_STRENGTH.index)


def openings(study: Study, dataset: Dataset | None = None) -> QuerySet[OutcomeOpening]:
    """Openings in the study, and of its outcomes in the same bytes in any other study, the first first."""
    hashes = [dataset.sha256] if dataset else list(study.datasets.values_list("sha256", flat=True))
    elsewhere = Q(dataset__sha256__in=hashes, column__in=outcome_columns(study))
    return OutcomeOpening.objects.filter(Q(study=study) | elsewhere).order_by("at", "pk")


def outcome_columns(study: Study) -> frozenset[str]:
    """Columns that the study declares as outcomes or that one of its plans names so."""
    named = set(study.outcomes.values_list("column", flat=True))
    for version in study.plan_versions.all():
        named.update(version.outcome_columns)
    return frozenset(named)


def first_opening(version: PlanVersion, dataset: Dataset | None = None) -> datetime | None:
    """When the first of the version's outcomes was opened by arm; None while all are sealed."""
    found = openings(version.study, dataset).filter(column__in=version.outcome_columns).first()
    return found.at if found else None


def first_arrival(version: PlanVersion, dataset: Dataset | None = None) -> datetime | None:
    """When data that hold one of the version's outcomes first came in here."""
    hashes = [dataset.sha256] if dataset else []
    own = Q(study=version.study_id)
    holds = Q()
    for column in version.outcome_columns:
        holds |= Q(profile__contains=[{"name": column}])
    found = Dataset.objects.filter((own & holds) | Q(sha256__in=hashes)).order_by("uploaded_at").first()
    return found.uploaded_at if found else None


def sealed_columns(study: Study) -> frozenset[str]:
    """Outcome columns of the study that no run has opened."""
    return outcome_columns(study) - set(openings(study).values_list("column", flat=True))


def prespecified_version(study: Study) -> PlanVersion | None:
    """The last version locked before any outcome was opened; where none was, the first that was locked.

    Later versions are measured against it, and not against each other, so that a change made in two steps
    weighs what it would have weighed in one.
    """
    locked = study.plan_versions.filter(state=PlanVersion.State.LOCKED).order_by("number")
    opening = openings(study).first()
    if opening is None:
        return locked.last()
    return locked.filter(locked_at__lt=opening.at).last() or locked.first()


def deviates(version: PlanVersion) -> bool:
    """Whether the version changed the deciding analysis after an outcome had been opened (rule T7)."""
    opening = openings(version.study).first()
    first = prespecified_version(version.study)
    if opening is None or first is None or version.locked_at is None or version.locked_at < opening.at:
        return False
    return any(change.deciding for change in changes_between(first.resolved, version.resolved))


def circumstances_of(version: PlanVersion, dataset: Dataset) -> Circumstances:
    """What the claim gate is told of a run of the version on the data.

    `locked_before_opened_here` false outweighs the plan; true lets the plan's own word stand.
    """
    opened = first_opening(version, dataset)
    locked_before = version.locked_at is not None and (opened is None or version.locked_at < opened)
    return Circumstances(
        chain_verifies=None, locked_before_opened_here=locked_before, deviation_changed_analysis=deviates(version)
    )
