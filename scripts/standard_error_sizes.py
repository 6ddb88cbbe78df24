"""How often each standard error rejects a true null at 5 % in small trials.

Writes src/oppiva/impact/estimate/sizes.toml (which the warning of a run reads) and prints the table of
docs/explanation/standard-errors.md. Run from the repository's root:

    .venv/bin/python scripts/standard_error_sizes.py --draws 20000 --seed 20261121
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np

from oppiva.impact.data.sample import Floats
from oppiva.impact.estimate.difference_in_means import difference_in_means
from oppiva.impact.estimate.rows import Rows

PEOPLE = (
    (10, 10),
    (10, 20),
    (10, 50),
    (20, 20),
    (20, 40),
    (20, 100),
    (40, 40),
    (40, 80),
    (40, 200),
    (80, 80),
    (80, 160),
)
CLUSTERS = (6, 8, 10, 14, 20, 30, 50)
SPREAD = 2.0
"""Standard deviation of the smaller arm; the larger one has 1."""
INTRACLUSTER = 0.1
SMALLEST, LARGEST = 5, 60
"""People in the smallest and the largest cluster; the rest lie between them, evenly on a log scale."""
STORED = Path("src/oppiva/impact/estimate/sizes.toml")


def trial_of_people(small: int, large: int, rng: np.random.Generator) -> Rows:
    """No effect; the smaller arm (treated) varies more."""
    arm = np.repeat(np.array([1, 0]), [small, large])
    y = rng.normal(size=arm.size) * np.where(arm == 1, SPREAD, 1.0)
    return _rows(y, arm)


def trial_of_clusters(clusters: int, rng: np.random.Generator) -> Rows:
    """No effect; half of the clusters, drawn by lot, treated; sizes unequal."""
    sizes = np.exp(np.linspace(math.log(SMALLEST), math.log(LARGEST), clusters)).round().astype(int)
    drawn = rng.permutation(np.arange(clusters) % 2)
    cluster = np.repeat(np.arange(clusters), sizes)
    shared = rng.normal(scale=math.sqrt(INTRACLUSTER), size=clusters)
    y = shared[cluster] + rng.normal(scale=math.sqrt(1 - INTRACLUSTER), size=cluster.size)
    return _rows(y, drawn[cluster], cluster)


def _rows(y: Floats, arm: np.ndarray, cluster: np.ndarray | None = None) -> Rows:
    return Rows("y", y, arm.astype(np.int64), ("0", "1"), (), np.empty((y.size, 0)), cluster=cluster)


def sizes(make, kinds: tuple[str, ...], draws: int, rng: np.random.Generator) -> dict[str, float]:
    """Share of `draws` trials without an effect in which each of `kinds` has p < 0.05."""
    rejected = dict.fromkeys(kinds, 0)
    for _ in range(draws):
        rows = make(rng)
        for kind in kinds:
            p_value = difference_in_means(rows, kind).p_value
            rejected[kind] += p_value is not None and p_value < 0.05
    return {kind: count / draws for kind, count in rejected.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261121)
    given = parser.parse_args()
    error = 100 * math.sqrt(0.05 * 0.95 / given.draws)
    lines = [
        "# Made by scripts/standard_error_sizes.py: do not edit.",
        "# Share of trials without an effect in which the two-sided test at 5 % rejects.",
        f"draws = {given.draws}",
        f"seed = {given.seed}",
        f"monte_carlo_error = {error / 100:.5f}",
    ]
    designs = [(counts, False, ("HC0", "HC1", "HC2", "HC3")) for counts in PEOPLE]
    designs += [((clusters,), True, ("CR0", "CR1", "CR2")) for clusters in CLUSTERS]
    for place, (counts, clustered, kinds) in enumerate(designs):
        rng = np.random.default_rng(np.random.SeedSequence(given.seed, spawn_key=(place,)))
        trial = trial_of_clusters if clustered else trial_of_people
        found = sizes(lambda rng, trial=trial, counts=counts: trial(*counts, rng), kinds, given.draws, rng)
        shown = ", ".join(f"{kind} = {share:.5f}" for kind, share in found.items())
        lines += ["", "[[design]]", f"counts = {list(counts)}", f"clustered = {str(clustered).lower()}"]
        lines.append(f"size = {{ {shown} }}")
        cells = " | ".join(f"{100 * share:.1f}" for share in found.values())
        print(f"| {' and '.join(map(str, counts))} | {cells} |", flush=True)
    STORED.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"Monte-Carlo error of 5 %: {error:.2f} percentage points")


if __name__ == "__main__":
    main()
