"""Making any one input worse never raises the level; a study that cannot be compared never makes a number."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from oppiva.impact.claim.circumstances import Circumstances
from oppiva.impact.claim.gate import judge
from oppiva.impact.claim.level import STRONGEST_FIRST
from oppiva.impact.claim.pooling import decide
from oppiva.impact.claim.pooling_rows import Pooled, StudyRow
from oppiva.impact.plan.model import Lock
from oppiva.impact.result import Diagnostic

from .studies import EARNINGS, IN_WORK, a_plan, a_result, an_estimate

STRENGTH = {"effect": 5, "indication": 4, "inconclusive": 3, "association": 2, "lesson": 1, "none": 0}
"""Levels in the order of the table; promising practice is for findings, not for estimates."""

FROM_BEST = {
    "drawn_by": (("documented", "minutes"), ("stated", None)),
    "recruited": ("before_draw", "after_draw_blind", "after_draw_known"),
    "measured": ("same", "unknown", "different"),
    "analysed_as": ("drawn", "took_part"),
    "written": ("before_outcomes", "before_opened_here", "after_outcomes_known"),
    "losses": ("passes", "warns", "fails"),
    "balance": (0.6, 0.03, 0.0005),
    "half_width": (100.0, 190.0, 309.0, 311.0, 600.0),
    "people": (318, 10, 9),
    "allocations": (1e6, 40.0, 39.0),
    "randomisation_p": (0.01, 0.10, 0.11),
    "primary": (True, False),
    "deviation": (False, True),
    "locked": (None, False),
    "level": (0.95, 0.9),
}
"""Each input from its best value to its worst."""

places = st.fixed_dictionaries({name: st.integers(0, len(values) - 1) for name, values in FROM_BEST.items()})


def claim_of(chosen: dict[str, int], *, smallest: float | None, bounds: bool):
    value = {name: FROM_BEST[name][place] for name, place in chosen.items()}
    outcome = replace(EARNINGS, primary=value["primary"], smallest_relevant=smallest)
    other = replace(IN_WORK, name="other")
    drawn_by, reference = value["drawn_by"]
    plan = a_plan(
        outcome,
        other,
        written=value["written"],
        drawn_by=drawn_by,
        reference=reference,
        **{key: value[key] for key in ("recruited", "measured", "analysed_as")},
    )
    half = value["half_width"]
    row = an_estimate(
        outcome,
        half_width=half,
        p_value=float(2 * stats.norm.sf(310.0 / (half / 1.96))),
        n_control=value["people"],
        level=value["level"],
        lower=20.0 if bounds else None,
        upper=600.0 if bounds else None,
    )
    drawn_again = replace(row, id="r1", estimator="randomisation_inference", decides=False)
    rows = (
        row,
        an_estimate(other, 0.01, 0.05, id="o1", p_value=0.7),
        replace(drawn_again, p_value=value["randomisation_p"], ci_low=None, ci_high=None),
    )
    losses = {"passes": (0.02, 0.01), "warns": (0.1, 0.07), "fails": (0.1, 0.12)}[value["losses"]]
    diagnostics = (
        Diagnostic("balance_joint", arm="1", versus="0", p_value=value["balance"]),
        Diagnostic("attrition", "earnings", "1", "0", losses[0], value=losses[1], verdict=value["losses"]),
        Diagnostic("allocations", arm="1", versus="0", value=value["allocations"]),
    )
    known = Circumstances(locked_before_opened_here=value["locked"], deviation_changed_analysis=value["deviation"])
    return judge(plan, a_result(plan, *rows, diagnostics=diagnostics), known)[0]


@given(places, st.sampled_from(sorted(FROM_BEST)), st.sampled_from([None, 300.0, 450.0, 1000.0]), st.booleans())
@settings(max_examples=400, deadline=None)
def test_making_one_input_worse_never_raises_the_level(chosen, name, smallest, bounds):
    if chosen[name] + 1 == len(FROM_BEST[name]):
        return
    before = claim_of(chosen, smallest=smallest, bounds=bounds)
    after = claim_of(chosen | {name: chosen[name] + 1}, smallest=smallest, bounds=bounds)
    assert after.grade <= before.grade
    if (after.grade >= 4) == (before.grade >= 4):
        assert STRENGTH[after.level] <= STRENGTH[before.level]
    else:
        assert after.level in ("association", "lesson")


def test_the_best_of_every_input_is_an_effect():
    best = claim_of(dict.fromkeys(FROM_BEST, 0), smallest=None, bounds=True)
    assert (best.grade, best.level, best.verdict) == (5, "effect", "favourable")


def test_a_registration_without_its_day_does_not_count():
    plan = replace(a_plan(), lock=Lock("after_outcomes_known", "AEARCTR-1"))
    assert judge(plan, a_result(plan, an_estimate()))[0].level == "indication"


rows = st.lists(
    st.builds(
        StudyRow,
        id=st.just(""),
        study=st.sampled_from([f"s{n}" for n in range(8)]),
        estimate=st.sampled_from([0.02, 0.03, None]),
        std_error=st.sampled_from([0.01, 0.02]),
        grade=st.integers(1, 5),
        drawn=st.booleans(),
        measure=st.sampled_from(["tuettu työ", "palkkatuki", ""]),
        outcome=st.sampled_from(["työssä", "ansiot"]),
        unit=st.just("osuus"),
        horizon=st.sampled_from([6.0, 7.5, 8.0]),
        alternative=st.just("tavanomaiset palvelut"),
        target_group=st.sampled_from(["nuoret", "kaikki"]),
        estimand=st.just("ITT"),
        comparison_group=st.sampled_from(["", "sama"]),
    ),
    max_size=8,
)
NUMBER = Pooled(0.03, 0.01, 0.05, 0.001, 0.07)


@given(rows, st.sampled_from(["measure", "outcome", "target_group", "alternative", "estimand", "horizon"]))
@settings(max_examples=300, deadline=None)
def test_adding_a_study_that_cannot_be_compared_never_turns_a_refusal_into_a_number(offered, column):
    offered = [replace(row, id=f"r{place}") for place, row in enumerate(offered)]
    if not decide(offered, NUMBER, outcome=IN_WORK).refused or not offered:
        return
    other = 60.0 if column == "horizon" else "something else"
    added = replace(offered[0], id="new", study="new", comparison_group="", **{column: other})
    assert decide([*offered, added], NUMBER, outcome=IN_WORK).refused


@given(rows)
@settings(max_examples=200, deadline=None)
def test_a_number_is_never_shown_for_rows_that_disagree(offered):
    decision = decide([replace(row, id=f"r{place}") for place, row in enumerate(offered)], NUMBER, outcome=IN_WORK)
    if decision.differences:
        assert decision.refused
    assert decision.refused == (decision.statement == "refused")


def test_the_levels_are_listed_from_the_strongest():
    assert STRONGEST_FIRST[0] == "effect"
    assert STRONGEST_FIRST[-1] == "none"
