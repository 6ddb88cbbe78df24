"""Parquet, read by DuckDB."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.bounds import refuse_columns
from oppiva.impact.data.numbers import EXACT_UP_TO
from oppiva.impact.data.raw import Cell, Raw
from oppiva.impact.errors import DataRefusal

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "BOOLEAN", "FLOAT", "DOUBLE")
LONG = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT")


def read_parquet(content: bytes) -> Raw:
    """The columns of a Parquet file; row 1 is its first row.

    Raises DataRefusal: a file that is cut off or broken, no rows, a name twice.
    """
    import duckdb

    if len(content) < 12 or not content.endswith((b"PAR1", b"PARE")):
        raise DataRefusal("file_truncated", format="Parquet")
    # A file of our own: the name given by a user could hold signs that DuckDB reads as patterns.
    with tempfile.TemporaryDirectory(prefix="oppiva-") as folder:
        path = Path(folder) / "data.parquet"
        path.write_bytes(content)
        with duckdb.connect() as connection:
            # Nothing but this one file, no extension, and no way back: DuckDB could otherwise open what a file names.
            connection.execute("SET autoinstall_known_extensions = false")
            connection.execute("SET autoload_known_extensions = false")
            connection.execute("SET allowed_paths = [?]", [str(path)])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            try:
                return _read(connection, str(path))
            except duckdb.Error as error:
                raise DataRefusal("file_truncated", format="Parquet") from error


def _read(connection: Any, path: str) -> Raw:
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    refuse_columns(len(described))
    names = [str(row[0]) for row in described]
    columns: list[list[Cell] | NDArray[np.float64]] = []
    n_rows = connection.execute("SELECT count(*) FROM read_parquet(?)", [path]).fetchone()[0]
    if n_rows == 0:
        raise DataRefusal("table_no_rows")
    for name, kind in ((str(row[0]), str(row[1])) for row in described):
        quoted = '"' + name.replace('"', '""') + '"'
        columns.append(_column(connection, path, quoted, kind))
    return Raw(names=names, columns=columns, row_numbers=np.arange(1, n_rows + 1), header_row=None)


def _column(connection: Any, path: str, name: str, kind: str) -> list[Cell] | NDArray[np.float64]:
    def fetch(expression: str) -> Any:
        return connection.execute(f"SELECT {expression} AS cell FROM read_parquet(?)", [path])  # noqa: S608

    fits = kind in WHOLE or kind.startswith("DECIMAL")
    if kind in LONG:
        largest = fetch(f"max(abs({name}::HUGEINT))").fetchone()[0]
        fits = largest is None or largest <= EXACT_UP_TO
    if fits:
        cells = fetch(f"{name}::DOUBLE").fetchnumpy()["cell"]
        return np.array(np.ma.filled(cells.astype(np.float64), np.nan), dtype=np.float64)
    if kind == "DATE":
        return [row[0] for row in fetch(name).fetchall()]
    return [row[0] for row in fetch(f"{name}::VARCHAR").fetchall()]
