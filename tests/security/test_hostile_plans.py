"""Plans that are built to harm: each is refused with a sentence, soon."""

from __future__ import annotations

from time import monotonic

import pytest

from oppiva.impact.errors import PlanRefusal
from oppiva.impact.plan import parse_plan

SOON = 10
"""Seconds; each takes less than one on a quiet machine."""


def plan(*, control: str = "0", outcome: str = "", more: str = "", title: str = "t") -> str:
    return (
        f'title = "{title}"\n[design]\nkind = "trial"\narm = "arm"\ncontrol = {control}\n'
        f'[[outcome]]\nname = "y"\nkind = "amount"\n{outcome}\n{more}\n'
    )


HOSTILE = {
    "a number of 5000 digits": plan(control="9" * 5000),
    "the same in JSON": '{"title": ' + "9" * 5000 + "}",
    "a number beyond 64 bits": plan(outcome=f"smallest_relevant = {10**400}"),
    "a control without end": plan(control="inf"),
    "a control that is no number": plan(control="nan"),
    "people without end": plan(more=f'[flow]\ndrawn = {{ "0" = {10**15} }}'),
    "lists in lists": plan(control="[" * 50_000 + "]" * 50_000),
    "lists in lists in JSON": '{"title": ' + "[" * 50_000 + "]" * 50_000 + "}",
    "lists somewhat deep": plan(control="[" * 90 + "1" + "]" * 90),
    "a dotted key without end": ".".join(["a"] * 90_000) + " = 1\n",
    "a quoted dotted key without end": " . ".join(['"a"'] * 40_000) + " = 1\n",
    "U+0000": plan(title="t\\u0000"),
    "half a character": '{"title": "\\ud800"}',
    "a filter of many words": plan(more="[data]\nwhere = '" + " or ".join(["a == 1"] * 20_000) + "'"),
    "a filter of many brackets": plan(more="[data]\nwhere = '" + "(" * 100_000 + "'"),
    "a filter of many nots": plan(more="[data]\nwhere = '" + "not " * 50_000 + "'"),
    "many keys": "".join(f"k{number} = 1\n" for number in range(20_000)),
    "a codec that no file is in": plan(more='[data]\nencoding = "punycode"'),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_plan_gets_a_sentence_soon(what: str) -> None:
    begun = monotonic()
    with pytest.raises(PlanRefusal) as refused:
        parse_plan(HOSTILE[what])
    assert monotonic() - begun < SOON
    assert len(refused.value.text.en) < 600


def test_a_long_list_of_columns_is_read_soon() -> None:
    begun = monotonic()
    columns = ", ".join(f'"c{number}"' for number in range(20_000))
    assert len(parse_plan(plan(more=f'[adjust]\nmethod = "plain"\ncolumns = [{columns}]')).adjust.columns) == 20_000
    assert monotonic() - begun < SOON
