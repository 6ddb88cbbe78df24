"""What SPSS and Stata files have in common: pyreadstat's columns with labels. Labels name, codes decide."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.bounds import refuse_columns
from oppiva.impact.data.identifiers import first_with_identifier
from oppiva.impact.data.raw import Cell, Raw
from oppiva.impact.errors import DataRefusal, message


def read_labelled(
    read: Callable[..., tuple[dict[str, NDArray[Any] | list[Any]], Any]], content: bytes, format_name: str
) -> Raw:
    """The columns of a labelled file; row 1 is its first case. User-declared missing codes are missing.

    Raises DataRefusal: a file that is cut off, broken or in letters it does not declare; no rows.
    """
    from pyreadstat import PyreadstatError, ReadstatError

    try:
        columns, meta = read(io.BytesIO(content), output_format="dict")
    except (ReadstatError, PyreadstatError, UnicodeError, OverflowError, ValueError, TypeError) as error:
        raise DataRefusal("file_truncated", format=format_name) from error
    refuse_columns(len(columns))
    notes = [str(note) for note in (*(meta.notes or ()), meta.file_label or "")]
    found = first_with_identifier([line for note in notes for line in note.splitlines()])
    if found is not None:  # the file is kept as a whole
        raise DataRefusal("identifier_outside_cells", kind=message(f"identifier_{found[1]}"))
    names = list(columns)
    n_rows = len(next(iter(columns.values()))) if columns else 0
    if n_rows == 0:
        raise DataRefusal("table_no_rows")
    if meta.number_rows is not None and meta.number_rows != n_rows:
        raise DataRefusal("file_truncated", format=format_name)
    return Raw(
        names=names,
        columns=[_cells(values) for values in columns.values()],
        row_numbers=np.arange(1, n_rows + 1),
        header_row=None,
        value_labels={
            name: {(float(code) if not isinstance(code, str) else code): str(label) for code, label in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        column_labels={name: label for name, label in meta.column_names_to_labels.items() if label},
    )


def _cells(values: NDArray[Any] | list[Any]) -> list[Cell] | NDArray[np.float64]:
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
        return values.astype(np.float64)
    cells = [_cell(value) for value in values]
    if all(cell is None or isinstance(cell, float) for cell in cells):
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    return cells


def _cell(value: Any) -> Cell:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else _cell(value.astype("datetime64[us]").item())
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, (str, date)):
        return value
    return float(value) if isinstance(value, (bool, int, float, np.number)) else str(value)
