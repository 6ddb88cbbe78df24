from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

from impact.plan.refusals import refusal_of
from oppiva.impact.data.read import read_bytes, read_table
from oppiva.impact.plan.model import DataSpec


def workbook(*rows: list[object], title: str = "Aineisto", before: int = 0) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(before):
        sheet.title = f"Ohje {number + 1}"
        sheet.append(["Lue ensin"])
        sheet = book.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_loads_with_numbers_dates_truths_and_numbers_written_as_text() -> None:
    content = workbook(
        ["id", "alku", "osallistui", "palkka", "paikka"],
        [1, datetime(2026, 3, 1), True, "1 234,50", "Oulu"],  # noqa: DTZ001
        [2, None, False, 2000, None],
    )
    table = read_bytes("a.xlsx", content)
    assert table["alku"].values[0] == date(2026, 3, 1)
    assert table["alku"].kind == "date"
    assert list(table["osallistui"].values) == [1, 0]
    assert list(table["palkka"].values) == [1234.5, 2000]
    assert (table.sheet, table.row_number(0)) == ("Aineisto", 2)


def test_a_title_row_in_a_workbook_is_named_and_the_header_pointed_at() -> None:
    rows: list[list[object]] = [["Tulokset 1.1.–30.6.2026"], [], ["id", "ryhmä", "y"], [1, "koe", 2.5], [2, "v", 3.5]]
    refusal_of(lambda: read_bytes("a.xlsx", workbook(*rows)), "header_elsewhere", "3", "Aineisto", "header_row")
    table = read_bytes("a.xlsx", workbook(*rows), DataSpec(header_row=3))
    assert list(table["y"].values) == [2.5, 3.5]
    assert table.row_number(0) == 4


@pytest.mark.parametrize("sheet", [2, "Aineisto"])
def test_the_sheet_is_chosen_by_number_or_name(sheet: int | str) -> None:
    content = workbook(["a", "b"], [1, 2], before=1)
    assert list(read_bytes("a.xlsx", content, DataSpec(sheet=sheet)).columns) == ["a", "b"]


@pytest.mark.parametrize("sheet", [3, "Data"])
def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(sheet: int | str) -> None:
    content = workbook(["a"], [1], before=1)
    refusal_of(
        lambda: read_bytes("a.xlsx", content, DataSpec(sheet=sheet)), "no_such_sheet", str(sheet), "Ohje 1", "Aineisto"
    )


def test_a_workbook_is_read_whatever_it_is_called() -> None:
    assert read_bytes("a.csv", workbook(["a", "b"], [1, 2])).n_rows == 1


def test_a_broken_workbook_and_an_old_one_are_refused() -> None:
    content = workbook(["a"], [1])
    refusal_of(lambda: read_bytes("a.xlsx", content[: len(content) // 2]), "file_broken", "Excel")
    refusal_of(lambda: read_bytes("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99), "file_old_excel", "xlsx")


def test_parquet_loads_with_its_types(tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "number": [1.5, None], "whole": [1, 2], "truth": [True, False], "text": ["1,5", None],
        "day": [date(2026, 1, 1), None], "code": [2**60, 2**60 + 1],
    })  # fmt: skip
    path = tmp_path / "odd [1]*.parquet"
    frame.to_parquet(path)
    table = read_table(path)
    assert [table[name].kind for name in frame] == ["number", "number", "number", "text", "date", "text"]
    assert table["code"].values[1] == str(2**60 + 1)
    assert np.isnan(table["number"].values[1])
    assert table["day"].values[0] == date(2026, 1, 1)
    assert table.row_number(0) == 1


def test_a_truncated_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"a": np.arange(1000.0)}).to_parquet(path)
    content = path.read_bytes()
    for cut in (6, len(content) // 2, len(content) - 1):
        refusal_of(lambda cut=cut: read_bytes("a.parquet", content[:cut]), "file_truncated", "Parquet")
    refusal_of(lambda: read_bytes("a.parquet", content[:40] + content[-20:]), "file_truncated", "Parquet")


@pytest.fixture
def labelled() -> pd.DataFrame:
    return pd.DataFrame({"ryhma": [0.0, 1.0, 1.0], "palkka": [1.5, np.nan, 3.0], "paikka": ["Oulu", "", "Åbo"]})


LABELS = {"ryhma": {0: "vertailu", 1: "toimenpide"}}


def test_spss_labels_name_and_codes_decide(tmp_path: Path, labelled: pd.DataFrame) -> None:
    pyreadstat.write_sav(
        labelled, tmp_path / "a.sav", variable_value_labels=LABELS, column_labels={"palkka": "Palkka, euroa"},
        missing_ranges={"palkka": [3]},
    )  # fmt: skip
    table = read_table(tmp_path / "a.sav")
    assert list(table["ryhma"].values) == [0, 1, 1]
    assert table["ryhma"].labels == {0.0: "vertailu", 1.0: "toimenpide"}
    assert table["palkka"].label == "Palkka, euroa"
    assert np.isnan(table["palkka"].values[1:]).all()
    assert list(table["paikka"].values) == ["Oulu", None, "Åbo"]


def test_stata_labels_name_and_codes_decide(tmp_path: Path, labelled: pd.DataFrame) -> None:
    pyreadstat.write_dta(labelled, tmp_path / "a.dta", variable_value_labels=LABELS)
    table = read_table(tmp_path / "a.dta")
    assert list(table["ryhma"].values) == [0, 1, 1]
    assert table["ryhma"].labels == {0.0: "vertailu", 1.0: "toimenpide"}


@pytest.mark.parametrize(("suffix", "name"), [("sav", "SPSS"), ("dta", "Stata")])
def test_a_truncated_labelled_file_is_refused(tmp_path: Path, suffix: str, name: str) -> None:
    frame = pd.DataFrame({"a": np.random.default_rng(1).normal(size=2000), "b": np.arange(2000.0)})
    path = tmp_path / f"a.{suffix}"
    (pyreadstat.write_sav if suffix == "sav" else pyreadstat.write_dta)(frame, path)
    content = path.read_bytes()
    for cut in (100, len(content) // 2, len(content) - 30):
        refusal_of(lambda cut=cut: read_bytes(path.name, content[:cut]), "file_truncated", name)


@pytest.mark.parametrize("name", ["a.parquet", "a.sav", "a.dta"])
def test_a_file_without_rows_is_refused(tmp_path: Path, name: str) -> None:
    frame = pd.DataFrame({"a": pd.Series([], dtype=float)})
    path = tmp_path / name
    writers = {"a.parquet": frame.to_parquet, "a.sav": lambda to: pyreadstat.write_sav(frame, to)}
    writers.get(name, lambda to: pyreadstat.write_dta(frame, to))(path)
    refusal_of(lambda: read_table(path), "table_no_rows")
