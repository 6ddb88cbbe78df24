"""Files that are built to harm: the answer is a sentence, soon, and the server lives on."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from time import monotonic

import duckdb
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from oppiva.impact.data.apart import look_at
from oppiva.impact.data.read import read_bytes
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import DataSpec

SOON = 20
"""Seconds; a second or two on a quiet machine, against minutes to hours before the bounds were there."""
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CODE = "010190-" + "123M"  # made up: only its check character is right
ALICE = "alice@example.org"


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(data=[["a"], [1]]))) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in package.namelist():
            made.writestr(part, xml.encode() if part.endswith("sheet1.xml") else package.read(part))
    return out.getvalue()


def sheet(data: str, before: str = "") -> str:
    return f"{before}<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>"


def laughs() -> str:
    steps = "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 20}">' for i in range(6))
    return sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&g;</t></is></c></row>',
        f'<!DOCTYPE x [<!ENTITY a "{"x" * 1000}">{steps}]>',
    )


HOSTILE = {
    "cells far to the right": sheet("".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 9001))),
    "a row far below": sheet('<row r="300000000"><c r="A300000000"><v>1</v></c></row>'),
    "entities within entities": laughs(),
    "an entity that is a file": sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_small_workbook_does_not_swell(what: str) -> None:
    begun = monotonic()
    with pytest.raises(DataRefusal) as refused:
        read_bytes("x.xlsx", with_sheet(HOSTILE[what]))
    assert monotonic() - begun < SOON
    assert refused.value.code in {"too_many_cells", "file_broken"}
    assert "root:" not in refused.value.text.en


def test_a_table_of_a_hundred_thousand_columns_is_refused_soon() -> None:
    begun = monotonic()
    with pytest.raises(DataRefusal, match="16384 columns"):
        read_bytes("x.csv", b";".join(b"c%d" % i for i in range(100_000)) + b"\n" + b";".join([b"1"] * 100_000))
    assert monotonic() - begun < SOON


def test_one_long_word_does_not_stop_the_search_for_addresses() -> None:
    begun = monotonic()
    read_bytes("x.csv", b"a;b\n" + b"x" * 900_000 + b";1\nat @ the office;2\n")
    assert monotonic() - begun < SOON


def test_a_damaged_file_that_crashes_its_reader_costs_the_look_and_not_the_server(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    frame = pd.DataFrame({"id": range(50), "arm": [i % 2 for i in range(50)], "txt": [f"a{i}" for i in range(50)]})
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"arm": {0: "c", 1: "t"}})
    whole = path.read_bytes()
    assert look_at("a.sav", whole).n_rows == 50
    said = set()
    for at in range(180, 400, 12):  # the dictionary: counts and widths that no longer fit what follows
        try:
            look_at("a.sav", whole[:at] + b"\xff\x7f" + whole[at + 2 :])
        except DataRefusal as refusal:
            said.add(refusal.code)
    assert said
    assert all(code.startswith(("file_", "table_", "identifier_", "too_many")) for code in said)


def test_a_parquet_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    duckdb.execute(f"COPY (SELECT 'the same long text again and again' AS a FROM range(30000000)) TO '{path}'")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(DataRefusal) as refused:
        look_at("bomb.parquet", path.read_bytes(), most_memory=3 << 29)
    assert refused.value.code == "file_unreadable_in_bounds"


def test_reading_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(DataRefusal) as refused:
        look_at("x.xlsx", with_sheet(HOSTILE["a row far below"]), longest=1)
    assert refused.value.code == "file_unreadable_in_bounds"


def test_a_refusal_keeps_its_words_on_the_way_between_processes() -> None:
    content = workbook(data=[["id", "who"], [1, ALICE]])
    with pytest.raises(DataRefusal) as here:
        read_bytes("x.xlsx", content)
    with pytest.raises(DataRefusal) as apart:
        look_at("x.xlsx", content)
    assert (apart.value.code, apart.value.text) == (here.value.code, here.value.text)
    assert ALICE not in str(apart.value)


def test_what_is_looked_at_apart_is_what_is_read_here() -> None:
    content = workbook(data=[["Trial"], ["id", "arm"], [1, "a"], [2, "b"]])
    looked, table = (
        look_at("x.xlsx", content, DataSpec(header_row=2)),
        read_bytes("x.xlsx", content, DataSpec(header_row=2)),
    )
    assert (looked.n_rows, [column.name for column in looked.columns]) == (table.n_rows, list(table.columns))


@pytest.mark.parametrize("value", [CODE, ALICE, "040 123 4567"])
def test_a_sheet_that_is_not_read_is_searched_too(value: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_bytes("x.xlsx", workbook(data=[["id"], [1]], people=[["who"], ["-"], [value]]))
    assert refused.value.code == "identifier_on_other_sheet"
    assert "Row 3, cell 1 (sheet “people”)" in refused.value.text.en
    assert value not in str(refused.value.text)


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_rows_above_the_header_are_searched_too(name: str) -> None:
    rows: list[list[object]] = [[f"Ask {ALICE}", ""], ["id", "arm"], [1, 2]]
    content = workbook(data=rows) if name == "x.xlsx" else b"Ask " + ALICE.encode() + b";\nid;arm\n1;2\n"
    with pytest.raises(DataRefusal) as refused:
        read_bytes(name, content, DataSpec(header_row=2))
    assert refused.value.code == "identifier_above_header"
    assert ALICE not in str(refused.value.text)


def test_a_comment_in_a_workbook_is_searched_too() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["id"])
    book.active.append([1])
    book.active["A2"].comment = openpyxl.comments.Comment(f"this is {CODE}", "someone")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(DataRefusal) as refused:
        read_bytes("x.xlsx", out.getvalue())
    assert refused.value.code == "identifier_outside_cells"
    assert CODE not in str(refused.value.text)


def test_the_notes_of_an_spss_file_are_searched_too(tmp_path: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), str(tmp_path / "a.sav"), note=[f"made by {ALICE}"])
    with pytest.raises(DataRefusal) as refused:
        read_bytes("a.sav", (tmp_path / "a.sav").read_bytes())
    assert refused.value.code == "identifier_outside_cells"


def test_a_column_name_that_no_database_takes_is_refused(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"a\0b": [1, 2]}), tmp_path / "a.parquet")
    with pytest.raises(DataRefusal, match=r"column 1|broken|cut"):
        read_bytes("a.parquet", (tmp_path / "a.parquet").read_bytes())
