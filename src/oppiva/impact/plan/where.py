"""The row filter of a plan: a small language of comparisons, read by a parser of its own and never evaluated as code.

    expression := all ("or" all)*
    all        := one ("and" one)*
    one        := "not" one | "(" expression ")" | test
    test       := column ("==" | "!=" | "<" | "<=" | ">" | ">=") value
                | column "in" "[" value ("," value)* "]"
                | column "is" "missing"

A column is written bare, or within backticks or quotes where it holds spaces; a value is a number or a quoted text.
A comparison with a missing cell is neither true nor false (Kleene's logic, as in SQL): `not x == 1` does not keep rows
where x is missing; only `is missing` speaks of them. A row is kept where the whole is true.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.table import Column, Table
from oppiva.impact.data.values import as_text, equals
from oppiva.impact.errors import DataRefusal, PlanRefusal, message
from oppiva.impact.plan.keys import nearest

Mask = NDArray[np.bool_]
Literals = str | float
DEEPEST = 100
MOST_SIGNS = 5_000
"""Words, values and signs; each value costs a pass over the rows."""

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    | (?P<text>'[^'\n]*'|"[^"\n]*")
    | (?P<quoted>`[^`\n]+`)
    | (?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)
    | (?P<word>[^\W\d][\w.]*)
    )""",
    re.VERBOSE,
)
ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
COMPARISONS = ("==", "!=", *ORDERED)
RESERVED = ("and", "or", "not", "in", "is", "missing")


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a column: a comparison, "in", or "missing"."""

    column: str
    sign: str
    values: tuple[Literals, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Tests joined by and, or; "not" has one part."""

    by: Literal["and", "or", "not"]
    parts: tuple[Where, ...]


Where = Test | Joined


def parse_where(expression: str) -> Where:
    """The filter as a tree. Raises PlanRefusal with the position (counted from 1) and what was expected there."""
    return _Parser(expression).read()


def columns_of(where: Where) -> list[str]:
    """The columns that a filter names, in its order."""
    if isinstance(where, Test):
        return [where.column]
    return [column for part in where.parts for column in columns_of(part)]


def select(expression: str, table: Table) -> Mask:
    """Rows of `table` for which the filter is true; shape (n_rows,).

    Raises PlanRefusal for a filter that cannot be read, DataRefusal for a column that the file lacks or an
    order (<, >) between a number and a text.
    """
    true, _ = _evaluate(parse_where(expression), table)
    return true


def _evaluate(where: Where, table: Table) -> tuple[Mask, Mask]:
    """Rows where the filter is true, rows where it is false; the rest is unknown."""
    if isinstance(where, Test):
        return _tested(where, table)
    true, false = _evaluate(where.parts[0], table)
    if where.by == "not":
        return false, true
    for part in where.parts[1:]:
        other_true, other_false = _evaluate(part, table)
        if where.by == "and":
            true, false = true & other_true, false | other_false
        else:
            true, false = true | other_true, false & other_false
    return true, false


def _tested(test: Test, table: Table) -> tuple[Mask, Mask]:
    if test.column not in table:
        near = nearest(test.column, table.columns)
        if near is not None:
            raise DataRefusal("where_no_column_near", column=test.column, position=test.position, nearest=near)
        raise DataRefusal("where_no_column", column=test.column, position=test.position, known=", ".join(table.columns))
    column = table[test.column]
    if test.sign == "missing":
        return column.missing, ~column.missing
    known = ~column.missing
    if test.sign in ORDERED:
        true = _ordered(column, test, known)
    else:
        true = np.logical_or.reduce([equals(column, value) for value in test.values])
        if test.sign == "!=":
            true = known & ~true
    return true, known & ~true


