"""A sealed outcome stays sealed whatever part a plan gives it: it cannot choose, divide, weigh or adjust the people.

Otherwise a filter on an outcome would count it by arm, and arm and outcome could change places, before anything
counted as opened.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from oppiva.core.refusal import Refused
from oppiva.impact.errors import Refusal
from oppiva.impact.plan.model import Plan
from oppiva.impact.plan.where import columns_of, parse_where
from oppiva.studies.models import Study
from oppiva.studies.vouching import openings, sealed_columns

UNTOLD = gettext_noop(
    "Too many values of an outcome are missing for this plan. In which arm is not told before the outcomes are opened."
)
OF_THE_DESIGN = frozenset(
    {
        "arm_too_small", "cluster_in_two_arms", "cluster_in_two_strata", "too_few_clusters", "stratum_without_arm",
        "stratum_one_unit", "cluster_crosses_blocks", "leverage_one", "clusters_exhausted",
    }
)  # fmt: skip
"""Refusals of designs that tell nothing of outcomes; a new one is taken to tell until it stands here."""
OF_WHOLE_COLUMNS = frozenset({"outcome_empty", "outcome_constant"})
"""Told where the whole file was looked at, as a check does; a run looks behind the plan's filter."""


def still_sealed(study: Study, plan: Plan) -> frozenset[str]:
    """Columns that a check of the plan must not look behind: sealed ones, and outcomes that only this plan names."""
    opened = set(openings(study).values_list("column", flat=True))
    return sealed_columns(study) | ({outcome.name for outcome in plan.outcomes} - opened)


def tells_of_outcomes(refusal: Refusal, *, whole_file: bool = True) -> bool:
    """Whether the refusal of a design could tell of outcomes in an arm or in a part of the rows."""
    told = OF_THE_DESIGN | OF_WHOLE_COLUMNS if whole_file else OF_THE_DESIGN
    return refusal.code not in told


def columns_used(plan: Plan) -> frozenset[str]:
    """Every column that a run of the plan uses, in whatever part, but the one that numbers the units."""
    return frozenset({*_other_parts(plan), *_take_up(plan), *(outcome.name for outcome in plan.outcomes)})


def refuse_sealed_columns(study: Study, plan: Plan) -> None:
    """Raises Refused where the plan gives an unopened outcome of the study another part than that of an outcome.

    Taking part may be both: an outcome, and what `take_up` divides by.
    """
    sealed = sealed_columns(study)
    for column in _other_parts(plan):
        if column in sealed:
            raise Refused(
                _("%(column)s is an outcome of this study. Until it has been opened it cannot have another part too.")
                % {"column": column}
            )


def _other_parts(plan: Plan) -> tuple[str, ...]:
    design = plan.design
    single = (design.arm, design.cluster, design.weight, *(outcome.baseline for outcome in plan.outcomes))
    chosen = columns_of(parse_where(plan.data.where)) if plan.data.where else []
    return tuple(dict.fromkeys([*filter(None, single), *design.strata, *chosen, *plan.adjust.columns]))


def _take_up(plan: Plan) -> tuple[str, ...]:
    given = plan.design.take_up
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(column for _arm, column in given)
