"""A result, and what a check found, as text for a terminal."""

from __future__ import annotations

import textwrap

from oppiva.impact.claim.figures import Figures, decimals_for, in_points
from oppiva.impact.data.sample import Sample
from oppiva.impact.data.table import Table
from oppiva.impact.errors import message
from oppiva.impact.plan.checks import RUN_BY
from oppiva.impact.plan.model import Outcome, Plan
from oppiva.impact.result import Estimate, Result
from oppiva.impact.text import Language, interval, level_percent, number

WIDTH = 100
NONE = "–"


def result_text(plan: Plan, result: Result, language: Language) -> str:
    """The sentences first, then the estimates as a table, then warnings and hashes."""

    def say(code: str, **fields: object) -> str:
        return message(code, **fields).in_(language)

    parts = [plan.title.in_(language), "=" * min(len(plan.title.in_(language)), WIDTH), ""]
    for claim in result.claims:
        parts += [_wrapped(claim.sentence.in_(language)), ""]
    parts += [say("study_estimates"), "", *_estimates(plan, result, language), "", say("study_decides")]
    if result.warnings:
        parts += ["", say("study_warnings"), ""]
        parts += [_wrapped(warning.text.in_(language), "- ") for warning in result.warnings]
    if result.disclosure.smallest_cell is not None:
        count, smallest = len(result.disclosure.suppressed), result.disclosure.smallest_cell
        parts += ["", say("study_released", smallest=smallest, count=count)]
    hashes = {
        say("study_plan"): result.plan_sha256,
        say("study_plan_file"): result.plan_file_sha256,
        say("study_data"): result.data_sha256,
    }
    longest = max(map(len, hashes))
    parts += ["", say("study_hashes"), ""]
    parts += [f"  {name:<{longest}}  {value or NONE}" for name, value in hashes.items()]
    return "\n".join([*parts, "", f"Oppiva {result.oppiva_version}"])


def checked_text(plan: Plan, table: Table, sample: Sample, language: Language) -> str:
    """What would run. Counts by arm, but nothing of outcomes by arm."""

    def say(code: str, **fields: object) -> str:
        return message(code, **fields).in_(language)

    arms = [f"{arm} (n = {int((sample.arm == place).sum())})" for place, arm in enumerate(sample.arms)]
    excluded = [
        f"{arm}: " + ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        for arm, reasons in sample.excluded.items()
        if reasons
    ]
    facts = {
        "check_arms": ", ".join(arms),
        "check_excluded": "; ".join(excluded),
        "check_strata": str(len(sample.strata_names) or ""),
        "check_clusters": str(len(sample.cluster_names) or ""),
        "check_covariates": ", ".join(sample.covariates.names),
        "check_outcomes": ", ".join(f"{outcome.name} ({outcome.kind})" for outcome in plan.outcomes),
        "check_estimators": ", ".join(estimators_of(plan)),
        "check_decides": plan.inference.decides,
        "check_std_error": f"{plan.inference.std_error}, {level_percent(plan.inference.level, language)}",
        "check_draws": f"{number(plan.inference.randomisation_draws, language)}, {plan.inference.seed}",
        "study_plan": plan.sha256,
        "study_data": table.sha256 or NONE,
    }
    lines = [say("check_fine"), "", say("check_rows", n=sample.n, file=table.n_rows)]
    return "\n".join(lines + [f"{say(code)}: {fact}" for code, fact in facts.items() if fact])


def estimators_of(plan: Plan) -> tuple[str, ...]:
    """Names of the estimators that the plan runs, as the plan format lists them."""
    names: list[str] = list(RUN_BY[plan.adjust.method])
    if plan.design.take_up is not None:
        names += ["2sls"] if plan.adjust.method == "none" else ["2sls", "wald"]
    return (*names, "randomisation_inference") if plan.inference.randomisation_draws else tuple(names)


def _estimates(plan: Plan, result: Result, language: Language) -> list[str]:
    outcomes = {outcome.name: outcome for outcome in plan.outcomes}
    level = level_percent(plan.inference.level, language)
    keys = ("outcome", "arms", "estimand", "estimator", "estimate", "std_error", "interval")
    head = [message(f"study_head_{key}", level=level).in_(language) for key in keys]
    table = [[*head, "p", message("study_head_n").in_(language)]]
    for row in result.estimates:
        outcome = outcomes[row.outcome]
        decimals = _decimals(row, outcome)
        shown_error = _number(row.std_error, outcome, language, decimals)
        table.append(
            [
                outcome.label.in_(language),
                f"{row.arm} – {row.versus}",
                row.estimand,
                row.estimator + (" *" if row.decides else ""),
                _with_unit(_number(row.estimate, outcome, language, decimals), outcome, language),
                f"{shown_error} ({row.std_error_type})" if row.std_error is not None else NONE,
                _interval(row, outcome, language, decimals),
                _p_value(row.p_value, language),
                f"{_count(row.n_treated, language)} + {_count(row.n_control, language)}",
            ]
        )
    widths = [max(len(line[place]) for line in table) for place in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _p_value(value: float | None, language: Language) -> str:
    """Never "0.000": no p-value is zero."""
    if value is None:
        return NONE
    return f"< {number(0.001, language, 3)}" if value < 0.001 else number(value, language, 3)


def _scaled(value: float, outcome: Outcome) -> float:
    """Shares are shown in percentage points."""
    return value if outcome.kind == "amount" else 100 * value


def _number(value: float | None, outcome: Outcome, language: Language, decimals: int) -> str:
    if value is None:
        return NONE
    scaled = _scaled(value, outcome)
    return number(scaled, language, decimals_for([scaled], decimals))


def _decimals(row: Estimate, outcome: Outcome) -> int:
    """Those of the sentence, and for amounts at least two: as precise as one checks them by."""
    estimate = row.estimate or 0.0
    low, high = (estimate if end is None else end for end in (row.ci_low, row.ci_high))
    return max(Figures.of(outcome, estimate, low, high).decimals, 1 if in_points(outcome) else 2)


def _interval(row: Estimate, outcome: Outcome, language: Language, decimals: int) -> str:
    if row.ci_low is None or row.ci_high is None:
        return NONE
    return interval(_scaled(row.ci_low, outcome), _scaled(row.ci_high, outcome), language, decimals)


def _with_unit(written: str, outcome: Outcome, language: Language) -> str:
    if written == NONE:
        return NONE
    unit = outcome.unit.in_(language) if outcome.unit and outcome.kind == "amount" else ""
    if outcome.kind != "amount":
        unit = message("study_points").in_(language)
    return f"{written} {unit}".rstrip()


def _count(count: int | None, language: Language) -> str:
    return NONE if count is None else number(count, language)


def _wrapped(text: str, start: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False)
