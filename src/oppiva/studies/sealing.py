"""A sealed outcome stays sealed whatever part a plan gives it: it cannot choose, divide, weigh or adjust the people.

Otherwise a filter on an outcome would count it by arm, and arm and outcome could change places, before anything
counted as opened.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from oppiva.core.refusal import Refused
from oppiva.impact.plan.model import Plan
from oppiva.impact.plan.where import columns_of, parse_where
from oppiva.studies.models import Study
from oppiva.studies.vouching import sealed_columns


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
