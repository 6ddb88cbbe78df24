"""The difference in means: plain, within blocks, of drawn clusters, weighted.

Within blocks it is the block-size-weighted mean of within-block differences (R `estimatr::difference_in_means`),
which is the regression saturated in block × arm; that names every standard error type for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oppiva.impact.data.sample import Codes, Floats
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.clustered import cr0_variance, cr1_factor, cr2_form
from oppiva.impact.estimate.contrast import Contrast
from oppiva.impact.estimate.hc import inflated
from oppiva.impact.estimate.linear import least_squares
from oppiva.impact.estimate.rows import Rows
from oppiva.impact.estimate.sums import sums_by


@dataclass(frozen=True, slots=True)
class Cells:
    """Block × arm cells. Arrays of shape (2·B,) are ordered block by block, control before treated."""

    block: Codes
    """Block of each row, 0 … B−1."""
    cell: Codes
    """2·block + arm of each row."""
    count: Floats
    total: Floats
    """Sum of weights."""
    share: Floats
    """Each block's share of all weight, shape (B,)."""
    mean: Floats

    @property
    def blocks(self) -> int:
        return int(self.share.size)

    @property
    def difference(self) -> float:
        """Σ share·(ȳ1 − ȳ0)."""
        return float(self.share @ (self.mean[1::2] - self.mean[0::2]))


def cells_of(rows: Rows) -> Cells:
    """Blocks and arms of two arms' rows (arm 0 and 1). Raises DesignRefusal where a block cannot tell.

    In each block both arms need two units, or two clusters where clusters were drawn.
    """
    _refuse_thin_blocks(rows)
    strata = np.zeros(rows.n, dtype=np.int64) if rows.strata is None else rows.strata
    present, block = np.unique(strata, return_inverse=True)
    cell = 2 * block + rows.arm
    size = 2 * present.size
    total = sums_by(cell, rows.weights, size)
    mean = sums_by(cell, rows.weights * rows.y, size) / total
    return Cells(
        block=block,
        cell=cell,
        count=np.bincount(cell, minlength=size).astype(np.float64),
        total=total,
        share=(total[0::2] + total[1::2]) / total.sum(),
        mean=mean,
    )


def difference_in_means(rows: Rows, kind: str) -> Contrast:
    """Arm 1 against arm 0 of `rows` with standard error `kind` (HC0–HC3; CR0–CR2 where clusters were drawn).

    Without blocks and weights HC2 is Neyman's standard error, read by Welch's degrees of freedom (R `t.test`); other
    HC, weights and blocks by t(n − 2·blocks); CR0 and CR1 by t(G−1), CR2 by Satterthwaite. Raises DesignRefusal for a
    block with fewer than two units (clusters) in an arm.
    """
    cells = cells_of(rows)
    if rows.cluster is not None:
        return _clustered(rows, cells, kind)
    weight = rows.weights
    score = weight * (rows.y - cells.mean[cells.cell])
    squares = inflated(score**2, weight / cells.total[cells.cell], kind, rows.n, 2 * cells.blocks)
    variances = sums_by(cells.cell, squares, 2 * cells.blocks) / cells.total**2
    variance = float(cells.share**2 @ (variances[0::2] + variances[1::2]))
    df = float(rows.n - 2 * cells.blocks)
    if kind == "HC2" and cells.blocks == 1 and rows.weight is None:
        df = _welch(variances, cells.count)
    return Contrast(cells.difference, math.sqrt(variance), df)


def _welch(variances: Floats, counts: Floats) -> float:
    below = float((variances**2 / (counts - 1)).sum())
    return float(variances.sum()) ** 2 / below if below > 0 else float(counts.sum() - 2)


def _clustered(rows: Rows, cells: Cells, kind: str) -> Contrast:
    """The saturated regression falls apart by block, so blocks are fitted one by one and their forms added."""
    if rows.cluster is None:
        raise ValueError("no clusters")
    variance = trace = squares = 0.0
    contrast = np.array([[0.0], [1.0]])
    for block, share in enumerate(cells.share):
        inside = rows.where(cells.block == block) if cells.blocks > 1 else rows
        x = np.column_stack([np.ones(inside.n), inside.arm.astype(np.float64)])
        fit = least_squares(x, inside.y, inside.weight)
        cluster = np.asarray(inside.cluster)
        if kind == "CR2":
            form = cr2_form(x, fit.residual, cluster, contrast, inside.weight)
            variance += share**2 * float(form.variance[0])
            trace += share**2 * float(form.trace[0])
            squares += share**4 * float(form.squares[0])
        else:
            variance += share**2 * float(cr0_variance(x, fit.bread, fit.score, cluster, contrast)[0])
    groups = int(np.unique(rows.cluster).size)
    df = float(groups - 1)
    if kind == "CR2":
        df = float(trace**2 / squares) if squares > 0 else 0.0
    elif kind == "CR1":
        variance *= cr1_factor(rows.n, 2 * cells.blocks, groups)
    elif kind != "CR0":
        raise ValueError(f"{kind} does not know drawn clusters")
    return Contrast(cells.difference, math.sqrt(variance), df)


def _refuse_thin_blocks(rows: Rows) -> None:
    if rows.strata is None and rows.cluster is None:
        _refuse_thin_arms(rows)
        return
    strata = np.zeros(rows.n, dtype=np.int64) if rows.strata is None else rows.strata
    units = np.arange(rows.n) if rows.cluster is None else rows.cluster
    drawn = np.unique(np.column_stack([strata, rows.arm, units]), axis=0)
    present, block = np.unique(drawn[:, 0], return_inverse=True)
    counts = np.bincount(2 * block + drawn[:, 1], minlength=2 * present.size).reshape(-1, 2)
    thin = np.argwhere(counts < 2)
    if not thin.size:
        return
    place, arm = int(thin[0, 0]), int(thin[0, 1])
    fields = {"outcome": rows.outcome, "arm": rows.arms[arm], "count": int(counts[place, arm])}
    if present.size == 1:
        raise DesignRefusal("arm_one_cluster", **fields)
    sizes = counts.sum(axis=1).astype(float)
    sizes[place] = np.inf
    names = rows.strata_names or tuple(str(code) for code in range(int(present.max()) + 1))
    code = "block_one_unit" if rows.cluster is None else "block_one_cluster"
    raise DesignRefusal(
        code, block=names[int(present[place])], other=names[int(present[int(np.argmin(sizes))])], **fields
    )


def _refuse_thin_arms(rows: Rows) -> None:
    for position in (0, 1):
        count = rows.count(position)
        if count < 2:
            raise DesignRefusal("arm_one_unit", outcome=rows.outcome, arm=rows.arms[position], count=count)
