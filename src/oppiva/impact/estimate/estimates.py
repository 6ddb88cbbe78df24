"""The rows of a result: for each outcome and arm, every estimator that the plan asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from oppiva.impact.data.sample import Sample
from oppiva.impact.errors import message
from oppiva.impact.estimate.contrast import Contrast
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.instrumental import two_stage
from oppiva.impact.estimate.randomisation import randomisation_test
from oppiva.impact.estimate.regression import Adjusted, adjusted, shares_differ
from oppiva.impact.estimate.rows import Rows, rows_of
from oppiva.impact.plan.model import Outcome, Plan
from oppiva.impact.result import Estimate, ResultWarning

TEST_STREAM, BALANCE_STREAM = 1, 2
"""Which random numbers a test takes from the plan's seed, so that adding an outcome moves no other p."""

NO_VARIATION = 1e-20
"""A squared standard error below this share of the outcome's variance is rounding around zero."""


def random_stream(plan: Plan, purpose: int, *place: int) -> np.random.Generator:
    """The random numbers of one test: from the plan's seed, the purpose and the place in the plan alone."""
    return np.random.default_rng(np.random.SeedSequence(plan.inference.seed, spawn_key=(purpose, *place)))


@dataclass(slots=True)
class Collected:
    """Estimates in plan order and what there is to warn of."""

    estimates: list[Estimate] = field(default_factory=list)
    warnings: list[ResultWarning] = field(default_factory=list)


def estimators_of(plan: Plan) -> tuple[str, ...]:
    """Names of the estimators a plan runs, in the order of the result."""
    method, instrument = plan.adjust.method, plan.design.take_up is not None
    wanted = {
        "difference_in_means": True,
        "ols": method == "plain",
        "lin": method == "lin",
        "2sls": instrument,
        "wald": instrument and method != "none",
        "randomisation_inference": plan.inference.randomisation_draws > 0,
    }
    return tuple(name for name, runs in wanted.items() if runs)


def estimates_of(
    plan: Plan, sample: Sample, deciders: dict[str, str], step: Callable[[str], None] = lambda _: None
) -> Collected:
    """Every row of the result. `deciders`: arm → estimator that its claim rests on; `step` is told each row's name."""
    collected = Collected()
    for place, outcome in enumerate(plan.outcomes):
        rows = rows_of(sample, outcome.name)
        for position in range(1, len(sample.arms)):
            # Refuses thin blocks before anything else can trip over them.
            difference_in_means(rows.pair(position), plan.inference.std_error)
        models = _models(plan, rows, outcome, collected)
        for position in range(1, len(sample.arms)):
            for estimate in _of_arm(plan, rows, outcome, (place, position), models, collected):
                step(f"{estimate.outcome} {estimate.arm} {estimate.estimator}")
                collected.estimates.append(
                    replace(
                        estimate,
                        id=f"e{len(collected.estimates) + 1}",
                        decides=estimate.estimator == deciders[estimate.arm],
                    )
                )
    return collected


def _models(plan: Plan, rows: Rows, outcome: Outcome, collected: Collected) -> dict[str, Adjusted]:
    models: dict[str, Adjusted] = {}
    if plan.adjust.method == "plain":
        models["ols"] = adjusted(rows, plan.inference.std_error, "ols")
    elif plan.adjust.method == "lin":
        models["lin"] = adjusted(rows, plan.inference.std_error, "lin")
    for name, model in models.items():
        _warn_dropped(collected, outcome, name, model.dropped)
    return models


def _of_arm(
    plan: Plan,
    rows: Rows,
    outcome: Outcome,
    place: tuple[int, int],
    models: dict[str, Adjusted],
    collected: Collected,
) -> Iterator[Estimate]:
    position = place[1]
    pair = rows.pair(position)
    difference = difference_in_means(pair, plan.inference.std_error)
    yield _row(plan, outcome, pair, "difference_in_means", difference)
    for name, model in models.items():
        note = "weights_by_variance" if name == "ols" and shares_differ(rows, position) else None
        yield _row(plan, outcome, pair, name, model.contrasts[position - 1], note=note)
    if plan.design.take_up is not None:
        yield from _instrumented(plan, rows, outcome, position, collected)
    if plan.inference.randomisation_draws > 0:
        found = randomisation_test(
            pair, plan.design.draw, plan.inference.randomisation_draws, random_stream(plan, TEST_STREAM, *place)
        )
        row = _row(plan, outcome, pair, "randomisation_inference", None)
        yield replace(
            row,
            estimate=difference.estimate,
            p_value=found.p_value,
            note="exact_enumeration" if found.exact else None,
        )


def _instrumented(plan: Plan, rows: Rows, outcome: Outcome, position: int, collected: Collected) -> Iterator[Estimate]:
    with_columns = plan.adjust.method != "none"
    for name, covariates in (("2sls", with_columns), ("wald", False))[: 2 if with_columns else 1]:
        found = two_stage(rows, position, plan.inference.std_error, covariates=covariates)
        _warn_dropped(collected, outcome, name, found.dropped)
        note = "take_up_alike" if found.contrast is None else None
        yield _row(plan, outcome, found.rows, name, found.contrast, note=note)
    fields = {"outcome": outcome.label, "arm": rows.arms[position], "versus": rows.arms[0]}
    if found.contrast is None:
        collected.warnings.append(ResultWarning("take_up_alike", message("take_up_alike", **fields)))
    absent = rows.pair(position).n - found.rows.n
    if absent:
        collected.warnings.append(ResultWarning("missing_take_up", message("missing_take_up", count=absent, **fields)))


def _row(
    plan: Plan, outcome: Outcome, pair: Rows, estimator: str, contrast: Contrast | None, *, note: str | None = None
) -> Estimate:
    level = plan.inference.level
    estimate = contrast.estimate if contrast else None
    if contrast and _without_error(contrast, pair):
        contrast, note = None, "no_variation"
    low, high = contrast.interval(level) if contrast else (None, None)
    local = estimator in ("2sls", "wald")
    estimand = "LATE" if local else "as_treated" if plan.design.analysed_as == "took_part" else "ITT"
    clusters = (pair.clusters_of(1), pair.clusters_of(0)) if pair.cluster is not None else None
    return Estimate(
        id="",
        outcome=outcome.name,
        arm=pair.arms[1],
        versus=pair.arms[0],
        estimand=estimand,
        estimator=estimator,
        estimate=estimate,
        std_error=contrast.std_error if contrast else None,
        std_error_type=plan.inference.std_error if contrast else None,
        df=contrast.df if contrast else None,
        level=level,
        ci_low=low,
        ci_high=high,
        p_value=contrast.p_value if contrast else None,
        n_treated=pair.count(1),
        n_control=pair.count(0),
        mean_control=pair.mean_of(0),
        primary=outcome.primary,
        decides=False,
        n_clusters=sum(clusters) if clusters else None,
        n_clusters_treated=clusters[0] if clusters else None,
        n_clusters_control=clusters[1] if clusters else None,
        note=note,
    )


def _without_error(contrast: Contrast, pair: Rows) -> bool:
    """Whether nothing is left to vary: then there is no error to tell a difference by (R's `t.test` stops there)."""
    return bool(contrast.std_error**2 <= NO_VARIATION * np.var(pair.y))


def _warn_dropped(collected: Collected, outcome: Outcome, estimator: str, dropped: tuple[str, ...]) -> None:
    if dropped:
        text = message("columns_dropped", outcome=outcome.label, estimator=estimator, columns=", ".join(dropped))
        collected.warnings.append(ResultWarning("columns_dropped", text))
