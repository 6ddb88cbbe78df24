"""Does a plan fit the data? Checked without opening an outcome: nothing is told of it by arm."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.impact.data.blind import prepare_blind
from oppiva.impact.data.values import as_text
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.estimates import estimators_of
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.model import Plan
from oppiva.organisations.models import Person
from oppiva.studies.models import Dataset, DatasetOpening
from oppiva.studies.opening import table_of
from oppiva.studies.permissions import check_may_write
from oppiva.studies.sealing import UNTOLD, refuse_sealed_columns, still_sealed, tells_of_outcomes


@dataclass(frozen=True, slots=True)
class Fit:
    """A plan that fits the data, and what would run."""

    plan: Plan
    dataset: Dataset
    arms: tuple[tuple[str, int], ...]
    """Arm → rows in the file, before the plan's `where` chooses among them; the control arm first."""
    strata: int
    clusters: int
    estimators: tuple[str, ...]


def check_plan(person: Person, dataset: Dataset, text: str, *, at: datetime | None = None) -> Fit:
    """Reads the plan and prepares the rows as a run would, and forgets them. Sealed outcomes stay out of sight.

    Raises PlanRefusal, DataRefusal or DesignRefusal with a sentence, Refused where only the outcomes by arm could
    tell more, PermissionDenied.
    """
    check_may_write(person, dataset.study)
    plan = parse_plan(text)
    refuse_sealed_columns(dataset.study, plan)
    table = table_of(dataset, plan.data, person=person, what_for=DatasetOpening.For.PLAN_CHECK, at=at)
    try:
        sample = prepare_blind(plan, table, still_sealed(dataset.study, plan))
    except DesignRefusal as refusal:
        if tells_of_outcomes(refusal):
            raise Refused(_(UNTOLD)) from None
        raise
    in_file = Counter(as_text(value) for value in table[plan.design.arm].values.tolist())
    return Fit(
        plan=plan,
        dataset=dataset,
        arms=tuple((arm, in_file[arm]) for arm in sample.arms),
        strata=len(sample.strata_names),
        clusters=len(sample.cluster_names),
        estimators=estimators_of(plan),
    )
