"""What the system vouches for, and the ways round it that do not work (claims.md, evasion)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.studies import PLAN, World, trial_file
from oppiva.core.refusal import Refused
from oppiva.studies.checking import check_plan
from oppiva.studies.models import Deviation, Run
from oppiva.studies.planning import lock_plan, save_draft
from oppiva.studies.vouching import (
    circumstances_of,
    deviates,
    effective_written,
    prespecified_version,
    sealed_columns,
)

BEFORE, HERE, AFTER = Run.Written.BEFORE_OUTCOMES, Run.Written.BEFORE_OPENED_HERE, Run.Written.AFTER_OUTCOMES_KNOWN
OTHER_PRIMARY = PLAN.replace('better = "higher"\n\n[[outcome]]', 'better = "higher"\nprimary = false\n\n[[outcome]]')
OTHER_PRIMARY = OTHER_PRIMARY.replace("primary = false\n\n[adjust]", "primary = true\n\n[adjust]")
RELABELLED = PLAN.replace("control = 0", "control = 1")


def the_claim(run: Run) -> dict[str, object]:
    return next(claim for claim in run.claims if claim["estimate"] == "e1")


def test_a_plan_locked_before_the_data_came_was_written_before_outcomes(world: World) -> None:
    study = world.study()
    version = world.lock(study)
    dataset = world.upload(study)
    assert effective_written(version, dataset) == BEFORE
    assert world.run(study, version, dataset).written == BEFORE


def test_a_plan_locked_on_data_that_were_here_is_vouched_for_less_than_it_says(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    version = world.lock(study)
    assert effective_written(version, dataset) == HERE
    assert world.run(study, version, dataset).written == HERE


def test_the_system_never_says_more_than_the_plan(world: World) -> None:
    study = world.study()
    modest = PLAN.replace('written = "before_outcomes"', 'written = "after_outcomes_known"')
    version = world.lock(study, modest)
    dataset = world.upload(study)
    run = world.run(study, version, dataset)
    assert run.written == AFTER
    assert the_claim(run)["level"] in ("indication", "inconclusive")


def test_a_draft_vouches_for_nothing(world: World) -> None:
    assert effective_written(save_draft(world.evaluator, world.study(), PLAN)) == AFTER


def test_the_first_run_opens_its_outcomes_and_the_second_opens_nothing_more(world: World) -> None:
    study = world.study()
    version, dataset = world.lock(study), world.upload(study)
    assert sealed_columns(study) == {"in_work", "earnings"}
    first = world.run(study, version, dataset)
    second = world.run(study, version, dataset)
    assert set(first.opened.values_list("column", flat=True)) == {"in_work", "earnings", "arm", "office", "age"}
    assert second.opened.count() == 0
    assert sealed_columns(study) == frozenset()
    assert second.written == BEFORE


def test_a_run_that_failed_opens_nothing(world: World) -> None:
    study = world.study()
    version = world.lock(study)
    dataset = world.upload(study, b"id;office;arm;age;in_work;earnings\n1;A;0;30;;\n")
    run = world.run(study, version, dataset)
    assert (run.state, run.opened.count()) == ("failed", 0)
    assert run.failure_fi
    assert run.failure_sv
    assert run.failure_en
    assert sealed_columns(study) == {"in_work", "earnings"}


def test_a_plan_locked_after_a_run_knew_the_outcomes_whatever_it_says(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    world.run(study, world.lock(study), dataset)
    late = world.lock(study, PLAN.replace("seed = 5", "seed = 5\nlevel = 0.99"), reason="a stricter level")
    assert late.resolved["lock"]["written"] == "before_outcomes"
    assert effective_written(late, dataset) == AFTER
    run = world.run(study, late, dataset)
    assert run.written == AFTER
    assert the_claim(run)["level"] != "effect"
    assert run.circumstances["locked_before_opened_here"] is False


def test_dropping_the_losing_outcome_is_a_deviation_and_the_old_version_stays(world: World) -> None:
    study = world.study()
    dataset = world.upload(study, trial_file(effect=0.0))
    old = world.lock(study)
    world.run(study, old, dataset)
    new = world.lock(study, OTHER_PRIMARY, reason="earnings matter more")
    deviation = Deviation.objects.get()
    assert (deviation.measured_against, deviation.version) == (old, new)
    assert deviation.changed_deciding_analysis
    assert deviation.reason == "earnings matter more"
    run = world.run(study, new, dataset)
    assert run.circumstances["deviation_changed_analysis"] is True
    assert "T7" in {cap["rule"] for claim in run.claims for cap in claim["caps"]}
    assert [version.number for version in study.plan_versions.all()] == [1, 2]
    assert study.runs.filter(version=old, state="done").count() == 1


def test_an_arm_relabelled_after_the_opening_is_a_deviation(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    world.run(study, world.lock(study), dataset)
    relabelled = world.lock(study, RELABELLED, reason="the arms were the wrong way round")
    assert Deviation.objects.get().changed_deciding_analysis
    run = world.run(study, relabelled, dataset)
    assert "T7" in {cap["rule"] for cap in the_claim(run)["caps"]}  # type: ignore[attr-defined]
    assert the_claim(run)["level"] != "effect"


def test_a_file_with_relabelled_arms_brought_in_anew_does_not_seal_what_was_opened(world: World) -> None:
    study = world.study()
    version = world.lock(study)
    world.run(study, version, world.upload(study))
    again = world.upload(study, trial_file(arms=("1", "0")), "again.csv")
    late = world.lock(study, PLAN.replace("Started early", "Another"), reason="other data")
    assert effective_written(late, again) == AFTER


def test_the_same_bytes_in_a_new_study_are_no_new_beginning(world: World) -> None:
    first = world.study()
    world.run(first, world.lock(first), world.upload(first))
    second = world.study()
    version = world.lock(second)
    dataset = world.upload(second)
    assert effective_written(version, dataset) == AFTER
    assert circumstances_of(version, dataset).locked_before_opened_here is False


ON_AGE = """
title = "Another question on the same file"
[data]
unit = "id"
[design]
kind = "trial"
arm = "arm"
control = 0
strata = ["office"]
[[outcome]]
name = "age"
kind = "amount"
[adjust]
columns = []
[inference]
randomisation_draws = 0
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('unit = "id"', "unit = 'id'\nwhere = 'in_work == 1'"),
        ('strata = ["office"]', 'strata = ["office", "in_work"]'),
        ('strata = ["office"]', 'cluster = "in_work"'),
        ("columns = []", 'columns = ["earnings"]'),
        ('kind = "amount"', 'kind = "amount"\nbaseline = "earnings"'),
        ('arm = "arm"', 'arm = "in_work"'),
    ],
)
def test_a_sealed_outcome_cannot_choose_divide_or_adjust_the_people(world: World, old: str, new: str) -> None:
    study = world.study()
    dataset = world.upload(study)
    assert check_plan(world.evaluator, dataset, ON_AGE).strata == 2
    with pytest.raises(Refused, match="outcome of this study"):
        check_plan(world.evaluator, dataset, ON_AGE.replace(old, new))
    with pytest.raises(Refused, match="outcome of this study"):
        world.lock(study, ON_AGE.replace(old, new))


