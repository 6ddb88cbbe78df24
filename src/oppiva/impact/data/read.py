"""Reading a data file: CSV, Excel, Parquet, SPSS or Stata, told apart by what the bytes say, else by the name."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath

from oppiva.impact.data.cells import build_table, refuse_identifiers
from oppiva.impact.data.header import split_header
from oppiva.impact.data.raw import Raw
from oppiva.impact.data.table import Table
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import DataSpec

SUFFIXES = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet",
    ".sav": "spss", ".zsav": "spss", ".dta": "stata",
}  # fmt: skip
MAGIC = (
    (b"PAR1", "parquet"), (b"$FL2", "spss"), (b"$FL3", "spss"), (b"<stata_dta>", "stata"),
)  # fmt: skip
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
KNOWN = "CSV, XLSX, Parquet, SPSS (.sav), Stata (.dta)"


def read_table(path: str | Path, spec: DataSpec | None = None, *, temporary_codes_allowed: bool = False) -> Table:
    """The table in the file at `path`, read as `spec` (the plan's [data]) says.

    `temporary_codes_allowed` lets identity codes with individual numbers 900–999 pass: for demonstrations only.
    Raises DataRefusal with sheet, row and column; its sentence never repeats a value that points at a person.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataRefusal("file_unreadable", file=path.name) from error
    return read_bytes(path.name, content, spec, temporary_codes_allowed=temporary_codes_allowed)


def read_bytes(
    name: str, content: bytes, spec: DataSpec | None = None, *, temporary_codes_allowed: bool = False
) -> Table:
    """The table in the bytes of an uploaded file called `name`; as `read_table`."""
    spec = spec or DataSpec()
    if not content:
        raise DataRefusal("file_empty")
    raw = _raw(file_format(name, content), content, spec, temporary_codes_allowed)
    refuse_identifiers(raw, temporary_codes_allowed=temporary_codes_allowed)
    return build_table(
        raw,
        "typed" if raw.header_row is None else spec.decimal,
        sha256=hashlib.sha256(content).hexdigest(),
        source=PurePath(name).name,
    )


def file_format(name: str, content: bytes) -> str:
    """ "csv", "xlsx", "parquet", "spss" or "stata". Raises DataRefusal for anything else, saying what can be read."""
    for magic, found in MAGIC:
        if content.startswith(magic):
            return found
    suffix = PurePath(name).suffix.lower()
    if content.startswith(OLD_EXCEL):
        raise DataRefusal("file_old_excel")
    by_name = SUFFIXES.get(suffix)
    if content.startswith(ZIP):
        if by_name in ("xlsx", "csv"):
            return "xlsx"
        by_name = None
    if by_name is None:
        raise DataRefusal("file_format_unknown", suffix=suffix or "–", known=KNOWN)
    return by_name


def _raw(found: str, content: bytes, spec: DataSpec, temporary_codes_allowed: bool) -> Raw:
    """Each reader is imported when its format comes, so that a CSV file costs no spreadsheet library."""
    if found == "parquet":
        from oppiva.impact.data.parquet_file import read_parquet

        return read_parquet(content)
    if found == "spss":
        from oppiva.impact.data.spss_file import read_spss

        return read_spss(content)
    if found == "stata":
        from oppiva.impact.data.stata_file import read_stata

        return read_stata(content)
    if found == "xlsx":
        from oppiva.impact.data.xlsx_file import read_xlsx

        rows = read_xlsx(content, spec, temporary_codes_allowed=temporary_codes_allowed)
    else:
        from oppiva.impact.data.csv_file import read_csv

        rows = read_csv(content, spec)
    return split_header(rows, temporary_codes_allowed=temporary_codes_allowed)
