"""CSV as offices export it: commas, semicolons or tabs; UTF-8 with or without its mark, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from oppiva.impact.data.raw import Rows
from oppiva.impact.errors import DataRefusal
from oppiva.impact.plan.model import DataSpec

DELIMITERS = {",": ",", ";": ";", "tab": "\t"}
SAMPLE_ROWS = 200
LONGEST_CELL = 1_000_000


def read_csv(content: bytes, spec: DataSpec) -> Rows:
    """The rows of a CSV file as text cells. Quoted cells may hold line ends; such a record is one row, as in Excel.

    Raises DataRefusal: not text in the encoding, an open quote, no character of CSV at all.
    """
    text = decoded(content, spec.encoding)
    if not text.strip():
        raise DataRefusal("file_empty")
    hinted = None
    if text[:4].lower() == "sep=":
        # Excel's own way of naming the delimiter in a first line of its own.
        hinted, text = text[4:5], "\n" + text.split("\n", 1)[-1]
    delimiter = hinted or (_guessed(text, spec.header_row) if spec.delimiter == "auto" else DELIMITERS[spec.delimiter])
    return Rows(rows=[list(row) for row in _records(text, delimiter)], header_row=spec.header_row + bool(hinted))


def decoded(content: bytes, encoding: str) -> str:
    """The text of the bytes; "auto" takes the byte-order mark, else UTF-8, else Windows-1252."""
    if encoding != "auto":
        return _decoded(content, "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(content, "utf-16")
    try:
        return _without_nulls(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return _without_nulls(content.decode(encoding))
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise DataRefusal("file_encoding", encoding=encoding, line=content[:start].count(b"\n") + 1) from None


def _without_nulls(text: str) -> str:
    if "\0" in text:
        raise DataRefusal("file_not_text", line=text[: text.index("\0")].count("\n") + 1)
    return text


def _records(text: str, delimiter: str, most: int | None = None) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if most is not None and len(records) >= most:
                break
    except csv.Error:
        raise DataRefusal("csv_quotes", row=len(records) + 1) from None
    return records


def _guessed(text: str, header_row: int) -> str:
    """The delimiter that parts most rows alike into most cells; the header row must be among them or wider.

    Raises DataRefusal where none parts anything and one that the first line holds trips over a quotation mark.
    """
    best, best_score = ";", (0.0, 0)
    broken: DataRefusal | None = None
    for delimiter in DELIMITERS.values():
        try:
            records = _records(text, delimiter, SAMPLE_ROWS)
        except DataRefusal as refusal:
            if delimiter in text.lstrip().split("\n", 1)[0]:
                broken = refusal
            continue
        widths = Counter(len(record) for record in records[header_row - 1 :] if any(record))
        if not widths:
            continue
        width, alike = widths.most_common(1)[0]
        score = (alike / widths.total(), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    if broken is not None and best_score == (0.0, 0):
        raise broken
    return best
