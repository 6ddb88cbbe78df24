"""Numbers, dates and texts as each language writes them."""

from __future__ import annotations

from datetime import date

import pytest

from oppiva.impact.text import Text, day, interval, level_percent, number, percent


@pytest.mark.parametrize(
    ("language", "written"),
    [("fi", "1\N{NO-BREAK SPACE}794,34"), ("sv", "1\N{NO-BREAK SPACE}794,34"), ("en", "1,794.34")],
)
def test_thousands_and_decimals_follow_the_language(language: str, written: str) -> None:
    assert number(1794.34, language, 2) == written


def test_a_negative_number_has_a_true_minus_sign() -> None:
    assert number(-3.1, "fi", 1) == "−3,1"


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert number(-0.04, "en", 1) == "0.0"


def test_without_decimals_the_precision_follows_the_size() -> None:
    assert [number(value, "en") for value in (1794.34, 43.21, 4.321, 0.4321)] == ["1,794", "43.2", "4.32", "0.432"]


def test_an_interval_stays_on_one_line() -> None:
    assert interval(-72.3, 1845.1, "en", 0) == "−72\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}1,845"


def test_percentages_are_spaced_as_in_each_language() -> None:
    assert (percent(0.62, "fi"), percent(0.62, "en")) == ("62\N{NO-BREAK SPACE}%", "62%")


@pytest.mark.parametrize(("level", "written"), [(0.95, "95%"), (0.9, "90%"), (0.949, "94.9%"), (0.9999, "99.99%")])
def test_a_confidence_level_keeps_every_digit(level: float, written: str) -> None:
    assert level_percent(level, "en") == written


def test_dates_are_written_as_officials_write_them() -> None:
    assert (day(date(2020, 10, 15), "sv"), day(date(2020, 10, 15), "en")) == ("15.10.2020", "15 October 2020")


def test_a_number_that_does_not_exist_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="no number"):
        number(float("nan"), "fi")


def test_a_missing_language_takes_the_first_one_given() -> None:
    assert Text.from_mapping({"sv": "Inkomster"}) == Text("Inkomster", "Inkomster", "Inkomster")


def test_an_unknown_language_is_an_error_not_english() -> None:
    with pytest.raises(ValueError, match="unknown language"):
        Text.same("x").in_("et")
