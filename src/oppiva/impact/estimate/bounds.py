"""Bounds under selective loss (Lee 2009, Review of Economic Studies 76(3)): how far losses alone could move a mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oppiva.impact.data.sample import Floats
from oppiva.impact.estimate.rows import Rows


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """`trimmed`: share of the better-followed arm that was set aside, from the top for `lower` of a treated arm."""

    lower: float
    upper: float
    trimmed: float
    trimmed_arm: int
    """1 treated, 0 control."""


def lee_bounds(rows: Rows, drawn_treated: int, drawn_control: int) -> LeeBounds | None:
    """Bounds on the difference among those who would be followed up in either arm.

    Assumes that being drawn to an arm moves following up one way only; which way is read off the losses: the arm that
    lost less is trimmed by (q_more − q_less)/q_more of its weight, from the top and from the bottom. Strata are taken
    together and covariates left out. `drawn_…`: people drawn to each arm. None where an arm is empty.
    """
    treated, control = rows.arm == 1, rows.arm == 0
    followed = (int(control.sum()) / drawn_control, int(treated.sum()) / drawn_treated)
    if min(followed) <= 0:
        return None
    trimmed_arm = 1 if followed[1] > followed[0] else 0
    share = (max(followed) - min(followed)) / max(followed)
    whole = [float(np.average(rows.y[chosen], weights=rows.weights[chosen])) for chosen in (control, treated)]
    chosen = treated if trimmed_arm == 1 else control
    without_top = _trimmed_mean(rows.y[chosen], rows.weights[chosen], share)
    without_bottom = -_trimmed_mean(-rows.y[chosen], rows.weights[chosen], share)
    if trimmed_arm == 1:
        return LeeBounds(without_top - whole[0], without_bottom - whole[0], share, 1)
    return LeeBounds(whole[1] - without_bottom, whole[1] - without_top, share, 0)


def _trimmed_mean(y: Floats, weight: Floats, share: float) -> float:
    """Mean of the lowest 1 − share of all weight; the row at the edge counts with the part of it that stays."""
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(weight[order])
    stays = (1 - share) * reached[-1]
    kept = np.clip(stays - (reached - weight[order]), 0.0, weight[order])
    return float((kept * y[order]).sum() / kept.sum())
