from __future__ import annotations

import polars as pl

from oppiva.impact.data.frames import from_frame
from oppiva.impact.data.profile import profile


def test_a_profile_counts_over_all_rows_and_shows_no_value() -> None:
    frame = pl.DataFrame(
        {"treat": [0, 1, 0, 1], "pay": [1917.35, None, 2204.1, 2204.1], "place": ["Oulu", "Åbo", None, None]}
    )
    found = {column.name: column for column in profile(from_frame(frame))}
    assert list(found) == ["treat", "pay", "place"]
    assert (found["pay"].n, found["pay"].missing, found["pay"].missing_share, found["pay"].distinct) == (3, 1, 0.25, 2)
    assert (found["treat"].zero_or_one, found["pay"].zero_or_one, found["place"].kind) == (True, False, "text")
    assert "Oulu" not in str(found)
    assert "1917" not in str(found)
