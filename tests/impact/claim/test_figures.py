"""How many decimals a sentence writes a difference and its interval with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oppiva.impact.claim.figures import Figures

from .studies import EARNINGS, IN_WORK


@pytest.mark.parametrize(
    ("outcome", "estimate", "half", "written"),
    [
        (IN_WORK, 0.051, 0.012, "3.9 … 6.3"),
        (IN_WORK, 0.00104, 0.0003, "0.07 … 0.13"),
        (EARNINGS, 1794.3, 1318.2, "476 … 3,112"),
        (EARNINGS, 1_000_000.0, 0.3, "999,999.7 … 1,000,000.3"),
        (EARNINGS, 3e-8, 2e-8, "0.00000001 … 0.00000005"),
        (EARNINGS, 18.0, 18.0 - 3e-14, "0.0 … 36.0"),
    ],
)
def test_the_ends_of_an_interval_never_look_alike_and_are_no_longer_than_need_be(outcome, estimate, half, written):
    figures = Figures.of(outcome, estimate, estimate - half, estimate + half)
    assert figures.interval(estimate - half, estimate + half).en.replace("\N{NO-BREAK SPACE}", " ") == written


def test_one_percentage_point_is_singular():
    assert Figures.of(IN_WORK, 0.01, 0.0, 0.02).threshold(0.01).en == "1\N{NO-BREAK SPACE}percentage point"


def test_an_outcome_without_a_unit_is_written_as_a_bare_number():
    assert Figures.of(replace(EARNINGS, unit=None), 310.0, 120.0, 500.0).size(-310.0).fi == "310"
