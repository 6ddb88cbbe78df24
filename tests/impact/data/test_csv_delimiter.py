"""Guessing the delimiter never hides that a file is broken."""

from __future__ import annotations

import pytest

from oppiva.impact.data.csv_file import read_csv
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import DataSpec


def test_an_open_quotation_mark_is_said_and_not_read_as_a_file_of_one_column():
    with pytest.raises(DataRefusal, match="Row 2: a quotation mark"):
        read_csv(b'a,b\n1,"2\n3,4\n', DataSpec())


def test_a_file_of_one_column_may_hold_quotation_marks_and_commas():
    found = read_csv('lause\nhän sanoi, "hei"\nniin\n'.encode(), DataSpec())
    assert [row for row in found.rows if row] == [["lause"], ['hän sanoi, "hei"'], ["niin"]]