def test_arm_and_outcome_that_change_places_in_another_study_open_the_outcome(world: World) -> None:
    first = world.study()
    dataset = world.upload(first)
    turned = ON_AGE.replace('arm = "arm"', 'arm = "in_work"').replace('name = "age"', 'name = "arm"')
    second = world.study(outcomes=[])
    world.run(second, world.lock(second, turned), world.upload(second))
    assert "in_work" not in sealed_columns(first)
    assert effective_written(world.lock(first), dataset) == AFTER


def test_a_run_on_other_outcomes_of_the_same_file_elsewhere_opens_nothing_here(world: World) -> None:
    first = world.study()
    dataset = world.upload(first)
    second = world.study(outcomes=[])
    world.run(second, world.lock(second, ON_AGE), world.upload(second))
    version = world.lock(first)
    assert effective_written(version, dataset) == HERE
    assert Deviation.objects.count() == 0


def test_a_filter_does_not_count_people_by_arm(world: World) -> None:
    study = world.study(outcomes=[])
    dataset = world.upload(study)
    chosen = PLAN.replace('unit = "id"', "unit = \"id\"\nwhere = 'age > 30'")
    assert check_plan(world.evaluator, dataset, chosen).arms == (("0", 40), ("1", 40))


def test_a_change_in_two_steps_weighs_what_it_would_in_one(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    first = world.lock(study)
    world.run(study, first, dataset)
    world.lock(study, RELABELLED, reason="one")
    third = world.lock(study, RELABELLED.replace("Started early", "New title"), reason="two")
    assert prespecified_version(study) == first
    assert deviates(third)
    assert Deviation.objects.get(version=third).changed_deciding_analysis


def test_going_back_to_the_first_plan_changes_nothing(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    world.run(study, world.lock(study), dataset)
    back = world.lock(study, PLAN, reason="as it was")
    assert not deviates(back)
    assert not Deviation.objects.get().changed_deciding_analysis


def test_of_two_plans_locked_before_the_opening_only_the_last_runs(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    first = world.lock(study)
    second = world.lock(study, OTHER_PRIMARY, reason="a better outcome")
    with pytest.raises(Refused, match="replaced"):
        world.run(study, first, dataset)
    assert world.run(study, second, dataset).written == HERE
    assert Deviation.objects.count() == 0


def test_a_draft_is_not_run(world: World) -> None:
    study = world.study()
    with pytest.raises(Refused, match="Lock the plan"):
        world.run(study, save_draft(world.evaluator, study, PLAN), world.upload(study))


def test_a_synthetic_story_keeps_its_own_order(synthetic_world: World) -> None:
    world = synthetic_world
    study = world.study()

    def on(day: int) -> datetime:
        return timezone.now() - timedelta(days=day)

    version = lock_plan(world.evaluator, save_draft(world.evaluator, study, PLAN), at=on(200))
    dataset = world.upload(study)
    assert effective_written(version, dataset) == BEFORE


def test_an_outsider_sees_and_does_nothing(world: World) -> None:
    study = world.study()
    assert type(study).objects.visible_to(world.outsider).count() == 0
    assert type(study).objects.visible_to(world.commissioner).get() == study
    with pytest.raises(PermissionDenied):
        save_draft(world.outsider, study, PLAN)
