from __future__ import annotations

import ast
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.plan.refusals import refusal_of
from oppiva.impact.data.table import Column, Table
from oppiva.impact.plan.where import columns_of, parse_where, select

NAN = float("nan")


def table() -> Table:
    days = np.array([date(2026, 1, 1), date(2026, 6, 1), None, date(2027, 1, 1)], dtype=object)
    columns = [
        Column("age", "number", np.array([20.0, 30.0, NAN, 50.0])),
        Column("sample", "text", np.array(["full", "short", None, "full"], dtype=object)),
        Column("own column", "number", np.array([1.0, 2.0, 3.0, 4.0])),
        Column("started", "date", days),
    ]
    return Table({column.name: column for column in columns}, 4)


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("sample == 'full'", [1, 0, 0, 1]),
        ('sample != "full"', [0, 1, 0, 0]),
        ("age < 30", [1, 0, 0, 0]),
        ("age <= 30", [1, 1, 0, 0]),
        ("age > 30", [0, 0, 0, 1]),
        ("age >= 3e1", [0, 1, 0, 1]),
        ("age in [20, 50]", [1, 0, 0, 1]),
        ("sample in ['short', 'x']", [0, 1, 0, 0]),
        ("age is missing", [0, 0, 1, 0]),
        ("not age is missing", [1, 1, 0, 1]),
        ("not age == 20", [0, 1, 0, 1]),
        ("age == 20 or age == 30 and sample == 'full'", [1, 0, 0, 0]),
        ("(age == 20 or age == 30) and sample == 'short'", [0, 1, 0, 0]),
        ("not (age == 20 or sample == 'short')", [0, 0, 0, 1]),
        ("age is missing or age > 40", [0, 0, 1, 1]),
        ("`own column` > 2", [0, 0, 1, 1]),
        ("'own column' > 2", [0, 0, 1, 1]),
        ("age == '20'", [1, 0, 0, 0]),
        ("started >= '2026-06-01'", [0, 1, 0, 1]),
        ("age>=-1 and sample=='full'", [1, 0, 0, 1]),
    ],
)
def test_the_filter_keeps_the_rows_for_which_it_is_true(expression: str, kept: list[int]) -> None:
    assert select(expression, table()).tolist() == [bool(row) for row in kept]


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("age = 20", "where_sign", "5"),
        ("age ==", "where_ends", "7"),
        ("age == 20 20", "where_wrong", "11"),
        ("(age == 20", "where_ends", "11"),
        ("20 == age", "where_wrong", "1"),
        ("age == sample", "where_wrong", "8"),
        ("age in 20", "where_wrong", "8"),
        ("age in []", "where_wrong", "9"),
        ("age in [20", "where_ends", "11"),
        ("age is not missing", "where_wrong", "8"),
        ("age + 1 == 2", "where_sign", "5"),
        ("__import__('os')", "where_wrong", "11"),
        ("and age == 1", "where_wrong", "1"),
        ("age", "where_ends", "4"),
        ("", "where_ends", "1"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_its_position(expression: str, code: str, position: str) -> None:
    refusal_of(lambda: parse_where(expression), code, position)


def test_a_filter_nested_without_end_is_refused() -> None:
    refusal_of(lambda: parse_where("(" * 4_000 + "a == 1"), "where_too_deep")


def test_a_column_that_the_file_lacks_is_named_with_the_nearest() -> None:
    refusal_of(lambda: select("smple == 'full'", table()), "where_no_column_near", "smple", "sample")
    refusal_of(lambda: select("zzz == 1", table()), "where_no_column", "zzz", "own column")


def test_a_number_has_no_order_beside_a_text() -> None:
    refusal_of(lambda: select("sample > 3", table()), "where_order", "sample", "3")
    refusal_of(lambda: select("age > 'x'", table()), "where_order", "age", "x")


def test_the_columns_of_a_filter_are_known_before_any_data() -> None:
    assert columns_of(parse_where("a == 1 and (`b c` > 2 or not d is missing)")) == ["a", "b c", "d"]


@given(st.recursive(
    st.sampled_from(["age > 25", "sample == 'full'", "age is missing"]),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) and ({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) or ({two[1]})"),
    ), max_leaves=8,
))  # fmt: skip
def test_a_filter_agrees_with_three_valued_logic_worked_out_row_by_row(expression: str) -> None:
    rows = [(20.0, "full"), (30.0, "short"), (None, None), (50.0, "full")]
    expected = [_kleene(expression, age, sample) is True for age, sample in rows]
    assert select(expression, table()).tolist() == expected


def _kleene(expression: str, age: float | None, sample: str | None) -> bool | None:
    """Python's own grammar over true, false and None, with not, and, or as Kleene's truth tables."""
    words = (
        expression.replace("age > 25", "A").replace("sample == 'full'", "B").replace("age is missing", "C")
    )  # fmt: skip
    values = {
        "A": None if age is None else age > 25,
        "B": None if sample is None else sample == "full",
        "C": age is None,
    }

    def of(node: ast.expr) -> bool | None:
        if isinstance(node, ast.Name):
            return values[node.id]
        if isinstance(node, ast.UnaryOp):
            inner = of(node.operand)
            return None if inner is None else not inner
        assert isinstance(node, ast.BoolOp)
        parts = [of(part) for part in node.values]
        decided = isinstance(node.op, ast.Or)
        return decided if decided in parts else None if None in parts else not decided

    return of(ast.parse(words, mode="eval").body)
