from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
from jsonschema import Draft202012Validator, ValidationError

from impact.plan.plans import SMALLEST, replaced, with_keys
from oppiva.impact.data.frames import from_frame
from oppiva.impact.disclosure import released
from oppiva.impact.plan import parse_plan
from oppiva.impact.plan import read as reading
from oppiva.impact.plan.canonical import resolved
from oppiva.impact.plan.draft import draft_plan
from oppiva.impact.result import Result
from oppiva.impact.run import run_plan
from oppiva.impact.schema import plan_schema, result_schema

PLANS = [
    SMALLEST,
    with_keys("adjust", 'columns = ["age"]', 'method = "lin"', plan=with_keys("design", 'strata = ["place"]')),
    with_keys("design", 'cluster = "office"', 'take_up = "took"'),
    with_keys("adjust", 'columns = ["age"]', 'method = "plain"', plan=with_keys("flow", 'drawn = { "0" = 45 }')),
    with_keys("lock", 'registered = "x"', "registered_on = 2026-01-15", plan=with_keys("data", 'where = "age > 20"')),
]


def as_json(text: str) -> Any:
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def validate(instance: Any, schema: dict[str, Any]) -> None:
    Draft202012Validator(schema).validate(instance)


def people() -> pl.DataFrame:
    rng = np.random.default_rng(2026)
    n = 80
    treat = np.tile([0, 1], n // 2)
    return pl.DataFrame(
        {
            "treat": treat,
            "y": rng.normal(size=n) + treat,
            "age": rng.integers(21, 60, n),
            "place": ["a", "a", "b", "b"] * (n // 4),
            "office": np.arange(n) % 16,
            "took": treat * (rng.random(n) < 0.7),
        }
    )


def results() -> list[Result]:
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    return [run_plan(parse_plan(plan), from_frame(people()), made_at=made_at) for plan in PLANS]


@pytest.mark.parametrize("schema", [plan_schema(), result_schema()])
def test_the_schemas_are_schemas(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_as_written_and_as_resolved_fits_the_schema(plan: str) -> None:
    validate(as_json(plan), plan_schema())
    validate(resolved(parse_plan(plan)), plan_schema())


def test_a_draft_fits_the_schema() -> None:
    validate(as_json(draft_plan(from_frame(people()))), plan_schema())


@pytest.mark.parametrize(
    "plan",
    [
        replaced('kind = "trial"', 'kind = "synthesis"'),
        replaced('kind = "amount"', 'kind = "duration"'),
        with_keys("design", 'stratum = ["x"]'),
        with_keys("inference", "level = 95"),
        with_keys("data", "header_row = 0"),
        "format = 2" + SMALLEST,
    ],
)
def test_a_plan_that_is_refused_does_not_fit_the_schema(plan: str) -> None:
    with pytest.raises(ValidationError):
        validate(as_json(plan), plan_schema())


def test_the_schema_and_the_reader_know_the_same_keys() -> None:
    properties = plan_schema()["properties"]
    assert set(properties) == set(reading.TOP)
    assert set(properties["data"]["properties"]) == set(reading.DATA)
    assert set(properties["design"]["properties"]) == set(reading.DESIGN)
    assert set(properties["outcome"]["items"]["properties"]) == set(reading.OUTCOME)


def test_every_result_fits_the_schema_released_or_not() -> None:
    for result in results():
        for instance in (result, released(result)):
            text = json.dumps(instance.to_dict(), allow_nan=False)
            validate(json.loads(text), result_schema())


def test_the_schema_describes_every_key_of_a_result() -> None:
    schema = result_schema()
    for result in results():
        plain = result.to_dict()
        assert set(plain) == set(schema["properties"])
        for name, kind in (("flow", "flow"), ("estimates", "estimate"), ("balance", "balance"),
                           ("diagnostics", "diagnostic"), ("claims", "claim")):  # fmt: skip
            for row in plain[name]:
                assert set(row) == set(schema["$defs"][kind]["properties"]), name
