from __future__ import annotations

import io
import time
import uuid
from datetime import date

import pandas as pd
import polars as pl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from impact.plan.refusals import refusal_of
from oppiva.impact.data.frames import from_frame
from oppiva.impact.data.identifiers import kind_in
from oppiva.impact.data.read import read_bytes, read_table
from oppiva.impact.text import LANGUAGES

CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
SIGNS = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}


def identity_code(day: date, sign: str, individual: int) -> str:
    """A code by the rule of the Digital and Population Data Services Agency (dvv.fi/hetu): no one's in particular."""
    number = f"{day:%d%m%y}{individual:03d}"
    return f"{day:%d%m%y}{sign}{individual:03d}{CHECK[int(number) % 31]}"


codes = st.builds(
    lambda sign, day, individual: identity_code(day.replace(year=SIGNS[sign] + day.year % 100), sign, individual),
    st.sampled_from(sorted(SIGNS)),
    st.dates(date(1901, 1, 1), date(1999, 12, 31)).filter(lambda day: (day.month, day.day) != (2, 29)),
    st.integers(2, 999),
)


@given(
    code=codes, before=st.sampled_from(["", "asiakas ", "hetu:", "("]), after=st.sampled_from(["", " ", ", Oulu", ")"])
)
def test_an_identity_code_of_any_sign_is_found_within_text_and_in_small_letters(
    code: str, before: str, after: str
) -> None:
    assert kind_in(before + code + after) == "identity_code"
    assert kind_in(before + code.lower() + after) == "identity_code"


@given(codes)
def test_individual_numbers_from_900_pass_only_where_they_are_allowed(code: str) -> None:
    expected = None if code[7] == "9" else "identity_code"
    assert kind_in(code, temporary_codes_allowed=True) == expected


@given(codes)
def test_a_wrong_check_character_is_no_identity_code(code: str) -> None:
    other = CHECK[(CHECK.index(code[-1]) + 1) % 31]
    assert kind_in(code[:-1] + other) != "identity_code"


@pytest.mark.parametrize("text", ["131052 - 308T", "131052–308T", "131052−308t", "１３１０５２-308T"])
def test_spaces_and_long_dashes_do_not_hide_an_identity_code(text: str) -> None:
    assert kind_in(text) == "identity_code"


@pytest.mark.parametrize("text", ["matti.meikalainen@example.fi", "osoite: m_m+x@posti.example.com.", "työ@yritys.fi"])
def test_an_e_mail_address_is_found(text: str) -> None:
    assert kind_in(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "+358401234567", "+358 40 123 4567", "+358 (0)40 123 4567", "00358 9 1234567", "+358-50-1234567", "0401234567",
        "040 123 4567", "040-1234567", "045 1234 567", "09 1234 567", "(09) 123 4567", "050 123 4567 (äiti)",
        "soita 0400 123 456", "029 502 0000", "016\u00a0123 456", "019-123456",
    ],
)  # fmt: skip
def test_a_finnish_telephone_number_is_found(text: str) -> None:
    assert kind_in(text) == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "24500", "1234567", "401234567", "358401234567", "1 234 567", "12 345 678,90", "0.401234567", "0,0401234567",
        "00012345", "0000000123", "012345", "091", "05.11.2024", "05-11-2024", "05-11-2024 12:30", "2024-05-11 08:15",
        "05/11/2024", "01-12", "09-2024", "0119343-0", "08:15-16:00", "08-16", "FI21 1234 5600 0007 85", "00100 Oulu",
        "130524-308X", "312052-308T", "a@b", "hinta @ 5", "1.2.2024–3.4.2024", "",
    ],
)  # fmt: skip
def test_amounts_dates_codes_and_ids_are_not_taken_for_people(text: str) -> None:
    assert kind_in(text) is None


def test_row_numbers_made_by_a_program_are_not_taken_for_people() -> None:
    # The middle of this one would be an identity code if it stood alone.
    assert kind_in("00131052-308d-4000-8000-000000000000") is None
    assert all(kind_in(str(uuid.UUID(int=number * 7919))) is None for number in range(2_000))


CODE = identity_code(date(1952, 10, 13), "-", 308)


def check_refusal(act: object, kind: dict[str, str], *named: str) -> None:
    refusal = refusal_of(act, "identifier_in_cell", *named)  # type: ignore[arg-type]
    for language in LANGUAGES:
        assert kind[language] in refusal.text.in_(language)
        assert CODE not in refusal.text.in_(language)


KIND = {"fi": "henkilötunnus", "sv": "personbeteckning", "en": "personal identity code"}


def test_a_csv_file_is_refused_naming_row_and_column_and_never_the_value() -> None:
    content = f"id;huomautus\n1;\n2;asiakas {CODE}\n".encode()
    check_refusal(lambda: read_bytes("a.csv", content), KIND, "3", "huomautus")


def test_a_workbook_is_refused_naming_its_sheet() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Asiakkaat"
    book.active.append(["id", "tunnus"])
    book.active.append([1, CODE])
    file = io.BytesIO()
    book.save(file)
    check_refusal(lambda: read_bytes("a.xlsx", file.getvalue()), KIND, "2", "tunnus", "Asiakkaat")


def test_a_frame_is_refused_too() -> None:
    check_refusal(lambda: from_frame(pl.DataFrame({"id": [1, 2], "x": [None, CODE]})), KIND, "2", "x")


def test_a_code_that_would_be_read_as_a_number_is_found_before_it_is() -> None:
    code = next(
        code for number in range(2, 900) if (code := identity_code(date(2010, 1, 1), "E", number))[-1].isdigit()
    )
    refusal_of(lambda: read_bytes("a.csv", f"id;x\n1;{code}\n".encode()), "identifier_in_cell", "2", "x")


def test_a_telephone_number_in_a_column_of_numbers_is_found() -> None:
    refusal_of(lambda: read_bytes("a.csv", b"id;x\n1;0401234567\n"), "identifier_in_cell", "2", "x")


def test_a_code_for_a_column_name_is_refused_by_its_place() -> None:
    content = f"1;{CODE}\n2;x\n".encode()
    refusal = refusal_of(lambda: read_bytes("a.csv", content), "identifier_in_header", "2")
    assert CODE not in str(refusal)


def test_a_code_among_value_labels_is_refused(tmp_path: object) -> None:
    path = f"{tmp_path}/a.sav"
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0]}), path, variable_value_labels={"x": {1: CODE}})
    refusal = refusal_of(lambda: read_table(path), "identifier_in_label", "1")
    assert CODE not in str(refusal)


def test_codes_of_the_demonstration_pass_where_they_are_allowed() -> None:
    content = f"id;x\n1;{identity_code(date(1990, 5, 5), '-', 910)}\n".encode()
    refusal_of(lambda: read_bytes("a.csv", content), "identifier_in_cell")
    assert read_bytes("a.csv", content, temporary_codes_allowed=True).n_rows == 1


def test_a_large_file_of_text_is_searched_in_seconds() -> None:
    rows, columns = 100_000, 20
    # As offices' texts do, these repeat themselves; one column of twenty is different in every row.
    texts = [[f"työnhakija {row} palvelu {number}" for row in range(5_000)] for number in range(columns - 1)]
    frame = {f"c{number}": own * (rows // len(own)) for number, own in enumerate(texts)}
    table = pl.DataFrame(frame | {"row": [f"rivi {row} {row * 37}" for row in range(rows)]})
    started = time.process_time()
    from_frame(table)
    assert time.process_time() - started < 10
