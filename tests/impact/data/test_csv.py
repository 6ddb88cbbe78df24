from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from impact.plan.refusals import refusal_of
from oppiva.impact.data.identifiers import kind_in
from oppiva.impact.data.read import read_bytes, read_table
from oppiva.impact.data.table import Table
from oppiva.impact.plan.model import DataSpec


def read(text: str, encoding: str = "utf-8", **spec: object) -> Table:
    return read_bytes("people.csv", text.encode(encoding), DataSpec(**spec))  # type: ignore[arg-type]


def numbers(table: Table, name: str) -> list[float]:
    assert table[name].kind == "number"
    return list(table[name].values)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_of_any_encoding_and_delimiter_loads(encoding: str, delimiter: str) -> None:
    table = read(f"ryhmä{delimiter}ikä\r\nYrittäjä{delimiter}41\r\nÅland{delimiter}\r\n", encoding)
    assert list(table["ryhmä"].values) == ["Yrittäjä", "Åland"]
    assert table["ikä"].values[0] == 41
    assert np.isnan(table["ikä"].values[1])


def test_a_file_with_decimal_commas_loads_as_numbers() -> None:
    assert numbers(read("a;pay\n1;1 234,50\n2;−2,5\n3;1\u00a0000\n"), "pay") == [1234.5, -2.5, 1000]


def test_a_file_with_thousands_and_decimal_points_loads_as_numbers() -> None:
    assert numbers(read('a,pay\n1,"1,234.50"\n2,-2.5\n3,1e-3\n'), "pay") == [1234.5, -2.5, 0.001]


def test_leading_zeros_before_three_digits_are_never_thousands() -> None:
    assert numbers(read("a;share\n1;0.123\n2;0.500\n"), "share") == [0.123, 0.5]


def test_a_column_that_could_be_thousands_or_decimals_follows_the_rest_of_the_file() -> None:
    assert numbers(read("pay;share\n1.234;0,5\n2.500;0,25\n"), "pay") == [1234, 2500]
    assert numbers(read("pay;share\n1.234;0.5\n2.500;0.25\n"), "pay") == [1.234, 2.5]


def test_a_column_that_could_be_thousands_or_decimals_alone_is_refused_with_row_and_key() -> None:
    refusal_of(lambda: read("id;pay\n1;900\n2;1.234\n"), "decimal_ambiguous", "3", "pay", "1.234", "decimal")
    refusal_of(lambda: read("pay;a;b\n1,234;1,5;1.5\n"), "decimal_ambiguous", "2", "pay")
    assert numbers(read("id;pay\n1;900\n2;1.234\n", decimal="."), "pay") == [900, 1.234]
    assert numbers(read("id;pay\n1;900\n2;1.234\n", decimal=","), "pay") == [900, 1234]


def test_mixed_decimal_signs_in_one_column_are_text() -> None:
    assert read("id;pay\n1;1,5\n2;1.5\n")["pay"].kind == "text"


def test_words_for_nothing_are_missing_among_numbers_and_text_among_texts() -> None:
    table = read("pay;place\n1;NA\n#N/A;Oulu\nNA;x\n.;x\nNULL;x\n")
    assert numbers(table, "pay")[0] == 1
    assert np.isnan(table["pay"].values[1:]).all()
    assert table["place"].values[0] == "NA"


def test_long_codes_stay_text_and_keep_their_end() -> None:
    table = read("code;x\n12345678901234567;1\n12345678901234568;2\n")
    assert list(table["code"].values) == ["12345678901234567", "12345678901234568"]


def test_cells_with_line_ends_and_delimiters_within_quotes_are_one_cell() -> None:
    table = read('id;note;x\n1;"one\ntwo; ""three""";5\n2;;6\n')
    assert list(table["note"].values) == ['one\ntwo; "three"', None]
    assert table.row_number(1) == 3


def test_the_row_that_excel_uses_to_name_the_delimiter_is_understood() -> None:
    assert numbers(read("sep=;\na;b\n1;2,5\n"), "b") == [2.5]


def test_a_title_above_the_header_is_read_where_the_plan_says_so() -> None:
    text = "Kokeilun tulokset 2026\n\nid;ryhmä;palkka\n1;koe;2 500,5\n2;vertailu;1 900,0\n"
    refusal_of(lambda: read(text), "header_elsewhere", "3", "header_row")
    table = read(text, header_row=3)
    assert numbers(table, "palkka") == [2500.5, 1900]
    assert table.row_number(0) == 4


