"""May this person write, stand behind or publish a finding? As a boolean, and as a check that raises."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from oppiva.evaluation.models import Finding
from oppiva.organisations.models import Person
from oppiva.portfolio.models import Programme
from oppiva.portfolio.permissions import may_change_programme
from oppiva.studies.models import Study
from oppiva.studies.permissions import check_may_write, may_see, may_write

__all__ = ["check_may_confirm", "check_may_publish", "check_may_write", "may_confirm", "may_publish", "may_write"]


def _commissions(person: Person, study: Study) -> bool:
    programmes = Programme.objects.filter(pilots__studies=study).order_by("pk").distinct()
    return may_see(person, study) and any(may_change_programme(person, programme) for programme in programmes)


def may_confirm(person: Person, finding: Finding) -> bool:
    """Evaluators of the study's evaluating organisation: drafts are seen by nobody else.

    Where the gate doubts the words it must be someone other than who wrote them: `oppiva.evaluation.policies`.
    """
    return may_write(person, finding.study)


def check_may_confirm(person: Person, finding: Finding) -> None:
    if not may_confirm(person, finding):
        raise PermissionDenied(_("Only an evaluator of this study may stand behind a finding."))


def may_publish(person: Person, finding: Finding) -> bool:
    """The same evaluators, and commissioners of a programme the study belongs to."""
    return may_write(person, finding.study) or _commissions(person, finding.study)


def check_may_publish(person: Person, finding: Finding) -> None:
    if not may_publish(person, finding):
        raise PermissionDenied(_("Only an evaluator or a commissioner of this study may publish a finding."))