def _ordered(column: Column, test: Test, known: Mask) -> Mask:
    """Order of numbers by size and of texts (and so of dates, written 2026-01-15) by their letters."""
    value, compare = test.values[0], ORDERED[test.sign]
    true = np.zeros(len(column.values), dtype=bool)
    if column.kind == "number" and not isinstance(value, str):
        true[known] = compare(column.values[known], value)
        return true
    if column.kind == "number" or not isinstance(value, str):
        raise DataRefusal(
            "where_order",
            column=test.column,
            position=test.position,
            column_kind=message("kind_number" if column.kind == "number" else "kind_text"),
            value=as_text(value),
        )
    true[known] = [compare(as_text(cell), value) for cell in column.values[known]]
    return true


class _Parser:
    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.tokens = self._tokens()
        self.at = 0
        self.depth = 0

    def _tokens(self) -> list[tuple[str, str, int]]:
        found: list[tuple[str, str, int]] = []
        at, text = 0, self.expression
        end = len(text.rstrip())
        while at < end:
            if len(found) == MOST_SIGNS:
                raise PlanRefusal("where_too_long", most=MOST_SIGNS)
            match = TOKEN.match(text, at)
            if match is None:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise PlanRefusal("where_sign", position=start + 1, found=text[start])
            kind = match.lastgroup or ""
            found.append((kind, match[kind], match.start(kind) + 1))
            at = match.end()
        return [*found, ("end", "", len(text) + 1)]

    def read(self) -> Where:
        where = self._any()
        if self.tokens[self.at][0] != "end":
            raise self._refusal("where_and_or_end")
        return where

    def _refusal(self, expected: str) -> PlanRefusal:
        kind, found, position = self.tokens[self.at]
        if kind == "end":
            return PlanRefusal("where_ends", position=position, expected=message(expected))
        return PlanRefusal("where_wrong", position=position, found=found, expected=message(expected))

    def _word(self, word: str) -> bool:
        """Takes the word or sign if it stands next."""
        kind, found, _ = self.tokens[self.at]
        if kind in ("word", "sign") and found == word:
            self.at += 1
            return True
        return False

    def _any(self) -> Where:
        return self._joined("or", self._all)

    def _all(self) -> Where:
        return self._joined("and", self._one)

    def _joined(self, by: Literal["and", "or"], part: Callable[[], Where]) -> Where:
        parts = [part()]
        while self._word(by):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Joined(by, tuple(parts))

    def _one(self) -> Where:
        self.depth += 1
        if self.depth > DEEPEST:
            raise PlanRefusal("where_too_deep", deepest=DEEPEST)
        if self._word("not"):
            where: Where = Joined("not", (self._one(),))
        elif self._word("("):
            where = self._any()
            if not self._word(")"):
                raise self._refusal("where_closing")
        else:
            where = self._test()
        self.depth -= 1
        return where

    def _test(self) -> Test:
        kind, found, position = self.tokens[self.at]
        if kind not in ("word", "quoted", "text") or (kind == "word" and found in RESERVED):
            raise self._refusal("where_a_column")
        self.at += 1
        column = found if kind == "word" else found[1:-1]
        if self._word("is"):
            if not self._word("missing"):
                raise self._refusal("where_missing")
            return Test(column, "missing", (), position)
        if self._word("in"):
            return Test(column, "in", self._list(), position)
        sign = self.tokens[self.at][1]
        if self.tokens[self.at][0] != "sign" or sign not in COMPARISONS:
            raise self._refusal("where_a_comparison")
        self.at += 1
        return Test(column, sign, (self._value(),), position)

    def _list(self) -> tuple[Literals, ...]:
        if not self._word("["):
            raise self._refusal("where_a_list")
        values = [self._value()]
        while self._word(","):
            values.append(self._value())
        if not self._word("]"):
            raise self._refusal("where_list_end")
        return tuple(values)

    def _value(self) -> Literals:
        kind, found, _ = self.tokens[self.at]
        if kind not in ("number", "text"):
            raise self._refusal("where_a_value")
        self.at += 1
        return float(found) if kind == "number" else found[1:-1]
