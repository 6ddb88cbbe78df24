"""The result as frozen values, exactly the object that `--json` prints (result format 1)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

from oppiva.impact.text import Text

Level = Literal["effect", "indication", "inconclusive", "association", "promising_practice", "lesson", "none"]
Verdict = Literal["favourable", "unfavourable", "higher", "lower", "small_at_most", "inconclusive"]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """People of one arm: drawn, in the file, analysed for each outcome, and why the rest are not."""

    arm: str
    drawn: int | None
    in_file: int
    analysed: dict[str, int]
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One row: an outcome × arm × estimator. Numbers are in the outcome's unit (shares as 0–1)."""

    id: str
    outcome: str
    arm: str
    versus: str
    estimand: str
    estimator: str
    estimate: float | None
    std_error: float | None
    std_error_type: str | None
    df: float | None
    level: float
    ci_low: float | None
    ci_high: float | None
    p_value: float | None
    n_treated: int
    n_control: int
    mean_control: float | None
    primary: bool
    decides: bool
    scale: str = "difference"
    subgroup: dict[str, Any] | None = None
    wave: str | None = None
    ci_set: tuple[tuple[float | None, float | None], ...] | None = None
    lower: float | None = None
    upper: float | None = None
    p_adjusted: float | None = None
    adjusted_by: str | None = None
    n_clusters: int | None = None
    n_clusters_treated: int | None = None
    n_clusters_control: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One covariate before the draw, by arm. The standardised difference is shown and never decides in a trial."""

    column: str
    arm: str
    versus: str
    mean_treated: float | None
    mean_control: float | None
    standardised_difference: float | None
    n_missing: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A check of the design. `verdict` is "passes", "warns", "fails" or "not_applicable"."""

    name: str
    outcome: str | None = None
    arm: str | None = None
    versus: str | None = None
    statistic: float | None = None
    df: float | None = None
    p_value: float | None = None
    value: float | None = None
    threshold: float | None = None
    verdict: str = "passes"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """A rule of the claim gate that lowers the grade, with the sentence that says why."""

    rule: str
    to: int
    because: Text
    value: float | None = None
    """What was found, where the rule compares a number (shares as 0–1)."""
    threshold: float | None = None
    """The limit it was compared with."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The strongest sentence that the design under one deciding estimate allows."""

    estimate: str
    scale: str
    grade: int
    caps: tuple[Cap, ...]
    verdict: Verdict
    level: Level
    reasons: tuple[str, ...]
    sentence: Text
    small_at_most: bool = False
    """V2 holds beside the verdict: the whole interval lies within ±smallest_relevant."""


@dataclass(frozen=True, slots=True)
class ResultWarning:
    """Something the reader must know that does not stop the run."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was held back so that the result may be released."""

    smallest_cell: int | None = None
    suppressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one run of a plan gives."""

    result_format: int
    oppiva_version: str
    python: str
    libraries: dict[str, str]
    made_at: datetime
    plan_sha256: str
    plan_file_sha256: str | None
    data_sha256: str | None
    language: str
    design: dict[str, Any]
    flow: tuple[FlowRow, ...]
    estimates: tuple[Estimate, ...]
    balance: tuple[BalanceRow, ...]
    diagnostics: tuple[Diagnostic, ...]
    claims: tuple[Claim, ...] = ()
    warnings: tuple[ResultWarning, ...] = ()
    disclosure: Disclosure = Disclosure()
    series: tuple[Any, ...] = ()
    synthesis: Any = None
    models: tuple[Any, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values; a number that does not exist is None, never NaN or Infinity."""
        return {name: _plain(getattr(self, name)) for name in _field_names(self)}


def _field_names(value: Any) -> list[str]:
    return [item.name for item in fields(value)]


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, Claim):
        plain = {name: _plain(getattr(value, name)) for name in _field_names(value) if name != "sentence"}
        return plain | value.sentence.to_dict()
    if isinstance(value, ResultWarning):
        return {"code": value.code} | value.text.to_dict()
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _field_names(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    number = float(value)
    return number if math.isfinite(number) else None
