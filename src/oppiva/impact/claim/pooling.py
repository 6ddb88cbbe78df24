"""Whether studies may be made one number: rules P1–P6, the first that fails is the reason.

The forest of single estimates is always shown; a pooled number only if P1–P4 pass, and a sentence about it only as
P5 and P6 allow. I² and Q decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from oppiva.impact.claim import pooling_sentences as say
from oppiva.impact.claim.catalogue import load
from oppiva.impact.claim.pooling_rows import COMPARABLE_ON, Difference, Pooled, PoolingDecision, Statement, StudyRow
from oppiva.impact.plan.model import Outcome


def decide(
    rows: Sequence[StudyRow],
    pooled: Pooled | None = None,
    *,
    outcome: Outcome | None = None,
    comparable_on: Sequence[str] = COMPARABLE_ON,
    rows_are: Literal["pilots", "studies"] = "studies",
) -> PoolingDecision:
    """P1–P4 on the rows, then P5–P6 on `pooled`, the number that they gave.

    `outcome` says how the number is written (label, unit, smallest_relevant) and is needed with `pooled`. Raises
    ValueError without it, and for a column that rows do not have.
    """
    limits = load("pooling")["thresholds"]
    if unknown := sorted(set(comparable_on) - set(COMPARABLE_ON)):
        raise ValueError(f"rows cannot be compared on {', '.join(unknown)}; expected {', '.join(COMPARABLE_ON)}")
    independent = dependence(rows)
    k = len(independent)
    found = differences(rows, comparable_on)

    without = tuple(row.id for row in rows if not _usable(row, int(limits["least_grade"])))
    if without or not rows:
        everything = len(without) == len(rows)
        sentence = say.nothing_to_pool(
            rows, without, found, rows_are if everything else "studies", everything=everything
        )
        return PoolingDecision("refused", "P1", k, sentence, without_estimate=without, differences=found)
    classes = tuple(tuple(row.id for row in rows if row.drawn is drawn) for drawn in (True, False))
    if all(classes):
        return PoolingDecision("refused", "P1", k, say.two_classes(*classes), classes=classes, differences=found)
    if found:
        groups = agreeing(rows, comparable_on)
        return PoolingDecision("refused", "P2", k, say.different(found), differences=found, groups=groups)
    if k < limits["least_studies"]:
        return PoolingDecision("refused", "P3", k, say.too_few_studies(k))
    dependent = tuple(group for group in independent if len(group) > 1)
    if dependent and not (pooled is not None and pooled.cluster_robust):
        return PoolingDecision("refused", "P4", k, say.dependent_rows(dependent), dependent=dependent)
    if pooled is None:
        return PoolingDecision("may_be_pooled", None, k, say.may_be_pooled(k), dependent=dependent)
    if outcome is None:
        raise ValueError("a pooled number needs the outcome that says how it is written")
    statement = state(pooled, k, outcome.smallest_relevant)
    return PoolingDecision(
        statement, None, k, say.pooled_sentence(statement, pooled, k, outcome, rows), dependent=dependent
    )


def state(pooled: Pooled, k: int, smallest_relevant: float | None) -> Statement:
    """P5 and P6: what the pooled interval and the prediction interval allow with `k` independent studies."""
    if k < load("pooling")["thresholds"]["general_studies"]:
        return "too_few"
    if pooled.ci_low <= 0 <= pooled.ci_high:
        return "cannot_tell"
    beyond = smallest_relevant is not None and (
        pooled.prediction_low < -smallest_relevant and pooled.prediction_high > smallest_relevant
    )
    if beyond:
        return "no_one_effect"
    return "average" if pooled.prediction_low <= 0 <= pooled.prediction_high else "new_place"


def differences(rows: Sequence[StudyRow], comparable_on: Sequence[str]) -> tuple[Difference, ...]:
    """Columns on which the rows do not all agree (P2), in the order of pooling.toml."""
    order = list(load("pooling")["columns"])
    found = []
    for column in sorted(comparable_on, key=order.index):
        values = tuple(sorted({_shown(row, column) for row in rows}, key=_as_written))
        if not all(_agree(left, right, column) for left in rows for right in rows):
            found.append(Difference(column, values))
    return tuple(found)


def agreeing(rows: Sequence[StudyRow], comparable_on: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more rows that agree on every column, the largest first; each row in at most one.

    Follow-up times are grouped from the shortest on, so that the longest of a group is within P2 of its shortest.
    """
    groups: list[list[StudyRow]] = []
    for row in sorted(rows, key=lambda item: (item.horizon is None, item.horizon or 0.0)):
        if any(not _agree(row, row, column) for column in comparable_on):
            continue
        for group in groups:
            if all(_agree(row, other, column) for other in group for column in comparable_on):
                group.append(row)
                break
        else:
            groups.append([row])
    place = {row.id: position for position, row in enumerate(rows)}
    named = [tuple(sorted((row.id for row in group), key=place.__getitem__)) for group in groups if len(group) > 1]
    return tuple(sorted(named, key=lambda ids: (-len(ids), place[ids[0]])))


def dependence(rows: Sequence[StudyRow]) -> tuple[tuple[str, ...], ...]:
    """Rows joined by a study or a comparison group that they share: one group counts as one study (k)."""
    groups: list[tuple[set[str], list[str]]] = []
    for row in rows:
        links = {f"study:{_same(row.study)}"}
        if row.comparison_group.strip():
            links.add(f"comparison:{_same(row.comparison_group)}")
        ids = [row.id]
        apart = []
        for other_links, other_ids in groups:
            if links & other_links:
                links |= other_links
                ids = other_ids + ids
            else:
                apart.append((other_links, other_ids))
        groups = [*apart, (links, ids)]
    return tuple(tuple(ids) for _, ids in groups)


def _usable(row: StudyRow, least_grade: int) -> bool:
    return row.estimate is not None and row.std_error is not None and row.std_error > 0 and row.grade >= least_grade


def _same(value: str) -> str:
    return " ".join(value.split()).casefold()


def _agree(left: StudyRow, right: StudyRow, column: str) -> bool:
    if column == "horizon":
        if left.horizon is None or right.horizon is None:
            return False
        short, long = sorted((left.horizon, right.horizon))
        return long <= float(load("pooling")["thresholds"]["horizon_ratio"]) * short + 1e-9
    values = {_same(_value(row, column)) for row in (left, right)}
    return len(values) == 1 and "" not in values


def _value(row: StudyRow, column: str) -> str:
    if column == "outcome":
        return f"{row.outcome.strip()} ({row.unit.strip()})" if row.outcome.strip() and row.unit.strip() else ""
    return str(getattr(row, column))


def _shown(row: StudyRow, column: str) -> str:
    if column == "horizon":
        return "" if row.horizon is None else f"{row.horizon:g}"
    return " ".join(_value(row, column).split())


def _as_written(value: str) -> tuple[bool, float, str]:
    try:
        return (value == "", float(value), value)
    except ValueError:
        return (value == "", 0.0, value.casefold())
