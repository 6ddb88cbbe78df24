"""Nobody learns a sealed outcome by arm: not from a check, nor from whether it passes, nor from a run that fails."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from factories.studies import PLAN, World, make_world, trial_file
from oppiva.core.refusal import Refused
from oppiva.impact.data.blind import prepare_blind
from oppiva.impact.data.read import read_bytes
from oppiva.impact.errors import Refusal
from oppiva.impact.plan import parse_plan
from oppiva.studies.checking import check_plan
from oppiva.studies.models import Dataset, OutcomeOpening, Run

pytestmark = pytest.mark.django_db

OUTCOMES = ("in_work", "earnings")
FILTERS = [
    *(f"arm == {arm} and id <= {number}" for arm in (0, 1) for number in (4, 6, 10, 20)),
    "id in [2, 4, 6, 8]",
    "age > 40",
    "office == 'A'",
]


@pytest.fixture
def world() -> World:
    return make_world()


def told(world: World, dataset: Dataset, text: str) -> str:
    """Everything that a check says, whether it passes or not."""
    try:
        return repr(replace(check_plan(world.evaluator, dataset, text), dataset=None))  # type: ignore[arg-type]
    except (Refused, Refusal) as trouble:
        return str(trouble)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter=";"))


def as_file(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def two_files() -> list[bytes]:
    """The same people, and the same outcomes given to others, so that whole small groups are alike in one file."""
    rows = rows_of(trial_file())
    rows[0] |= {"in_work": "1"}
    first, *rest = rows
    ordered = [first, *sorted(rest, key=lambda row: row["in_work"])]
    pairs = zip(rows, ordered, strict=True)
    return [as_file(rows), as_file([row | {name: other[name] for name in OUTCOMES} for row, other in pairs])]


@pytest.mark.parametrize("kind", ["yes_no", "share", "amount"])
def test_no_row_of_filters_reads_an_outcome_out(world: World, kind: str) -> None:
    """Two files that differ in nothing but who had which outcome get the same answers."""
    answers = []
    plain = PLAN.replace('strata = ["office"]', "").replace('"yes_no"', f'"{kind}"')
    for content in two_files():
        dataset = world.upload(world.study(), content)
        said = []
        for where in FILTERS:
            text = plain.replace('unit = "id"', f'unit = "id"\nwhere = "{where}"')
            # With the office as arm, a filter on the arm that was drawn looks at people of one arm alone.
            by_office = text.replace('arm = "arm"\ncontrol = 0', 'arm = "office"\ncontrol = "A"')
            said += [told(world, dataset, text), told(world, dataset, by_office.replace('"0" = 40, "1" = 40', ""))]
        answers.append(said)
    assert answers[0] == answers[1]


def with_losses_in_one_arm() -> bytes:
    rows = rows_of(trial_file())
    return as_file([row | {"in_work": "" if row["arm"] == "1" else row["in_work"]} for row in rows])


def test_a_check_does_not_tell_in_which_arm_an_outcome_is_missing(world: World) -> None:
    study = world.study()
    dataset = world.upload(study, with_losses_in_one_arm())
    assert check_plan(world.evaluator, dataset, PLAN).arms == (("0", 40), ("1", 40))


def test_a_run_that_fails_has_told_nothing_and_opened_nothing(world: World) -> None:
    study = world.study()
    version = world.lock(study)
    run = world.run(study, version, world.upload(study, with_losses_in_one_arm()))
    assert (run.state, run.failure_code) == (Run.State.FAILED, "outcomes_untold")
    for sentence in (run.failure_fi, run.failure_sv, run.failure_en):
        assert sentence
        assert not any(sign.isdigit() for sign in sentence)
    assert not OutcomeOpening.objects.filter(study=study).exists()


def test_an_outcome_alike_in_the_whole_file_is_said(world: World) -> None:
    rows = [row | {"in_work": "1"} for row in rows_of(trial_file())]
    assert "in_work" in told(world, world.upload(world.study(), as_file(rows)), PLAN)


def test_taking_part_that_is_an_outcome_stays_out_of_sight_too() -> None:
    plan = parse_plan(PLAN)
    plan = replace(plan, design=replace(plan.design, take_up="in_work"))
    sample = prepare_blind(plan, read_bytes("koe.csv", trial_file()), OUTCOMES)
    assert sample.take_up["1"].tolist() == [0.0] * 80
    assert sample.outcomes["in_work"].tolist() == [*range(80)]
