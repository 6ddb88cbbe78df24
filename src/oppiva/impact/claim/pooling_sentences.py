"""What is said of studies together: the refusals P1–P4 and the pooled sentences P5–P6 (templates in pooling.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oppiva.impact.claim.catalogue import each, fill, load
from oppiva.impact.claim.figures import Figures, direction
from oppiva.impact.claim.pooling_rows import Difference, Pooled, Statement, StudyRow
from oppiva.impact.plan.model import Outcome
from oppiva.impact.text import Text, number

_TOLD_OF_PILOTS = ("target_group", "measure", "outcome")
"""What pilots without a comparison group are said to differ in; the rest is for studies with an estimate."""


def _entry(*path: str) -> Any:
    found: Any = load("pooling")
    for key in path:
        found = found[key]
    return found


def nothing_to_pool(
    rows: Sequence[StudyRow], without: Sequence[str], found: Sequence[Difference], rows_are: str, *, everything: bool
) -> Text:
    """P1: rows without a usable estimate."""
    count = _count(len(rows))
    if everything and rows_are == "pilots":
        told = [item for item in found if item.column in _TOLD_OF_PILOTS and len(item.values) > 1]
        key = "P1_pilots_none" if told else "P1_pilots_none_alike"
        return fill(_entry("refused", key), count=count, differ=_differ(told))
    return fill(_entry("refused", "P1_some"), count=count, without=_count(len(without)))


def two_classes(drawn: Sequence[str], compared: Sequence[str]) -> Text:
    """P1: trials and comparisons together."""
    return fill(_entry("refused", "P1_classes"), drawn=_count(len(drawn)), compared=_count(len(compared)))


def different(found: Sequence[Difference]) -> Text:
    """P2: names the columns and their values."""

    def columns(language: str) -> str:
        return " ".join(
            f"{_entry('columns', item.column, 'name')[language]}: {_values(item, language)}." for item in found
        )

    return fill(_entry("refused", "P2"), differ=_differ(found), columns=each(columns))


def too_few_studies(k: int) -> Text:
    """P3."""
    return fill(_entry("refused", "P3"), k=_count(k), least=_count(int(_entry("thresholds", "least_studies"))))


def dependent_rows(dependent: Sequence[Sequence[str]]) -> Text:
    """P4."""
    return fill(_entry("refused", "P4"), dependent=_count(sum(len(group) for group in dependent)))


def may_be_pooled(k: int) -> Text:
    """P1–P4 hold and no number is there yet."""
    return fill(_entry("allowed", "may_be_pooled"), k=_count(k))


def pooled_sentence(statement: Statement, pooled: Pooled, k: int, outcome: Outcome, rows: Sequence[StudyRow]) -> Text:
    """P5 and P6: the number with its interval, and as much of a sentence as it allows."""
    figures = Figures.of(outcome, pooled.estimate, pooled.ci_low, pooled.ci_high)
    studies = _studies(k, rows)
    fields: dict[str, object] = {
        "label": outcome.label,
        "difference": figures.difference(pooled.estimate),
        "size": figures.size(pooled.estimate),
        "more": direction(outcome, pooled.estimate),
        "evidence": fill(
            _entry("parts", "evidence"),
            level=each(lambda language: number(round(100 * pooled.level, 6), language)),
            interval=figures.interval(pooled.ci_low, pooled.ci_high),
            studies=studies,
        ),
        "prediction": figures.range(pooled.prediction_low, pooled.prediction_high),
        "studies": studies,
        "threshold": figures.threshold(outcome.smallest_relevant or 0.0),
    }
    if statement not in ("average", "new_place"):
        return fill(_entry("allowed", statement), **fields)
    carries = all(row.drawn and row.grade >= int(_entry("thresholds", "carries_effect")) for row in rows)
    first = fill(_entry("allowed", "average_drawn" if carries else "average_compared"), **fields)
    name = "varies" if statement == "average" else "new_place"
    second = fill(_entry("allowed", f"{name}_drawn" if carries else name), **fields)
    return each(lambda language: first.in_(language) + second.in_(language))


def _studies(k: int, rows: Sequence[StudyRow]) -> Text:
    counts = [row.people for row in rows]
    if any(count is None for count in counts):
        return fill(_entry("parts", "studies_only"), k=_count(k))
    return fill(_entry("parts", "studies"), k=_count(k), people=_count(sum(count or 0 for count in counts)))


def _count(value: int) -> Text:
    return each(lambda language: number(value, language))


def _differ(found: Sequence[Difference]) -> Text:
    def one(language: str) -> str:
        words = [_entry("columns", item.column, "differ")[language] for item in found]
        last = _entry("words", "and")[language]
        return ", ".join(words[:-1]) + (last if len(words) > 1 else "") + "".join(words[-1:])

    return each(one)


def _values(item: Difference, language: str) -> str:
    def one(value: str) -> str:
        if not value:
            return str(_entry("words", "not_stated")[language])
        return number(float(value), language, len(value.partition(".")[2])) if item.column == "horizon" else value

    return "; ".join(one(value) for value in item.values)
