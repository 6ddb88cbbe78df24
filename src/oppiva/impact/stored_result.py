"""A result read back from the object that `--json` prints and the database keeps."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from oppiva.impact.result import (
    BalanceRow,
    Cap,
    Claim,
    Diagnostic,
    Disclosure,
    Estimate,
    FlowRow,
    Result,
    ResultWarning,
)
from oppiva.impact.text import Text

Row = TypeVar("Row")


def result_from_dict(stored: dict[str, Any]) -> Result:
    """The `Result` whose `to_dict()` is `stored`. Keys of a later version that we do not know are left out.

    Raises KeyError or TypeError where `stored` is no result of format 1.
    """
    plain = {
        name: stored[name]
        for name in (
            "result_format",
            "oppiva_version",
            "python",
            "libraries",
            "plan_sha256",
            "plan_file_sha256",
            "data_sha256",
            "language",
            "design",
            "synthesis",
        )
    }
    return Result(
        **plain,
        made_at=datetime.fromisoformat(stored["made_at"]),
        flow=_rows(FlowRow, stored["flow"]),
        estimates=tuple(_estimate(row) for row in stored["estimates"]),
        balance=_rows(BalanceRow, stored["balance"]),
        diagnostics=_rows(Diagnostic, stored["diagnostics"]),
        claims=tuple(_claim(row) for row in stored["claims"]),
        warnings=tuple(ResultWarning(row["code"], Text.from_mapping(row)) for row in stored["warnings"]),
        disclosure=Disclosure(stored["disclosure"]["smallest_cell"], tuple(stored["disclosure"]["suppressed"])),
        series=tuple(stored["series"]),
        models=tuple(stored["models"]),
    )


def _known(kind: type[Row], row: dict[str, Any]) -> dict[str, Any]:
    names = {item.name for item in fields(kind)}  # type: ignore[arg-type]  # every Row is a dataclass
    return {name: value for name, value in row.items() if name in names}


def _rows(kind: type[Row], rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(kind(**_known(kind, row)) for row in rows)


def _estimate(row: dict[str, Any]) -> Estimate:
    known = _known(Estimate, row)
    if known.get("ci_set") is not None:
        known["ci_set"] = tuple((low, high) for low, high in known["ci_set"])
    return Estimate(**known)


def _claim(row: dict[str, Any]) -> Claim:
    known = _known(Claim, row)
    known["caps"] = tuple(_cap(cap) for cap in row["caps"])
    known["reasons"] = tuple(row["reasons"])
    return Claim(**known, sentence=Text.from_mapping(row))


def _cap(row: dict[str, Any]) -> Cap:
    return Cap(**(_known(Cap, row) | {"because": Text.from_mapping(row["because"])}))
