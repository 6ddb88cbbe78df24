"""Numbers written as text: which decimal sign a column uses, and what its cells are worth.

The rule, column by column, where the plan says `decimal = "auto"`:

1. A column is of numbers if every filled cell is a number under one and the same decimal sign. The other sign, a
   space or a no-break space may part thousands: "1 234,50", "1.234,50" and "1,234.50" are numbers, "0.123" is never
   thousands, "1.5" beside "1,5" is text.
2. Where both signs fit but would give different numbers ("1.234" alone), the file's other columns decide, if all that
   leave no choice agree: one file was written by one program.
3. Where they do not, the file is refused with an example and the key to set. Nothing is guessed.

A column with a whole number of more than 15 digits is text: it is a code, and a float would lose its end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

Decimal = Literal[".", ","]
DECIMALS: tuple[Decimal, ...] = (".", ",")
MISSING_WORDS = frozenset({"NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "."})
"""How R, Excel, pandas, SQL and SAS or Stata write "nothing" among numbers. In a text column they are text."""

SPACE = " \u00a0\u202f\u2009"
MOST_DIGITS = 15
EXACT_UP_TO = 2**53
"""Whole numbers beyond this lose their end as a float: they are codes, and are read as text."""


def _pattern(decimal: Decimal) -> re.Pattern[str]:
    point = re.escape(decimal)
    thousands = re.escape("," if decimal == "." else ".")
    return re.compile(
        rf"""[-+\u2212]?
        (?: [0-9]+ | [1-9][0-9]{{0,2}}(?:[{SPACE}][0-9]{{3}})+ | [1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+
          | (?={point}[0-9]) )
        (?:{point}[0-9]*)?
        (?:[eE][-+]?[0-9]{{1,2}})?""".replace(" ]", "]"),
        re.VERBOSE,
    )


PATTERNS: dict[Decimal, re.Pattern[str]] = {decimal: _pattern(decimal) for decimal in DECIMALS}
TOO_LONG = re.compile(rf"[-+]?[0-9]{{{MOST_DIGITS + 1},}}")
PARTING = {decimal: str.maketrans("", "", SPACE + ("," if decimal == "." else ".")) for decimal in DECIMALS}


def number_in(cell: str, decimal: Decimal) -> float | None:
    """The number that `cell` is under the decimal sign, or None."""
    if PATTERNS[decimal].fullmatch(cell) is None:
        return None
    plain = cell.translate(PARTING[decimal]).replace(",", ".").replace("\u2212", "-")
    return float(plain)


def numbers_in(cells: Iterable[str], decimal: Decimal) -> dict[str, float] | None:
    """The numbers of a column's distinct cells (words for "nothing" as NaN), or None where one is no number."""
    found: dict[str, float] = {}
    some = False
    for cell in cells:
        if cell in MISSING_WORDS:
            found[cell] = float("nan")
            continue
        if TOO_LONG.fullmatch(cell):
            return None
        number = number_in(cell, decimal)
        if number is None:
            return None
        found[cell] = number
        some = True
    return found if some else None


def fitting(cells: Collection[str]) -> tuple[Decimal, ...]:
    """The decimal signs under which all of a column's distinct cells are numbers."""
    return tuple(decimal for decimal in DECIMALS if numbers_in(cells, decimal) is not None)


def ambiguous_cell(cells: Iterable[str]) -> str | None:
    """A cell that is one number under one sign and another under the other: "1.234"; None where there is none."""
    for cell in cells:
        if cell not in MISSING_WORDS and number_in(cell, ".") != number_in(cell, ","):
            return cell
    return None


def decimals_of(columns: Iterable[Collection[str]]) -> set[Decimal]:
    """The signs that the columns which leave no choice are written with: rule 2 above."""
    fits = [fitting(cells) for cells in columns if cells]
    return {fit[0] for fit in fits if len(fit) == 1}
