"""What cannot be estimated in a sample, said before anything is computed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.sample import Floats, Sample
from oppiva.impact.errors import DesignRefusal
from oppiva.impact.plan.model import Plan

FEWEST_CLUSTERS = 2
FEWEST_UNITS = 2
FINEST = 1e-9
"""An outcome that varies less than this would be written as zeros."""


def refuse_impossible_designs(plan: Plan, sample: Sample) -> None:
    """Raises DesignRefusal for the first thing found that no estimator can work with."""
    _arms(plan, sample, np.ones(sample.n, dtype=bool), None)
    _clusters(plan, sample)
    for name, values in sample.outcomes.items():
        refuse_uninformative(name, values)
    _strata(plan, sample, np.ones(sample.n, dtype=bool), None)
    for name, values in sample.outcomes.items():
        observed = ~np.isnan(values)
        _arms(plan, sample, observed, name)
        _strata(plan, sample, observed, name)


def _arms(plan: Plan, sample: Sample, rows: NDArray[np.bool_], outcome: str | None) -> None:
    counts = np.bincount(sample.arm[rows], minlength=len(sample.arms))
    for name, count in zip(sample.arms, counts, strict=True):
        if count < FEWEST_UNITS:
            fields = {"arm": name, "column": plan.design.arm, "n": int(count), "fewest": FEWEST_UNITS}
            if outcome is None:
                raise DesignRefusal("arm_too_small", **fields)
            raise DesignRefusal("arm_without_outcome", outcome=outcome, **fields)


def refuse_uninformative(name: str, values: Floats) -> None:
    """Raises DesignRefusal for an outcome that is empty or the same in every row."""
    known = values[~np.isnan(values)]
    if not len(known):
        raise DesignRefusal("outcome_empty", column=name)
    if known.min() == known.max():
        raise DesignRefusal("outcome_constant", column=name, value=f"{known[0]:g}", n=len(known))
    spread = float(known.max() - known.min())
    if spread < FINEST:
        raise DesignRefusal("outcome_too_fine", column=name, spread=f"{spread:g}")


def _clusters(plan: Plan, sample: Sample) -> None:
    if sample.cluster is None or plan.design.cluster is None:
        return
    column = plan.design.cluster
    for position, name in enumerate(sample.cluster_names):
        rows = sample.cluster == position
        arms = [sample.arms[arm] for arm in np.unique(sample.arm[rows])]
        if len(arms) > 1:
            raise DesignRefusal("cluster_in_two_arms", column=column, cluster=name, arms=", ".join(arms))
        if sample.strata is not None and len(np.unique(sample.strata[rows])) > 1:
            first, second = np.unique(sample.strata[rows])[:2]
            raise DesignRefusal(
                "cluster_in_two_strata",
                column=column, cluster=name, first=sample.strata_names[first], second=sample.strata_names[second],
            )  # fmt: skip
    for position, name in enumerate(sample.arms):
        count = len(np.unique(sample.cluster[sample.arm == position]))
        if count < FEWEST_CLUSTERS:
            raise DesignRefusal("too_few_clusters", column=column, arm=name, n=count, fewest=FEWEST_CLUSTERS)


def _strata(plan: Plan, sample: Sample, rows: NDArray[np.bool_], outcome: str | None) -> None:
    """Every block needs every arm, and two units of each: with one there is no variance within the block."""
    if sample.strata is None:
        return
    counts = np.zeros((len(sample.strata_names), len(sample.arms)), dtype=np.int64)
    np.add.at(counts, (sample.strata[rows], sample.arm[rows]), 1)
    for stratum, name in enumerate(sample.strata_names):
        for arm, count in zip(sample.arms, counts[stratum], strict=True):
            # Where clusters were drawn the errors are between clusters, and one unit in a block is no obstacle.
            if count >= (FEWEST_UNITS if sample.cluster is None else 1):
                continue
            code = "stratum_without_arm" if count == 0 else "stratum_one_unit"
            fields = {"stratum": name, "arm": arm, "merge": _to_merge(sample.strata_names, counts, stratum)}
            if outcome is None:
                raise DesignRefusal(code, **fields)
            raise DesignRefusal(f"{code}_outcome", outcome=outcome, **fields)


def _to_merge(names: tuple[str, ...], counts: NDArray[np.int64], stratum: int) -> str:
    """The block to merge with: the one alike in most strata columns, the smallest of those."""
    own = set(names[stratum].split(", "))
    others = [other for other in range(len(names)) if other != stratum]
    if not others:
        return "–"
    best = min(others, key=lambda other: (-len(own & set(names[other].split(", "))), int(counts[other].sum()), other))
    return names[best]
