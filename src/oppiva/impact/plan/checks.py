"""Keys of a plan that are each right and contradict each other."""

from __future__ import annotations

from oppiva.impact.errors import PlanRefusal
from oppiva.impact.plan.model import Decider, Method, Plan
from oppiva.impact.plan.where import columns_of, parse_where

RUN_BY: dict[Method, tuple[Decider, ...]] = {
    "none": ("difference_in_means",),
    "plain": ("difference_in_means", "ols"),
    "lin": ("difference_in_means", "lin"),
}


def refuse_contradictions(plan: Plan) -> None:
    """Raises PlanRefusal for the first contradiction found."""
    _inference(plan)
    _provenance(plan)
    _outcomes(plan)
    _columns(plan)


def _inference(plan: Plan) -> None:
    inference, cluster = plan.inference, plan.design.cluster
    if cluster is not None and inference.std_error.startswith("HC"):
        raise PlanRefusal("plan_hc_with_cluster", found=inference.std_error, cluster=cluster)
    if cluster is None and inference.std_error.startswith("CR"):
        raise PlanRefusal("plan_cr_without_cluster", found=inference.std_error)
    run = RUN_BY[plan.adjust.method]
    if inference.decides not in run:
        raise PlanRefusal(
            "plan_decides_not_run", found=inference.decides, method=plan.adjust.method, run=", ".join(run)
        )


def _provenance(plan: Plan) -> None:
    if plan.design.drawn_by == "documented" and plan.design.reference is None:
        raise PlanRefusal("plan_documented_without_reference")
    if plan.lock.registered_on is not None and plan.lock.registered is None:
        raise PlanRefusal("plan_registered_on_without_registered")


def _outcomes(plan: Plan) -> None:
    names = [outcome.name for outcome in plan.outcomes]
    for name in names:
        if names.count(name) > 1:
            raise PlanRefusal("plan_outcome_twice", name=name)


def _columns(plan: Plan) -> None:
    """What is measured after the draw, or is the draw, cannot be a covariate or a block of the draw."""
    design = plan.design
    took_part = [design.take_up] if isinstance(design.take_up, str) else [column for _, column in design.take_up or ()]
    after = {"[design] arm": [design.arm], "[[outcome]] name": [outcome.name for outcome in plan.outcomes]}
    before = {
        "[adjust] columns": list(plan.adjust.columns),
        "[design] strata": list(design.strata),
        "[design] cluster": [design.cluster] if design.cluster else [],
        "[design] weight": [design.weight] if design.weight else [],
        "[[outcome]] baseline": [outcome.baseline for outcome in plan.outcomes if outcome.baseline],
    }
    for after_key, columns in (after | {"[design] take_up": took_part}).items():
        for before_key, others in before.items():
            for column in columns:
                if column in others:
                    raise PlanRefusal("plan_column_twice", column=column, first=after_key, second=before_key)
    for outcome in plan.outcomes:
        if outcome.name == design.arm:
            raise PlanRefusal("plan_column_twice", column=outcome.name, first="[design] arm", second="[[outcome]] name")
    _filter(plan, {"[[outcome]] name": after["[[outcome]] name"], "[design] take_up": took_part})


def _filter(plan: Plan, after: dict[str, list[str]]) -> None:
    """People chosen by what became of them are no longer the groups that were drawn, and no loss would be seen.

    The arm may stand in the filter: it leaves whole arms out.
    """
    if plan.data.where is None:
        return
    chosen_by = columns_of(parse_where(plan.data.where))
    for key, columns in after.items():
        for column in columns:
            if column in chosen_by:
                raise PlanRefusal("plan_where_after_draw", column=column, key=key)
