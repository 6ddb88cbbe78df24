"""The randomisation test: the draw repeated, and how often chance alone gives as large a studentised difference.

Studentised, the test keeps its size also for the weak null of no average effect when arms vary unequally
(Wu and Ding 2021, JASA). The standard error inside is always HC2 (CR2 for drawn clusters), whatever the plan prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from oppiva.impact.data.sample import Codes, Floats
from oppiva.impact.design.draws import Group, Mask, Repeated, allocations, groups_of, repeat_draw
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.estimate.difference_in_means import cells_of
from oppiva.impact.estimate.rows import Rows
from oppiva.impact.estimate.sums import sums_by

NO_VARIANCE = 1e-13
"""A squared standard error below this share of the outcome's variance is rounding around zero."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn: people, or clusters as totals. Arrays of shape (units,)."""

    block: Codes
    flag: Mask
    total: Floats
    """Σ w·(y − block mean) of each unit."""
    weight: Floats
    """Σ w of each unit."""
    share: Floats
    """Each block's share of all weight, shape (blocks,)."""
    equal: bool
    """People without weights: sums of y and y² are enough."""

    @property
    def groups(self) -> tuple[Group, ...]:
        return groups_of(self.block, self.flag, np.lexsort((self.weight, self.total)))


def draw_of(rows: Rows) -> Draw:
    """The draw behind two arms' rows.

    Raises DesignRefusal where a cluster lies in several blocks or a block has too few units in an arm.
    """
    cells = cells_of(rows)
    middle = sums_by(cells.block, rows.weights * rows.y) / sums_by(cells.block, rows.weights)
    moved = rows.weights * (rows.y - middle[cells.block])
    if rows.cluster is None:
        return Draw(cells.block, rows.arm == 1, moved, rows.weights, cells.share, rows.weight is None)
    _, first, place = np.unique(rows.cluster, return_index=True, return_inverse=True)
    crossing = np.flatnonzero(cells.block != cells.block[first][place])
    if crossing.size:
        code = int(rows.cluster[crossing[0]])
        name = rows.cluster_names[code] if rows.cluster_names else str(code)
        raise DesignRefusal("cluster_crosses_blocks", cluster=name)
    return Draw(
        block=cells.block[first],
        flag=rows.arm[first] == 1,
        total=sums_by(place, moved),
        weight=sums_by(place, rows.weights),
        share=cells.share,
        equal=False,
    )


def number_of_allocations(rows: Rows, draw: Literal["complete", "bernoulli"]) -> float:
    """How many different allocations the draw behind two arms' rows could have given; capped at 1e300."""
    return allocations(draw_of(rows).groups, draw)


def randomisation_test(
    rows: Rows, draw: Literal["complete", "bernoulli"], draws: int, rng: np.random.Generator
) -> Repeated:
    """Two-sided p of no difference between two arms' rows by repeating the draw within blocks, by cluster."""
    unit = draw_of(rows)
    scale = float(np.average((rows.y - np.average(rows.y, weights=rows.weights)) ** 2, weights=rows.weights))

    def additive(group: Group, mask: Mask) -> Floats:
        difference, variance = _by_sums(unit, group, mask) if unit.equal else _by_units(unit, group, mask)
        share = unit.share[unit.block[group.units[:, 0]]][:, None]
        return np.stack([share * difference, share**2 * variance], axis=-1)

    def size(terms: Floats) -> Floats:
        variance = np.where(terms[:, 1] > NO_VARIANCE * scale, terms[:, 1], 0.0)
        near = np.abs(terms[:, 0]) <= np.sqrt(NO_VARIANCE * scale)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.abs(terms[:, 0]) / np.sqrt(variance)
        # Neither a difference nor any variance around it: as unremarkable as an allocation can be.
        return np.where(near & (variance == 0), 0.0, ratio)

    return repeat_draw(unit.groups, unit.flag, additive, size, draws=draws, draw=draw, rng=rng, least=2)


def _by_sums(unit: Draw, group: Group, mask: Mask) -> tuple[Floats, Floats]:
    """Difference and Neyman variance of each block and draw, shape (g, draws), from Σy and Σy²."""
    y = unit.total[group.units]
    columns = np.stack([np.ones_like(y), y, y**2], axis=-1)
    treated = mask.astype(np.float64) @ columns
    control = columns.sum(axis=1)[:, None, :] - treated
    means, variances = [], []
    for part in (treated, control):
        count, total, squares = part[..., 0], part[..., 1], part[..., 2]
        mean = total / count
        means.append(mean)
        variances.append(np.maximum(squares - count * mean**2, 0.0) / (count - 1) / count)
    return means[0] - means[1], variances[0] + variances[1]


def _by_units(unit: Draw, group: Group, mask: Mask) -> tuple[Floats, Floats]:
    """The same for units of unequal weight: CR2 of a cell mean, Σ E²/(1 − w/W)/W² with E = Σw(y − mean)."""
    weight, total = unit.weight[group.units][:, None, :], unit.total[group.units][:, None, :]
    means, variances = [], []
    for chosen in (mask, ~mask):
        part = chosen * weight
        whole = part.sum(axis=-1, keepdims=True)
        mean = (chosen * total).sum(axis=-1, keepdims=True) / whole
        error = np.where(chosen, total - mean * weight, 0.0)
        means.append(mean[..., 0])
        variances.append((error**2 / (1 - part / whole)).sum(axis=-1) / whole[..., 0] ** 2)
    return means[0] - means[1], variances[0] + variances[1]
