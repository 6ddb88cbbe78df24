from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from impact.plan.plans import SMALLEST
from impact.plan.refusals import refusal_of
from oppiva.impact.data.frames import from_frame
from oppiva.impact.data.prepare import prepare
from oppiva.impact.plan import parse_plan

CONTENT: dict[str, list[Any]] = {
    "treat": [0, 1, 0, 1],
    "y": [1.5, None, 3.0, 4.0],
    "place": ["Oulu", None, "Åbo", "Oulu"],
    "day": [date(2026, 1, 1), date(2026, 1, 2), None, date(2026, 1, 3)],
    "took": [True, False, True, True],
}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_a_frame_of_any_library_becomes_the_same_table(make: Any) -> None:
    table = from_frame(make(CONTENT))
    assert list(table["treat"].values) == [0, 1, 0, 1]
    assert np.isnan(table["y"].values[1])
    assert list(table["place"].values) == ["Oulu", None, "Åbo", "Oulu"]
    assert list(table["took"].values) == [1, 0, 1, 1]
    assert table["day"].kind == "date"
    assert table.row_number(0) == 1
    assert table.sha256 is None


def test_nullable_pandas_numbers_and_categories_are_read() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "c": pd.Categorical(["a", None])})
    table = from_frame(frame)
    assert table["n"].kind == "number"
    assert np.isnan(table["n"].values[1])
    assert list(table["c"].values) == ["a", None]


def test_the_callers_frame_is_left_as_it_was() -> None:
    frame = pd.DataFrame({"treat": [0, 1] * 4, "y": np.arange(8.0)})
    before = frame.copy(deep=True)
    sample = prepare(parse_plan(SMALLEST), from_frame(frame))
    sample.outcomes["y"][:] = 0
    pd.testing.assert_frame_equal(frame, before)


def test_text_in_a_frame_is_not_read_as_numbers() -> None:
    assert from_frame(pl.DataFrame({"a": ["1,5", "2"]}))["a"].kind == "text"


def test_long_whole_numbers_are_codes() -> None:
    assert list(from_frame(pl.DataFrame({"a": [2**60, 2**60 + 1]}))["a"].values) == [str(2**60), str(2**60 + 1)]


def test_a_frame_without_rows_or_with_a_name_twice_is_refused() -> None:
    refusal_of(lambda: from_frame(pd.DataFrame({"a": []})), "table_no_rows")
    refusal_of(lambda: from_frame(pl.DataFrame({" ": [1]})), "frame_names")
