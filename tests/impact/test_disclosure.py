from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oppiva.impact.data.frames import from_frame
from oppiva.impact.disclosure import released
from oppiva.impact.plan import parse_plan
from oppiva.impact.result import Disclosure, FlowRow, Result
from oppiva.impact.run import run_plan

PLAN = """
title = "Work"
[design]
kind = "trial"
arm = "treat"
control = 0
[[outcome]]
name = "work"
kind = "yes_no"
better = "higher"
[adjust]
columns = ["place"]
[data]
missing = "drop"
[inference]
randomisation_draws = 0
"""


def run(works: tuple[int, int] = (20, 30), missing: int = 0, places: tuple[int, int] = (20, 20)) -> Result:
    """50 people an arm; `works` in work in control and treated, `missing` outcomes of treated, `places` at b and c."""
    treat = [0] * 50 + [1] * 50
    work: list[int | None] = [int(row % 50 < works[row // 50]) for row in range(100)]
    for row in range(missing):
        work[99 - row] = None
    place = ["b" if row % 50 < places[0] else "c" if row % 50 < sum(places) else "a" for row in range(100)]
    # Places are laid the other way round, so that they are not work under another name.
    frame = pl.DataFrame({"treat": treat, "work": work, "place": place[::-1]})
    return run_plan(parse_plan(PLAN), from_frame(frame), made_at=datetime(2026, 11, 21, tzinfo=UTC))


def test_a_result_without_small_cells_loses_nothing_but_says_that_it_was_released() -> None:
    result = run()
    assert released(result) == replace(result, disclosure=Disclosure(5, ()))


def test_a_small_count_is_hidden_with_the_total_that_would_give_it_back() -> None:
    out = released(run(missing=3))
    row = out.flow[1]
    assert row.reasons == {"missing_outcome:work": None}
    assert row.in_file is None
    assert row.analysed == {"work": 47}
    assert set(out.disclosure.suppressed) >= {"flow[1].in_file", "flow[1].reasons.missing_outcome:work"}


def test_losses_among_the_diagnostics_go_with_the_counts_they_tell() -> None:
    out = released(run(missing=3))
    checks = [check for check in out.diagnostics if check.name == "attrition"]
    assert checks
    assert all((check.statistic, check.value) == (None, None) for check in checks)


@pytest.mark.parametrize("works", [(3, 30), (20, 2), (47, 30), (20, 49)])
def test_a_mean_that_tells_of_few_is_hidden(works: tuple[int, int]) -> None:
    out = released(run(works=works))
    assert [row.mean_control for row in out.estimates] == [None]
    assert out.estimates[0].estimate is not None
    assert out.disclosure.suppressed == ("estimates[e1].mean_control",)


@pytest.mark.parametrize("works", [(5, 45), (0, 50), (45, 5)])
def test_a_mean_of_five_or_of_no_one_stays(works: tuple[int, int]) -> None:
    assert released(run(works=works)).estimates[0].mean_control == works[0] / 50


def test_a_small_category_is_hidden_among_the_covariates() -> None:
    out = released(run(places=(3, 20)))
    hidden = {row.column: row.mean_treated is None and row.standardised_difference is None for row in out.balance}
    assert hidden == {"place=b": True, "place=c": False}


def test_a_small_reference_category_hides_the_smallest_that_is_listed() -> None:
    out = released(run(places=(20, 27)))
    assert {row.column: row.mean_treated is None for row in out.balance} == {"place=b": True, "place=c": False}


def test_an_arm_of_few_loses_its_number_and_the_sentence_that_names_it() -> None:
    frame = pl.DataFrame({"treat": [1] * 4 + [0] * 30, "work": [0, 1] * 17, "place": ["a"] * 34})
    result = run_plan(parse_plan(PLAN.replace('columns = ["place"]', "columns = []")), from_frame(frame))
    out = released(result)
    assert out.estimates[0].n_treated is None
    assert (out.estimates[0].std_error, out.estimates[0].df, out.estimates[0].p_value) == (None, None, None)
    assert out.estimates[0].ci_low is not None
    assert out.estimates[0].n_control == 30
    assert not any(sign.isdigit() for sign in out.claims[0].sentence.en)
    assert all("4" not in warning.text.en for warning in out.warnings if warning.code == "few_people")


def test_the_smallest_cell_can_be_chosen_and_is_reported() -> None:
    out = released(run(works=(7, 30)), smallest_cell=10)
    assert out.estimates[0].mean_control is None
    assert out.disclosure.smallest_cell == 10
    with pytest.raises(ValueError, match="at least 2"):
        released(run(), smallest_cell=1)


def test_releasing_twice_changes_nothing_and_more_strictly_is_refused() -> None:
    out = released(run(missing=3))
    assert released(out) is out
    with pytest.raises(ValueError, match="release the whole result"):
        released(out, smallest_cell=10)


counts = st.integers(0, 9)


@settings(max_examples=60, deadline=None)
@given(missing=st.tuples(counts, counts), left=counts, absent=st.none() | counts, analysed=st.integers(0, 12))
def test_by_brute_force_no_hidden_count_follows_from_the_published_ones(
    missing: tuple[int, int], left: int, absent: int | None, analysed: int
) -> None:
    in_file = analysed + left + max(missing)
    reasons = {"missing_covariate": left, "not_in_file": absent or 0}
    reasons |= {f"missing_outcome:o{number}": count for number, count in enumerate(missing)}
    whole = FlowRow(
        arm="1",
        drawn=None if absent is None else in_file + absent,
        in_file=in_file,
        analysed={f"o{number}": in_file - left - count for number, count in enumerate(missing)},
        reasons={reason: count for reason, count in reasons.items() if count},
    )
    row = released(replace(run(), flow=(whole,), diagnostics=(), balance=(), estimates=(), claims=())).flow[0]
    shown = _counts(row, whole.drawn is not None)
    hidden = [cell for cell, count in shown.items() if count is None]
    assert not any(count is not None and 1 <= count <= 4 for count in shown.values())
    if not hidden:
        return
    possible: dict[Any, set[int]] = {cell: set() for cell in hidden}
    # Whatever an outsider could fill in without breaking the sums; the sums are linear, so ±1 about the truth will do.
    truth = _counts(whole, whole.drawn is not None)
    for steps in product((-1, 0, 1), repeat=len(hidden)):
        guess = dict(truth) | {cell: truth[cell] + step for cell, step in zip(hidden, steps, strict=True)}
        if _adds_up(guess, whole):
            for cell in hidden:
                possible[cell].add(guess[cell])
    assert all(len(values) > 1 for values in possible.values()), (shown, possible)


def _counts(row: FlowRow, drawn_known: bool) -> dict[Any, Any]:
    return (
        {"in_file": row.in_file}
        | ({"drawn": row.drawn} if drawn_known else {})
        | {("analysed", key): value for key, value in row.analysed.items()}
        | {("reasons", key): value for key, value in row.reasons.items()}
    )


def _adds_up(guess: dict[Any, Any], whole: FlowRow) -> bool:
    def reason(name: str) -> int:
        return int(guess.get(("reasons", name), 0))

    if whole.drawn is not None and guess["drawn"] != guess["in_file"] + reason("not_in_file"):
        return False
    return all(
        guess["in_file"]
        == guess[("analysed", outcome)] + reason("missing_covariate") + reason(f"missing_outcome:{outcome}")
        for outcome in whole.analysed
    )


@pytest.mark.parametrize(("n", "missing"), [(14, 3), (16, 4), (20, 4), (50, 4)])
def test_no_sentence_quotes_losses_that_were_held_back(n: int, missing: int) -> None:
    """At the level of an association the sentence itself says why the draw does not carry it: with the losses."""
    treat = [0] * n + [1] * n
    work: list[int | None] = [int(row % n < n // 2 + (1 if row >= n else -1)) for row in range(2 * n)]
    work[-missing:] = [None] * missing
    place = ["b" if row % 2 else "c" for row in range(2 * n)]
    frame = pl.DataFrame({"treat": treat, "work": work, "place": place})
    whole = run_plan(parse_plan(PLAN), from_frame(frame), made_at=datetime(2026, 11, 21, tzinfo=UTC))
    shares = {f"{100 * missing / n:.1f}", f"{100 * missing / (2 * n):.0f}%"}
    if whole.claims[0].level == "association":
        assert any(share in whole.claims[0].sentence.en for share in shares)
    out = released(whole)
    said = str([claim.to_dict() if hasattr(claim, "to_dict") else claim for claim in out.claims])
    assert not any(f"{share} percentage" in said or f"least {share}" in said for share in shares)
