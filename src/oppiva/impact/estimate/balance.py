"""Were the groups drawn? Covariates from before the draw, column by column and all together.

Single standardised differences are shown and never decide; the joint test repeats the draw (Hansen and Bowers 2008,
Statistical Science 23(2), with the permutation distribution in place of χ²).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from oppiva.impact.data.sample import Codes, Covariates, Floats, Sample
from oppiva.impact.design.draws import Group, Mask, groups_of, repeat_draw
from oppiva.impact.estimate.sums import sums_by
from oppiva.impact.result import BalanceRow, Diagnostic

FAILS_BELOW = 0.001
WARNS_BELOW = 0.05
"""Rule T2 of the claim gate."""
LEAST_DRAWS = 1_000
"""Fewer could not give a p below 0.001."""
FLAT = 1e-9
"""Directions with less than this share of the largest variance are combinations of others."""


def covariates_before(sample: Sample) -> Covariates:
    """Every column measured before the draw: the plan's columns and the outcomes' own earlier values, once each."""
    names: list[str] = []
    columns: list[Floats] = []
    missing: list[int] = []
    for part in (sample.covariates, *sample.baselines.values()):
        for place, name in enumerate(part.names):
            if name not in names:
                names.append(name)
                columns.append(part.matrix[:, place])
                missing.append(part.missing[place] if place < len(part.missing) else 0)
    matrix = np.column_stack(columns) if columns else np.empty((sample.n, 0))
    return Covariates(tuple(names), matrix, tuple(missing))


def balance_rows(sample: Sample) -> tuple[BalanceRow, ...]:
    """One row a column and treated arm: (weighted) means, and their difference over the arms' pooled deviation.

    The standardised difference is (x̄1 − x̄0)/√((s1² + s0²)/2); None where neither arm varies.
    """
    before = covariates_before(sample)
    weight = np.ones(sample.n) if sample.weight is None else sample.weight
    rows = []
    for position in range(1, len(sample.arms)):
        for place, name in enumerate(before.names):
            column = before.matrix[:, place]
            moments = [_moments(column[sample.arm == arm], weight[sample.arm == arm]) for arm in (position, 0)]
            (mean_treated, var_treated), (mean_control, var_control) = moments
            spread = math.sqrt((var_treated + var_control) / 2)
            rows.append(
                BalanceRow(
                    column=name,
                    arm=sample.arms[position],
                    versus=sample.arms[0],
                    mean_treated=mean_treated,
                    mean_control=mean_control,
                    standardised_difference=(mean_treated - mean_control) / spread if spread > 0 else None,
                    n_missing=before.missing[place],
                )
            )
    return tuple(rows)


def _moments(column: Floats, weight: Floats) -> tuple[float, float]:
    mean = float(np.average(column, weights=weight))
    if column.size < 2:
        return mean, 0.0
    spread = float(np.average((column - mean) ** 2, weights=weight)) * column.size / (column.size - 1)
    return mean, spread


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was drawn in one comparison; x (units, k): sums of the columns less their block means."""

    block: Codes
    flag: Mask
    x: Floats


def balance_joint(
    sample: Sample, position: int, draw: Literal["complete", "bernoulli"], draws: int, rng: np.random.Generator
) -> Diagnostic:
    """All columns together, arm `position` against control: d² and its p by repeating the draw.

    d² = t′V⁺t with t the sums of the treated, within blocks, of columns less their block means (of cluster totals
    where clusters were drawn) and V their covariance over all draws. Sampling weights play no part: the lot did not
    know them. Verdict: fails below p 0.001, warns below 0.05, not_applicable without a column that varies.
    """
    unit = _drawn(sample, position)
    groups = groups_of(unit.block, unit.flag, np.lexsort(unit.x.T[::-1]) if unit.x.size else np.arange(unit.flag.size))
    whitened, rank = _whitened(unit, groups)
    arm, versus = sample.arms[position], sample.arms[0]
    if rank == 0:
        return Diagnostic("balance_joint", arm=arm, versus=versus, verdict="not_applicable", note="no_covariates")

    def additive(group: Group, mask: Mask) -> Floats:
        return np.asarray(mask.astype(np.float64) @ whitened[group.units], dtype=np.float64)

    def size(terms: Floats) -> Floats:
        return np.asarray((terms**2).sum(axis=1), dtype=np.float64)

    found = repeat_draw(groups, unit.flag, additive, size, draws=max(draws, LEAST_DRAWS), draw=draw, rng=rng)
    statistic = float((whitened[unit.flag].sum(axis=0) ** 2).sum())
    verdict = "fails" if found.p_value < FAILS_BELOW else "warns" if found.p_value < WARNS_BELOW else "passes"
    return Diagnostic(
        "balance_joint",
        arm=arm,
        versus=versus,
        statistic=statistic,
        df=float(rank),
        p_value=found.p_value,
        threshold=FAILS_BELOW,
        verdict=verdict,
        note="exact_enumeration" if found.exact else None,
    )


def _drawn(sample: Sample, position: int) -> _Drawn:
    keep = (sample.arm == 0) | (sample.arm == position)
    strata = np.zeros(int(keep.sum()), dtype=np.int64) if sample.strata is None else sample.strata[keep]
    _, block = np.unique(strata, return_inverse=True)
    x = covariates_before(sample).matrix[keep]
    moved = x - (sums_by(block, x) / np.bincount(block)[:, None])[block]
    flag = sample.arm[keep] == position
    if sample.cluster is None:
        return _Drawn(block, flag, moved)
    _, first, place = np.unique(sample.cluster[keep], return_index=True, return_inverse=True)
    return _Drawn(block[first], flag[first], sums_by(place, moved))


def _whitened(unit: _Drawn, groups: tuple[Group, ...]) -> tuple[Floats, int]:
    """Columns turned so that their drawn sums have unit covariance over draws, shape (units, rank)."""
    scale = unit.x.std(axis=0) if unit.x.size else np.zeros(unit.x.shape[1])
    varying = scale > FLAT * np.maximum(np.abs(unit.x).max(axis=0, initial=0.0), np.finfo(float).tiny)
    x = unit.x[:, varying] / scale[varying]
    covariance = np.zeros((x.shape[1], x.shape[1]))
    for group in groups:
        if group.n < 2:
            continue
        inside = x[group.units] - x[group.units].mean(axis=1, keepdims=True)
        factor = group.drawn * (group.n - group.drawn) / group.n / (group.n - 1)
        covariance += factor * np.einsum("gni,gnj->ij", inside, inside)
    values, vectors = np.linalg.eigh(covariance) if x.shape[1] else (np.empty(0), np.empty((0, 0)))
    kept = values > FLAT * values.max(initial=0.0)
    return x @ (vectors[:, kept] / np.sqrt(values[kept])), int(kept.sum())
