"""What a reader must know beside the numbers: too few people, an error that misleads, a draw with few ways to fall."""

from __future__ import annotations

from collections.abc import Iterable

from oppiva.impact.data.sample import Sample
from oppiva.impact.errors import message
from oppiva.impact.estimate.regression import shares_differ
from oppiva.impact.estimate.rows import rows_of
from oppiva.impact.estimate.sizes import nearest_design
from oppiva.impact.plan.model import Outcome, Plan
from oppiva.impact.result import Diagnostic, Estimate, ResultWarning
from oppiva.impact.text import LANGUAGES, Text, number

LEAST_PEOPLE = 10
LEAST_CLUSTERS = 4
"""Rule V3 of the claim gate: fewer in an arm cannot tell."""


def written(value: float, decimals: int | None = None) -> Text:
    """A number as each language writes it."""
    return Text(*(number(value, language, decimals) for language in LANGUAGES))


def cautions(
    plan: Plan, sample: Sample, estimates: Iterable[Estimate], diagnostics: Iterable[Diagnostic]
) -> tuple[ResultWarning, ...]:
    """Warnings that follow from the finished estimates and diagnostics."""
    by_name = {outcome.name: outcome for outcome in plan.outcomes}
    found: dict[tuple[str, Text], ResultWarning] = {}
    deciding = [estimate for estimate in estimates if estimate.decides]
    warnings = [
        *_few(deciding, by_name),
        *_without_variation(deciding, by_name),
        *_misleading_errors(plan, deciding),
        *_of_diagnostics(plan, diagnostics, by_name),
        *_instrument_without_strata(plan, sample),
    ]
    for warning in warnings:
        found.setdefault((warning.code, warning.text), warning)
    return tuple(found.values())


def _warning(code: str, **fields: object) -> ResultWarning:
    return ResultWarning(code, message(code, **fields))


def _few(deciding: list[Estimate], outcomes: dict[str, Outcome]) -> Iterable[ResultWarning]:
    for row in deciding:
        label = outcomes[row.outcome].label
        for arm, people, clusters in (
            (row.arm, row.n_treated, row.n_clusters_treated),
            (row.versus, row.n_control, row.n_clusters_control),
        ):
            if people < LEAST_PEOPLE:
                yield _warning("few_people", outcome=label, arm=arm, count=people, least=LEAST_PEOPLE)
            if clusters is not None and clusters < LEAST_CLUSTERS:
                yield _warning("few_clusters", outcome=label, arm=arm, count=clusters, least=LEAST_CLUSTERS)


def _without_variation(deciding: list[Estimate], outcomes: dict[str, Outcome]) -> Iterable[ResultWarning]:
    for row in deciding:
        if row.note == "no_variation":
            label = outcomes[row.outcome].label
            yield _warning("no_variation", outcome=label, arm=row.arm, versus=row.versus, estimator=row.estimator)


def _misleading_errors(plan: Plan, deciding: list[Estimate]) -> Iterable[ResultWarning]:
    """An error chosen against a better one that the same trial could have had."""
    kind = plan.inference.std_error
    better = "CR2" if kind.startswith("CR") else "HC2"
    if kind == better:
        return
    for row in deciding:
        clustered = row.n_clusters is not None
        counts = (row.n_clusters,) if row.n_clusters is not None else (row.n_treated, row.n_control)
        design = nearest_design(counts, clustered=clustered)
        if design is None or not design.misleads(kind, better):
            continue
        shown = (
            message("design_of_clusters", clusters=design.counts[0])
            if clustered
            else message("design_of_people", small=min(design.counts), large=max(design.counts))
        )
        yield _warning(
            "standard_error_misleads",
            kind=kind,
            size=written(100 * design.size[kind], 1),
            nominal=5,
            design=shown,
            better=better,
            better_size=written(100 * design.size[better], 1),
        )


def _of_diagnostics(
    plan: Plan, diagnostics: Iterable[Diagnostic], outcomes: dict[str, Outcome]
) -> Iterable[ResultWarning]:
    for check in diagnostics:
        arms = {"arm": check.arm, "versus": check.versus}
        if check.name == "balance_joint" and check.verdict == "warns" and check.p_value is not None:
            code = "balance_unusual_unadjusted" if plan.adjust.method == "none" else "balance_unusual"
            yield _warning(code, p=written(check.p_value, 3), **arms)
        elif check.name == "balance_joint" and check.verdict == "not_applicable":
            yield _warning("balance_untested")
        elif check.name == "allocations" and check.verdict == "warns" and check.outcome and check.value is not None:
            yield _warning(
                "few_allocations",
                outcome=outcomes[check.outcome].label,
                count=int(check.value),
                percent=written(100 * (1 - plan.inference.level), _decimals(100 * (1 - plan.inference.level))),
                least=round(check.threshold or 0.0),
                **arms,
            )
        elif check.name == "attrition" and check.verdict in ("warns", "fails") and check.outcome:
            if check.statistic is None or check.value is None:
                continue
            yield _warning(
                "missing_outcomes_differ",
                outcome=outcomes[check.outcome].label,
                loss=written(100 * check.statistic, 1),
                difference=written(100 * check.value, 1),
                threshold=written(100 * (check.threshold or 0.0), 1),
                **arms,
            )


def _decimals(percent: float) -> int:
    return 0 if abs(percent - round(percent)) < 1e-9 else 1


def _instrument_without_strata(plan: Plan, sample: Sample) -> Iterable[ResultWarning]:
    if plan.design.take_up is None or sample.strata is None:
        return
    if plan.adjust.method != "none" and set(plan.design.strata) <= set(plan.adjust.columns):
        return
    rows = rows_of(sample, plan.outcomes[0].name, covariates=False)
    if any(shares_differ(rows, position) for position in range(1, len(sample.arms))):
        yield _warning("instrument_without_strata")
