from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.plan.plans import SMALLEST, replaced, with_keys
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan.canonical import canonical_json, plan_sha256, resolved

RICH = with_keys(
    "design", 'cluster = "office"', 'take_up = { "1" = "a" }',
    plan=with_keys("adjust", 'columns = ["age", "sex"]', 'method = "lin"', plan=with_keys("lock", "registered = 'x'")),
)  # fmt: skip


@pytest.mark.parametrize("text", [SMALLEST, RICH, with_keys("inference", "seed = 5")])
def test_the_canonical_json_is_read_back_as_the_same_plan(text: str) -> None:
    plan = parse_plan(text)
    assert parse_plan(canonical_json(plan)) == plan


def test_the_hash_is_of_the_canonical_json_with_the_default_seed_left_null() -> None:
    plan = parse_plan(SMALLEST)
    assert json.loads(canonical_json(plan))["inference"]["seed"] is None
    assert plan.sha256 == hashlib.sha256(canonical_json(plan).encode()).hexdigest() == plan_sha256(plan)


def test_canonical_json_has_sorted_keys_and_no_white_space() -> None:
    text = canonical_json(parse_plan(RICH))
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(
    comments=st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20), min_size=1, max_size=5),
    line_end=st.sampled_from(["\n", "\r\n"]),
    indent=st.sampled_from(["", "  ", "\t"]),
)
def test_comments_line_ends_and_indents_do_not_change_the_hash(comments: list[str], line_end: str, indent: str) -> None:
    lines = []
    for number, line in enumerate(RICH.splitlines()):
        comment = comments[number % len(comments)]
        lines += [f"{indent}# {comment}", f"{indent}{line}" + (f"  # {comment}" if line else "")]
    assert parse_plan(line_end.join(lines)).sha256 == parse_plan(RICH).sha256


def test_a_default_written_out_does_not_change_the_hash() -> None:
    written = with_keys("data", 'missing = "refuse"', "sheet = 1", plan="format = 1\n" + SMALLEST)
    assert parse_plan(written).sha256 == parse_plan(SMALLEST).sha256


def test_the_derived_seed_written_out_does_not_change_the_hash() -> None:
    plan = parse_plan(SMALLEST)
    assert parse_plan(with_keys("inference", f"seed = {plan.inference.seed}")) == plan


@pytest.mark.parametrize(
    "changed",
    [
        replaced("control = 0", "control = 1"),
        replaced("control = 0", 'control = "0"'),
        replaced('title = "A trial"', 'title = "Another trial"'),
        with_keys("inference", "seed = 1"),
        with_keys("[outcome]", 'better = "higher"'),
    ],
)
def test_whatever_changes_the_analysis_changes_the_hash(changed: str) -> None:
    assert parse_plan(changed).sha256 != parse_plan(SMALLEST).sha256


def test_the_resolved_plan_holds_every_key_of_the_format() -> None:
    plan = resolved(parse_plan(SMALLEST))
    assert set(plan) == {
        "format", "title", "language", "measure", "data", "design", "flow", "lock", "outcome", "adjust", "inference",
    }  # fmt: skip
