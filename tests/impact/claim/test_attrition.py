import math

import pytest
from scipy import optimize, stats

from oppiva.impact.claim.attrition import attrition_diagnostics, boundary, within
from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.grade import grade_trial
from oppiva.impact.plan.model import Outcome
from oppiva.impact.result import Diagnostic, FlowRow

from .studies import EARNINGS, IN_WORK, a_plan

MODEL_AGREES = 0.15
"""Percentage points. The printed table has one decimal and the model's parameters are rounded in the source."""
MODEL = {"cautious": (0.20, 0.15), "optimistic": (0.075, 0.05)}
"""Squared correlation of response and outcome, in the treated and the control arm (Deke and Chiang 2017)."""
TOLERATED_BIAS = 0.055
"""0.05 standard deviations, where anything that rounds to it passes."""


def bias(overall: float, difference: float, treated: float, control: float) -> float:
    """Bias in standard deviations when each arm keeps those whose response lies above a threshold."""

    def kept_mean(lost: float) -> float:
        return float(stats.norm.pdf(stats.norm.ppf(lost)) / (1 - lost))

    more, fewer = overall + difference / 2, overall - difference / 2
    return abs(math.sqrt(treated) * kept_mean(more) - math.sqrt(control) * kept_mean(fewer))


@pytest.mark.parametrize("assumption", ["cautious", "optimistic"])
def test_the_table_of_boundaries_follows_the_attrition_model_it_was_made_from(assumption):
    treated, control = MODEL[assumption]
    for percent in range(8, 56):
        overall = percent / 100
        largest = min(2 * overall, 2 * (1 - overall)) - 1e-9
        found = optimize.brentq(lambda d, o=overall: bias(o, d, treated, control) - TOLERATED_BIAS, 0, largest)
        assert 100 * boundary(overall, assumption) == pytest.approx(100 * found, abs=MODEL_AGREES)


@pytest.mark.parametrize(
    ("overall", "cautious", "optimistic"),
    [(0, 5.7, 10.0), (10, 6.3, 10.9), (20, 5.4, 10.0), (30, 4.1, 8.2), (40, 2.6, 6.0), (50, 1.0, 3.7)],
)
def test_the_boundaries_named_in_the_rules_are_the_tables(overall, cautious, optimistic):
    assert 100 * boundary(overall / 100, "cautious") == pytest.approx(cautious)
    assert 100 * boundary(overall / 100, "optimistic") == pytest.approx(optimistic)


def test_between_two_rows_the_boundary_is_interpolated():
    assert boundary(0.205, "cautious") == pytest.approx((0.054 + 0.053) / 2)


def test_beyond_the_table_no_difference_passes():
    assert boundary(0.58, "cautious") is None
    assert not within(0.66, 0.0, "optimistic")


def flow(drawn: tuple[int | None, int | None], analysed: tuple[int, int], in_file: tuple[int, int] | None = None):
    """Control first, treated second."""
    present = in_file or (drawn[0] or analysed[0], drawn[1] or analysed[1])
    return tuple(
        FlowRow(arm, drawn[place], present[place], {"earnings": analysed[place], "in_work": analysed[place]}, {})
        for place, arm in enumerate(("0", "1"))
    )


@pytest.mark.parametrize(
    ("analysed", "verdict"),
    [
        ((930, 870), "passes"),  # 10 % lost, 6.0 points apart: cautious boundary 6.3
        ((932, 868), "warns"),  # 6.4 points
        ((954, 846), "warns"),  # 10.8 points: optimistic boundary 10.9
        ((955, 845), "fails"),  # 11.0 points
    ],
)
def test_losses_are_held_against_both_boundaries(analysed, verdict):
    (found,) = attrition_diagnostics(a_plan(), flow((1000, 1000), analysed))
    assert found.verdict == verdict
    assert found.statistic == pytest.approx(0.10)
    assert found.threshold == pytest.approx(0.063)
    assert found.value == pytest.approx((analysed[0] - analysed[1]) / 1000)


def test_a_difference_exactly_on_the_boundary_is_within_it():
    (found,) = attrition_diagnostics(a_plan(), flow((2000, 2000), (1863, 1737)))  # 10 % and 6.3 points
    assert found.verdict == "passes"


def test_people_lost_before_the_file_was_made_count_as_lost():
    (found,) = attrition_diagnostics(a_plan(), flow((425, 297), (260, 185), in_file=(260, 185)))
    assert found.statistic == pytest.approx(277 / 722)
    assert found.verdict == "passes"
    assert found.note is None


def test_without_the_number_drawn_losses_that_pass_are_not_applicable():
    (found,) = attrition_diagnostics(a_plan(), flow((None, None), (260, 185)))
    assert (found.verdict, found.note) == ("not_applicable", "drawn_unknown")


def test_without_the_number_drawn_losses_that_the_file_shows_still_count():
    (found,) = attrition_diagnostics(a_plan(), flow((None, None), (955, 845), in_file=(1000, 1000)))
    assert (found.verdict, found.note) == ("fails", "drawn_unknown")


def test_fewer_drawn_than_in_the_file_is_a_number_nobody_can_trust():
    (found,) = attrition_diagnostics(a_plan(), flow((900, 1000), (900, 1000), in_file=(1000, 1000)))
    assert found.note == "drawn_unknown"


def test_every_outcome_and_treated_arm_has_its_own_diagnostic():
    secondary = Outcome("in_work", "yes_no", IN_WORK.label)
    three = (*flow((100, 100), (95, 96)), FlowRow("2", 100, 100, {"earnings": 90, "in_work": 99}, {}))
    found = attrition_diagnostics(a_plan(EARNINGS, secondary), three)
    assert [(item.outcome, item.arm, item.versus) for item in found] == [
        ("earnings", "1", "0"),
        ("earnings", "2", "0"),
        ("in_work", "1", "0"),
        ("in_work", "2", "0"),
    ]


def test_a_control_arm_written_as_a_number_is_found_by_its_value():
    rows = (FlowRow("0.0", 10, 10, {"earnings": 10}, {}), FlowRow("1", 10, 10, {"earnings": 10}, {}))
    assert [item.arm for item in attrition_diagnostics(a_plan(), rows)] == ["1"]


@pytest.mark.parametrize("verdict", ["warns", "fails"])
def test_losses_beyond_a_boundary_by_an_unknown_amount_carry_an_association_at_most(verdict):
    losses = Diagnostic("attrition", "earnings", "1", "0", verdict=verdict)
    grading = grade_trial(a_plan(), "earnings", "1", [losses], Circumstances())
    assert grading.grade == 3


def test_a_small_overall_loss_is_not_written_as_none():
    losses = Diagnostic("attrition", "earnings", "1", "0", statistic=0.004, value=0.07, verdict="warns")
    (cap,) = grade_trial(a_plan(), "earnings", "1", [losses], Circumstances()).caps
    assert "missing for 0.4% of those drawn" in cap.because.en
