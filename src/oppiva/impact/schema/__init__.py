"""The JSON Schemas (draft 2020-12) of the plan, format 1, and of the result, format 1, for whoever reads our files."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def plan_schema() -> dict[str, Any]:
    """The schema of a plan file (TOML as JSON values, dates as text) and of a resolved plan."""
    return _schema("plan-1.json")


def result_schema() -> dict[str, Any]:
    """The schema of the object that `oppiva study run --json` prints."""
    return _schema("result-1.json")


def _schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files(__package__) / name).read_text("utf-8"))
    return loaded
