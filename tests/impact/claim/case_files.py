"""Reads the tables of cases: what a row gives becomes a plan, a result and circumstances, or rows to be pooled."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from oppiva.impact.claim.attrition import attrition_diagnostics
from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.pooling_rows import Pooled, StudyRow
from oppiva.impact.plan.model import Inference, Lock, Measure, Outcome, Plan
from oppiva.impact.result import Diagnostic, Estimate, FlowRow, Result
from oppiva.impact.text import NO_BREAK, Text

from .studies import EARNINGS, IN_WORK, a_plan, a_result, an_estimate, sound_diagnostics

Case = dict[str, str]
OUTCOMES = {
    "earnings": EARNINGS,
    "in_work": IN_WORK,
    "share": Outcome("share", "share", Text.same("Share of months in work"), better="higher", primary=True),
    "score": Outcome("score", "amount", Text.same("Depression"), better="higher", primary=True),
}
DESIGN = ("drawn_by", "reference", "recruited", "measured", "analysed_as")
MEASURE = Measure(
    Text("tuettu työ", "arbete med stöd", "supported work"),
    Text("tavanomaiset palvelut", "ordinarie service", "ordinary services"),
)


def read_cases(name: str) -> list[Case]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=";"))


def given(case: Case) -> dict[str, str]:
    return dict(item.split("=", 1) for item in case["given"].split())


def numbers(text: str) -> list[float]:
    return [float(item) for item in text.split(",")]


def spaces(text: str) -> str:
    """No-break spaces as spaces, so that the tables can be typed."""
    return text.replace(NO_BREAK, " ")


def study_of(case: Case) -> tuple[Plan, Result, Circumstances]:
    """The documented, locked, favourable trial of 638 people, changed by what the row gives."""
    values = given(case)
    outcome = _outcome(values)
    estimate = _estimate(values, outcome)
    others = _others(values, outcome)
    design: dict[str, Any] = {key: values[key] or None for key in DESIGN if key in values}
    if "clusters" in values:
        design["cluster"] = "office"
    plan = a_plan(outcome, *(item for item, _ in others), written=values.get("written", "before_outcomes"), **design)
    if "registered" in values:
        lock = Lock(plan.lock.written, "AEARCTR-1", date.fromisoformat(values["registered"]))
        plan = replace(plan, lock=lock)
    if "measure" in values:
        plan = replace(plan, measure=MEASURE)
    plan = replace(plan, inference=Inference(level=float(values.get("level", "0.95"))))
    rows = [estimate, *(row for _, row in others), *_beside(values, estimate)]
    circumstances = Circumstances(
        chain_verifies=_yes(values.get("chain")),
        locked_before_opened_here=_yes(values.get("locked")),
        deviation_changed_analysis=values.get("deviation") == "yes",
    )
    return plan, a_result(plan, *rows, diagnostics=_diagnostics(values, plan, outcome)), circumstances


def _yes(word: str | None) -> bool | None:
    return None if word is None else word == "yes"


def _outcome(values: dict[str, str]) -> Outcome:
    outcome = replace(OUTCOMES[values.get("outcome", "earnings")], primary=values.get("primary") != "no")
    if "better" in values:
        better = values["better"]
        outcome = replace(outcome, better=None if better == "none" else better)  # type: ignore[arg-type]
    if "smallest" in values:
        outcome = replace(outcome, smallest_relevant=float(values["smallest"]))
    return outcome


def _estimate(values: dict[str, str], outcome: Outcome) -> Estimate:
    row = replace(an_estimate(outcome), level=float(values.get("level", "0.95")))
    if "estimate" in values:
        value, low, high = numbers(values["estimate"])
        row = replace(row, estimate=value, ci_low=low, ci_high=high, p_value=0.5 if low <= 0 <= high else 0.0014)
    if "p" in values:
        row = replace(row, p_value=float(values["p"]))
    if "n" in values:
        treated, control = numbers(values["n"])
        row = replace(row, n_treated=int(treated), n_control=int(control))
    if "clusters" in values:
        treated, control = numbers(values["clusters"])
        row = replace(row, n_clusters_treated=int(treated), n_clusters_control=int(control))
    if "bounds" in values:
        lower, upper = numbers(values["bounds"])
        row = replace(row, lower=lower, upper=upper)
    if "subgroup" in values:
        row = replace(row, subgroup={"column": "sex", "value": "1"})
    if "missing" in values:
        row = replace(row, estimate=None, ci_low=None, ci_high=None, p_value=None)
    return row


def _others(values: dict[str, str], outcome: Outcome) -> list[tuple[Outcome, Estimate]]:
    """Further primary outcomes of the plan with their p-values; "?" is one that could not be estimated."""
    found = []
    for place, p in enumerate(values.get("others", "").split(",") if "others" in values else ()):
        other = replace(outcome, name=f"other{place}")
        row = replace(an_estimate(other), id=f"o{place}", p_value=None if p == "?" else float(p))
        found.append((other, replace(row, estimate=None, ci_low=None, ci_high=None) if p == "?" else row))
    return found


def _beside(values: dict[str, str], row: Estimate) -> list[Estimate]:
    rows = []
    if "rand" in values:
        p = float(values["rand"])
        bare = replace(row, id="r1", estimator="randomisation_inference", decides=False, p_value=p)
        rows.append(replace(bare, ci_low=None, ci_high=None, std_error=None))
    if "adjusted" in values:
        value, low, high = numbers(values["adjusted"])
        rows.append(replace(row, id="a1", estimator="lin", decides=False, estimate=value, ci_low=low, ci_high=high))
    if values.get("arms") == "2":
        rows.append(replace(row, id="e2", arm="2"))
    return rows


def _diagnostics(values: dict[str, str], plan: Plan, outcome: Outcome) -> tuple[Diagnostic, ...]:
    found = [*sound_diagnostics(plan, ("1", "2"))]
    if "balance" in values:
        found = [item for item in found if item.name != "balance_joint"]
        found.append(Diagnostic("balance_joint", arm="1", versus="0", p_value=float(values["balance"])))
    if "lost" in values:
        found = [item for item in found if (item.name, item.outcome) != ("attrition", outcome.name)]
        found.extend(_losses(values["lost"], plan, outcome))
    if "allocations" in values:
        count = float(values["allocations"])
        found.append(Diagnostic("allocations", outcome=outcome.name, arm="1", versus="0", value=count))
    return tuple(found)


def _losses(lost: str, plan: Plan, outcome: Outcome) -> tuple[Diagnostic, ...]:
    """drawn treated, drawn control, analysed treated, analysed control, and where they differ the same in the file."""
    if lost == "none":
        return ()
    drawn_treated, drawn_control, treated, control, *in_file = lost.split(",")
    rows = []
    for arm, drawn, analysed, present in (
        ("0", drawn_control, control, in_file[1] if in_file else None),
        ("1", drawn_treated, treated, in_file[0] if in_file else None),
    ):
        known = None if drawn == "?" else int(drawn)
        in_the_file = int(present) if present else int(analysed)
        rows.append(FlowRow(arm, known, in_the_file, {outcome.name: int(analysed)}, {}))
    return tuple(item for item in attrition_diagnostics(plan, tuple(rows)) if item.outcome == outcome.name)


def offered_of(case: Case) -> tuple[list[StudyRow], Pooled | None, Outcome]:
    """Rows offered for pooling, the number they gave, and the outcome that says how it is written."""
    values = given(case)
    outcome = replace(IN_WORK, smallest_relevant=float(values["smallest"]) if "smallest" in values else None)
    pooled = None
    if "pooled" in values:
        pooled = Pooled(*numbers(values["pooled"]), cluster_robust=values.get("robust") == "yes")
    if "pilots" in values:
        return _pilots(int(values["pilots"]), one_label="one_label" in values), pooled, outcome
    rows = [_trial(place) for place in range(int(values["n"]))]
    for key, value in values.items():
        place, _, column = key.rpartition(".")
        if column in StudyRow.__dataclass_fields__:
            which = range(len(rows)) if not place else [int(place)]
            for index in which:
                rows[index] = replace(rows[index], **{column: _typed(column, value)})
    return rows, pooled, outcome


def _typed(column: str, value: str) -> Any:
    if column in ("estimate", "std_error", "horizon"):
        return float(value) if value else None
    if column == "grade":
        return int(value)
    return value == "yes" if column == "drawn" else value.replace("_", " ")


def _trial(place: int) -> StudyRow:
    return StudyRow(
        id=f"r{place}",
        study=f"s{place}",
        estimate=0.03,
        std_error=0.02,
        grade=5,
        drawn=True,
        measure="tuettu työ",
        outcome="työssä",
        unit="osuus",
        horizon=6.0,
        alternative="tavanomaiset palvelut",
        target_group="nuoret",
        estimand="ITT",
        people=200,
    )


def _pilots(count: int, *, one_label: bool) -> list[StudyRow]:
    """Pilots without a comparison group; each differs in three columns unless someone gave them all one label."""
    return [
        StudyRow(
            id=f"p{place}",
            study=f"p{place}",
            estimate=None,
            std_error=None,
            grade=1,
            drawn=False,
            measure="pilotti" if one_label else f"palvelu {place % 4}",
            outcome="työllisyys" if one_label else f"mittari {place % 3}",
            unit="osuus",
            horizon=None if one_label else 3.0 + place,
            target_group="asiakkaat" if one_label else f"ryhmä {place % 5}",
        )
        for place in range(count)
    ]