def test_rows_that_hold_nothing_are_left_out_and_the_others_keep_their_numbers() -> None:
    table = read("a;b\n1;2\n;\n\n3;4\n")
    assert numbers(table, "a") == [1, 3]
    assert [table.row_number(row) for row in (0, 1)] == [2, 5]


@pytest.mark.parametrize("content", ["", "\n\n", " ; \n", "\ufeff"])
def test_an_empty_file_is_refused(content: str) -> None:
    refusal_of(lambda: read(content), "file_empty")


def test_a_header_without_rows_is_refused() -> None:
    refusal_of(lambda: read("a;b\n"), "file_no_rows", "1")


def test_a_column_without_a_name_is_refused_by_its_place() -> None:
    refusal_of(lambda: read("a;;c\n1;2;3\n"), "header_no_name", "2")


def test_a_trailing_delimiter_makes_no_column() -> None:
    assert list(read("a;b;\n1;2;\n3;4;\n").columns) == ["a", "b"]


def test_a_name_that_stands_twice_is_refused() -> None:
    refusal_of(lambda: read("a;b;a\n1;2;3\n"), "header_name_twice", "a", "1", "3")


def test_a_file_without_a_header_is_refused() -> None:
    refusal_of(lambda: read("1;2\n3;4\n"), "header_of_numbers", "1")


def test_a_row_with_too_many_or_too_few_cells_is_refused_with_its_number() -> None:
    refusal_of(lambda: read("a;b\n1;2\n1;2;3\n1;2\n"), "row_width", "3", "2")
    refusal_of(lambda: read("a;b;c\n1;2;3\n1;2\n1;2;3\n"), "row_width", "3", "2")


def test_a_quotation_mark_left_open_is_refused_with_its_row() -> None:
    refusal_of(lambda: read('a;b\n1;2\n3;"4\n5;6\n'), "csv_quotes", "3")


def test_bytes_that_are_no_text_are_refused() -> None:
    refusal_of(lambda: read("a;b\n1;\0\n"), "file_not_text", "2")
    content = "a;ö\n1;2\n".encode("cp1252")
    refusal_of(lambda: read_bytes("a.csv", content, DataSpec(encoding="utf-8")), "file_encoding", "utf-8", "1")


def test_a_file_that_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    refusal_of(lambda: read_table(tmp_path / "people.csv"), "file_unreadable", "people.csv")


@pytest.mark.parametrize(
    ("name", "content"), [("people.ods", b"PK\x03\x04x"), ("people.docx", b"abc"), ("people", b"a")]
)
def test_an_unknown_format_is_refused_with_those_that_can_be_read(name: str, content: bytes) -> None:
    refusal_of(lambda: read_bytes(name, content), "file_format_unknown", "XLSX", "Parquet")


def finnish(value: float, thousands: str, decimals: int) -> str:
    whole, rest = f"{value:,.{decimals}f}".split(".")
    return f"{whole.replace(',', thousands)},{rest}"


@given(
    values=st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=20),
    thousands=st.sampled_from(["", " ", "\u00a0", "\u202f", "."]),
    texts=st.lists(
        st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=15), min_size=20, max_size=20
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_finnish_office_exports_comes_back_as_it_was(
    values: list[float], thousands: str, texts: list[str], encoding: str, line_end: str
) -> None:
    if encoding == "cp1252":
        thousands = thousands.replace("\u202f", "\u00a0")
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator=line_end)
    writer.writerow(["määrä", "huomautus", "rivi"])
    # Two decimals leave no doubt that the comma is the decimal sign.
    rows = [(finnish(value, thousands, 2), f"x{text}x") for value, text in zip(values, texts, strict=False)]
    writer.writerows([*row, str(number)] for number, row in enumerate(rows))
    assume(all(kind_in(text) is None for _, text in rows))
    table = read_bytes("vienti.csv", file.getvalue().encode(encoding))
    assert numbers(table, "määrä") == [float(f"{value:.2f}") for value in values]
    assert list(table["huomautus"].values) == [text.strip() for _, text in rows]
