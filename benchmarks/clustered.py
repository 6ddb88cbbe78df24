"""CR2 with Satterthwaite degrees of freedom: 10,000 people in 20 clusters, Lin's regression."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.timing import Timed, compare, timed
from oppiva.impact.estimate.regression import adjusted
from oppiva.impact.estimate.rows import Rows

PEOPLE, CLUSTERS, COLUMNS = 10_000, 20, 8
R_SCRIPT = """
suppressMessages(library(estimatr))
d <- read.csv(commandArgs(TRUE)[1])
covariates <- as.formula(paste("~", paste(grep("^x", names(d), value = TRUE), collapse = " + ")))
work <- function() lm_lin(y ~ arm, covariates = covariates, data = d, clusters = cluster, se_type = "CR2")
fit <- work()
taken <- sapply(1:3, function(i) system.time(work())[["elapsed"]])
cat(median(taken), fit$std.error[["arm"]])
"""


def trial(seed: int = 7) -> Rows:
    """Half of the clusters drawn to the arm; the true effect is 0.2."""
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, CLUSTERS, PEOPLE)
    drawn = rng.permutation(np.repeat([0, 1], CLUSTERS // 2))
    x = rng.normal(size=(PEOPLE, COLUMNS))
    y = rng.normal(size=PEOPLE) + rng.normal(scale=0.3, size=CLUSTERS)[cluster] + 0.2 * drawn[cluster] + 0.3 * x[:, 0]
    names = tuple(f"x{k + 1}" for k in range(COLUMNS))
    return Rows(
        "y",
        y,
        drawn[cluster].astype(np.int64),
        ("0", "1"),
        names,
        x,
        cluster=cluster.astype(np.int64),
        cluster_names=tuple(str(code) for code in range(CLUSTERS)),
    )


def in_r(rows: Rows) -> Timed | None:
    """R's estimatr on the same rows; None where R or the package is missing."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "rows.csv", Path(folder) / "lin.R"
        table = np.column_stack([rows.y, rows.arm, rows.cluster, rows.x])
        header = ",".join(["y", "arm", "cluster", *rows.names])
        np.savetxt(data, table, delimiter=",", header=header, comments="")
        script.write_text(R_SCRIPT, "utf-8")
        done = subprocess.run(["Rscript", script, data], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  R estimatr fails: {done.stderr.strip().splitlines()[-1:]}")
        return None
    seconds, std_error = map(float, done.stdout.split())
    return Timed("R estimatr::lm_lin", seconds, std_error)


def run() -> None:
    rows = trial()
    ours = timed("oppiva", lambda: float(adjusted(rows, "CR2", "lin").contrasts[0].std_error or 0))
    peer = in_r(rows)
    task = f"Lin's regression, CR2 with Satterthwaite, {PEOPLE:,} people, {CLUSTERS} clusters, {COLUMNS} covariates"
    compare(task, ours, [peer] if peer else [], agree_within=1e-6)
    if peer is None:
        print("  R estimatr is not installed: no peer (Python has no package with CR2)")
