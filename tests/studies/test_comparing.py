"""What two versions of a plan do differently."""

from __future__ import annotations

import pytest

from factories.studies import PLAN
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.canonical import resolved
from oppiva.studies.comparing import changes_between


def changed(old: str, new: str, plan: str = PLAN) -> dict[str, bool]:
    assert old in plan
    before, after = (resolved(parse_plan(text)) for text in (plan, plan.replace(old, new)))
    return {change.key: change.deciding for change in changes_between(before, after)}


def test_the_same_plan_has_no_changes() -> None:
    plan = resolved(parse_plan(PLAN))
    assert changes_between(plan, plan) == ()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("control = 0", "control = 1", "design.control"),
        ('arm = "arm"', 'arm = "other_arm"', "design.arm"),
        ('strata = ["office"]', "strata = []", "design.strata"),
        ('unit = "id"', 'unit = "id"\nwhere = "age > 30"', "data.where"),
        ('columns = ["age"]', 'columns = ["age", "office"]', "adjust.columns"),
        ('method = "none"', 'method = "lin"', "adjust.method"),
        ("seed = 5", 'seed = 5\nstd_error = "HC1"', "inference.std_error"),
        ("seed = 5", "seed = 5\nlevel = 0.9", "inference.level"),
        ("seed = 5", "seed = 6", "inference.seed"),
        ('drawn_by = "documented"', 'drawn_by = "stated"', "design.drawn_by"),
        ('better = "higher"\n\n[[outcome]]', 'better = "lower"\n\n[[outcome]]', "outcome.in_work.better"),
    ],
)
def test_what_can_move_the_deciding_estimate_is_deciding(old: str, new: str, key: str) -> None:
    assert changed(old, new)[key] is True


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("Started early", "Started earlier", "title"),
        ('language = "en"', 'language = "fi"', "language"),
        ('en = "Earnings"', 'en = "Wages"', "outcome.earnings.label"),
        ('unit = "EUR"', 'unit = "euro"', "outcome.earnings.unit"),
        ('written = "before_outcomes"', 'written = "after_outcomes_known"', "lock.written"),
        ("the list of draws of the test", "the list of draws, page 2", "design.reference"),
    ],
)
def test_words_are_changes_that_do_not_decide(old: str, new: str, key: str) -> None:
    assert changed(old, new) == {key: False}


def test_another_primary_outcome_is_deciding() -> None:
    swapped = changed("primary = false", "primary = true")
    assert swapped["outcome.earnings.primary"] is True


def test_a_secondary_outcome_may_go_without_deciding() -> None:
    start = PLAN.index('[[outcome]]\nname = "earnings"')
    end = PLAN.index("[adjust]")
    before, after = (resolved(parse_plan(text)) for text in (PLAN, PLAN[:start] + PLAN[end:]))
    assert [(change.key, change.deciding) for change in changes_between(before, after)] == [("outcome.earnings", False)]


def test_dropping_a_primary_outcome_is_deciding() -> None:
    both = PLAN.replace("primary = false", "primary = true").replace(
        'better = "higher"\n\n[[outcome]]', 'better = "higher"\nprimary = true\n\n[[outcome]]'
    )
    start = both.index('[[outcome]]\nname = "earnings"')
    end = both.index("[adjust]")
    before, after = (resolved(parse_plan(text)) for text in (both, both[:start] + both[end:]))
    assert [(change.key, change.deciding) for change in changes_between(before, after)] == [("outcome.earnings", True)]
