"""May this person? Each question as a boolean, and as a check that raises PermissionDenied with a sentence."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from oppiva.organisations.models import Membership, Organisation, Person, Role
from oppiva.studies.models import Dataset, Study


def evaluates_for(person: Person, organisation: Organisation) -> bool:
    """Whether the person is an evaluator in the organisation today."""
    today = Membership.objects.current(timezone.localdate())
    return today.filter(person=person, organisation=organisation, role=Role.EVALUATOR).exists()


def may_see(person: Person, study: Study) -> bool:
    """Whether the person sees one of the study's pilots."""
    return Study.objects.visible_to(person).filter(pk=study.pk).exists()


def may_write(person: Person, study: Study) -> bool:
    """Plan, data and runs: an evaluator of the study's evaluating organisation, who sees the study."""
    return evaluates_for(person, study.evaluator) and may_see(person, study)


def check_may_write(person: Person, study: Study) -> None:
    if not may_write(person, study):
        raise PermissionDenied(_("Only an evaluator of the organisation that evaluates this study may do this."))


def may_open(person: Person, dataset: Dataset, at: datetime | None = None) -> bool:
    """Whether the person is on the list of those who may open the data now, and sees the study."""
    return Dataset.objects.open_to(person, at).filter(pk=dataset.pk).exists()


def check_may_open(person: Person, dataset: Dataset, at: datetime | None = None) -> None:
    if not may_open(person, dataset, at):
        raise PermissionDenied(_("You are not on the list of those who may open these data."))
