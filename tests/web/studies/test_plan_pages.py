"""Plans on the page: form and file are the same plan, a locked one stays, a late one is a deviation."""

from __future__ import annotations

from datetime import date

import pytest

from factories.studies import PLAN, World
from oppiva.impact.errors import PlanRefusal
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.canonical import resolved
from oppiva.studies.models import Study
from oppiva.studies.planning import save_draft
from oppiva.web.studies.plan_form import PlanForm
from oppiva.web.studies.plan_text import DEFAULTS, answers_of, toml_of
from web.studies.conftest import Told, signed_in

COLUMNS = ["id", "office", "arm", "age", "took_part", "weight"]
ANSWERS = DEFAULTS | {"arm": "arm", "control": "0", "outcomes": ["in_work"]}
OUTCOMES = [("in_work", "In work"), ("earnings", "Earnings")]


def plan_form(answers: dict[str, object]) -> PlanForm:
    return PlanForm({name: value for name, value in answers.items() if value is not None}, columns=COLUMNS,
                    outcomes=OUTCOMES)  # fmt: skip


def every_answer() -> list[dict[str, object]]:
    """Each option of each question at least once, beside the usual answers to the others."""
    choices = [
        {name: code}
        for name, field in PlanForm(columns=COLUMNS, outcomes=OUTCOMES).fields.items()
        if name not in {"arm", "outcomes", "strata", "covariates", "categorical", "drawn_by"}
        for code, _label in getattr(field, "choices", ())
    ]
    others: list[dict[str, object]] = [
        {"control": "control"},
        {"outcomes": ["in_work", "earnings"]},
        {"strata": ["office"]},
        {"strata": ["office", "age"]},
        {"drawn_by": "documented", "reference": "the list of draws"},
        {"drawn_numbers": "0 = 425\n1 = 297"},
        {"where": "age >= 18"},
        {"categorical": ["office"]},
        {"randomisation_draws": 0},
        {"registered": "ISRCTN17", "registered_on": date(2026, 1, 7)},
    ]
    return [
        *choices,
        *others,
        *({"covariates": ["age"], "method": method} for method in ("lin", "plain", "none")),
        *({"covariates": ["age"], "missing": missing} for missing in ("refuse", "indicator", "drop")),
        {"cluster": "office", "std_error": "CR2"},
    ]


def test_a_plan_from_the_form_read_back_into_the_form_is_the_same_plan(world: World) -> None:
    study = world.study()
    accepted = 0
    for changes in every_answer():
        form = plan_form(ANSWERS | changes)
        assert form.is_valid(), (changes, form.errors)
        text = toml_of(study, form.cleaned_data)
        try:
            plan = parse_plan(text)
        except PlanRefusal:  # two answers that exclude each other: the form says the sentence
            continue
        accepted += 1
        again = plan_form(answers_of(resolved(plan)))
        assert again.is_valid(), (changes, again.errors)
        assert parse_plan(toml_of(study, again.cleaned_data)).sha256 == plan.sha256, changes
    assert accepted > len(every_answer()) // 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"drawn_by": "documented"}, "reference"),
        ({"drawn_numbers": "about 400"}, "drawn_numbers"),
        ({"randomisation_draws": "many"}, "randomisation_draws"),
        ({"arm": ""}, "arm"),
        ({"outcomes": []}, "outcomes"),
        ({"registered_on": "31.2.2026"}, "registered_on"),
    ],
)
def test_a_bad_answer_is_told_in_its_place(changes: dict[str, object], field: str) -> None:
    form = plan_form(ANSWERS | changes)
    assert set(form.errors) == {field}


def test_a_bad_answer_in_a_folded_part_opens_that_part_only() -> None:
    form = plan_form(ANSWERS | {"randomisation_draws": "many"})
    form.is_valid()
    opened = [part for part in form.parts() if part.folded and part.has_errors]
    assert [[field.name for field in part.fields] for part in opened] == [["std_error", "level", "randomisation_draws"]]


def test_a_folded_part_tells_its_answers_in_one_line(world: World) -> None:
    study = world.study()
    page = signed_in(world.evaluator).get(f"/en/studies/{study.slug}/plan/write/").content.decode()
    assert "fixed numbers to each group · before the draw" in page


def test_a_locked_plan_stays_as_it_is(told: Told) -> None:
    client, address = signed_in(told.world.evaluator), f"/en/studies/{told.study.slug}/plan/"
    before = told.version.text
    client.post(address + "paste/", {"text": PLAN.replace("seed = 5", "seed = 6"), "reason": "a mistyped seed"})
    refused = client.post(f"{address}{told.version.number}/lock/", {"sha256": told.version.sha256}, follow=True)
    client.post(f"{address}{told.version.number}/discard/")
    told.version.refresh_from_db()
    assert told.version.text == before
    assert told.version.is_locked
    assert "told error" in refused.content.decode()
    assert told.study.plan_versions.get(number=2).state == "draft"


def test_a_version_after_the_opening_needs_a_reason_and_is_shown_as_a_deviation(told: Told) -> None:
    client, address = signed_in(told.world.evaluator), f"/en/studies/{told.study.slug}/plan/"
    client.post(address + "paste/", {"text": PLAN.replace('strata = ["office"]\n', "")})
    draft = told.study.plan_versions.get(number=2)
    without = client.post(f"{address}2/lock/", {"sha256": draft.sha256, "reason": ""}, follow=True)
    assert "told error" in without.content.decode()
    client.post(f"{address}2/lock/", {"sha256": draft.sha256, "reason": "The offices were merged in May."})
    page = client.get(f"/en/studies/{told.study.slug}/").content.decode()
    assert "The offices were merged in May." in page
    assert "The deciding analysis changed after the outcomes were opened." in page


def test_a_draft_changed_while_it_was_read_is_not_locked(world: World) -> None:
    study = world.study()
    read = save_draft(world.evaluator, study, PLAN)
    save_draft(world.colleague, study, PLAN.replace("seed = 5", "seed = 8"))
    page = signed_in(world.evaluator).post(
        f"/en/studies/{study.slug}/plan/1/lock/", {"sha256": read.sha256}, follow=True
    )
    assert "Somebody changed the draft" in page.content.decode()
    assert not study.plan_versions.get().is_locked


def test_a_plan_that_does_not_fit_the_file_says_which_column(world: World) -> None:
    study: Study = world.study()
    world.upload(study)
    save_draft(world.evaluator, study, PLAN.replace('arm = "arm"', 'arm = "group"'))
    page = signed_in(world.evaluator).get(f"/en/studies/{study.slug}/plan/1/").content.decode()
    assert "told error" in page
    assert "group" in page


def test_a_discarded_draft_is_gone_and_the_locked_plan_is_not(told: Told) -> None:
    save_draft(told.world.evaluator, told.study, PLAN.replace("seed = 5", "seed = 6"), reason="a try")
    signed_in(told.world.evaluator).post(f"/en/studies/{told.study.slug}/plan/2/discard/")
    assert [version.number for version in told.study.plan_versions.all()] == [1]
