"""Small trials made for a test: rows and samples with the numbers a test names."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from oppiva.impact.data.sample import Covariates, Sample
from oppiva.impact.estimate.rows import Rows, rows_of


def sample(
    arm: ArrayLike,
    y: ArrayLike,
    *,
    x: dict[str, ArrayLike] | None = None,
    strata: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    take_up: ArrayLike | None = None,
) -> Sample:
    """A sample with one outcome "y"; arm 0 is control."""
    codes = np.asarray(arm, dtype=np.int64)
    arms = tuple(str(code) for code in range(int(codes.max()) + 1))
    columns = x or {}
    blocks = None if strata is None else np.asarray(strata, dtype=np.int64)
    groups = None if cluster is None else np.asarray(cluster, dtype=np.int64)
    matrix = np.column_stack([np.asarray(c, dtype=float) for c in columns.values()]) if columns else np.empty((0, 0))
    return Sample(
        n=codes.size,
        arms=arms,
        arm=codes,
        outcomes={"y": np.asarray(y, dtype=float)},
        strata=blocks,
        strata_names=() if blocks is None else tuple(f"block {code}" for code in range(int(blocks.max()) + 1)),
        cluster=groups,
        cluster_names=() if groups is None else tuple(f"office {code}" for code in range(int(groups.max()) + 1)),
        weight=None if weight is None else np.asarray(weight, dtype=float),
        take_up={} if take_up is None else {name: np.asarray(take_up, dtype=float) for name in arms[1:]},
        covariates=Covariates(tuple(columns), matrix, (0,) * len(columns)),
        in_file={name: int((codes == position).sum()) for position, name in enumerate(arms)},
    )


def rows(arm: ArrayLike, y: ArrayLike, **columns: object) -> Rows:
    """The analysed rows of such a sample."""
    return rows_of(sample(arm, y, **columns), "y")  # type: ignore[arg-type]
