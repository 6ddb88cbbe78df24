"""Findings are written on top of a claim, and worded anew with a reason; no wording is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.evaluation.models import Finding, FindingVersion
from oppiva.evaluation.strength import level_of, strongest_sentence
from oppiva.evaluation.wording import check_texts, verdict_as_json
from oppiva.impact.text import LANGUAGES
from oppiva.organisations.models import Person
from oppiva.studies.models import Run, Study
from oppiva.studies.permissions import check_may_write


@dataclass(frozen=True, slots=True)
class Sources:
    """What a finding rests on beside the estimate; it counts where no estimate carries a statement of effect."""

    strength: str = Finding.Strength.SINGLE
    sources: int = 1
    model_described: bool = False
    counter_evidence_answered: bool = False


@transaction.atomic
def write_finding(
    person: Person,
    run: Run,
    estimate_id: str,
    texts: dict[str, str],
    *,
    rests_on: Sources | None = None,
    at: datetime | None = None,
) -> Finding:
    """A new draft. `texts`: language → words, at least one language.

    Raises Refused where the run has no claim on the estimate or nothing is written, PermissionDenied.
    """
    check_may_write(person, run.study)
    claim = run.claim_on(estimate_id)
    if claim is None:
        raise Refused(_("This run makes no claim on that estimate."))
    Study.objects.select_for_update(of=("self",)).get(pk=run.study_id)
    last = run.study.findings.aggregate(last=Max("number"))["last"] or 0
    rests_on = rests_on or Sources()
    finding = Finding(
        study=run.study,
        number=last + 1,
        run=run,
        estimate_id=estimate_id,
        claim=claim,
        created_by=person,
        created_at=at or timezone.now(),
        **{name: getattr(rests_on, name) for name in Sources.__slots__},
    )
    finding.level = level_of(finding)
    finding.save()
    _word(person, finding, texts, reason="", at=at)
    return finding


@transaction.atomic
def reword_finding(
    person: Person,
    finding: Finding,
    texts: dict[str, str],
    *,
    reason: str,
    seen: int | None = None,
    rests_on: Sources | None = None,
    at: datetime | None = None,
) -> FindingVersion:
    """The words change with a reason, and the finding is a draft again; earlier words stay readable.

    `seen`: number of the version that the person was changing; if somebody worded it meanwhile, Refused.
    """
    check_may_write(person, finding.study)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if seen is not None and finding.current.number != seen:
        raise Refused(_("Somebody worded this finding anew while you were writing. Look at it before you save yours."))
    if not reason.strip():
        raise Refused(_("Say why the words change."))
    if rests_on is not None:
        for name in Sources.__slots__:
            setattr(finding, name, getattr(rests_on, name))
    finding.state = Finding.State.DRAFT
    finding.published_by = finding.published_at = None
    finding.level = level_of(finding)
    finding.save()
    return _word(person, finding, texts, reason=reason, at=at)


def use_strongest(person: Person, finding: Finding, *, at: datetime | None = None) -> FindingVersion:
    """The gate's own sentence in place of the words: always fits."""
    return reword_finding(
        person,
        finding,
        strongest_sentence(finding).to_dict(),
        reason=_("The strongest sentence that the design allows."),
        at=at,
    )


def _word(
    person: Person, finding: Finding, texts: dict[str, str], *, reason: str, at: datetime | None
) -> FindingVersion:
    written = {language: texts.get(language, "").strip() for language in LANGUAGES}
    if not any(written.values()):
        raise Refused(_("Write the finding in at least one language."))
    verdicts = check_texts(finding, {str(language): text for language, text in written.items()})
    last = finding.versions.aggregate(last=Max("number"))["last"] or 0
    return FindingVersion.objects.create(
        finding=finding,
        number=last + 1,
        reason=reason.strip(),
        level=finding.level,
        words={language: verdict_as_json(verdict) for language, verdict in verdicts.items()},
        by=person,
        at=at or timezone.now(),
        **{f"text_{language}": text for language, text in written.items()},
        **{f"wording_{language}": verdict.answer for language, verdict in verdicts.items()},
    )
