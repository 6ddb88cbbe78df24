"""How often each standard error rejects a true null in small trials, by simulation (sizes.toml).

The table is made by scripts/standard_error_sizes.py; docs/explanation/standard-errors.md shows it whole.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MISLEADS_ABOVE = 0.055
"""A 5 % test that rejects more than this share of true nulls …"""
WORSE_BY = 0.005
"""… and this much more often than the better error would, misleads. Both lie beyond two Monte-Carlo errors."""
NEARBY = math.log(1.6)
"""A simulated design speaks for a real one whose counts lie within this factor of its own."""


@dataclass(frozen=True, slots=True)
class SimulatedDesign:
    """`counts`: people in the smaller and the larger arm, or (clusters,). `size`: standard error type → share."""

    counts: tuple[int, ...]
    clustered: bool
    size: dict[str, float]

    def misleads(self, kind: str, better: str) -> bool:
        """Whether `kind` rejects true nulls clearly too often where `better` does not."""
        return self.size[kind] > MISLEADS_ABOVE and self.size[kind] - self.size[better] > WORSE_BY


@cache
def simulated_designs() -> tuple[SimulatedDesign, ...]:
    """All designs of the table, people first."""
    stored = tomllib.loads(files("oppiva.impact.estimate").joinpath("sizes.toml").read_text("utf-8"))
    return tuple(
        SimulatedDesign(tuple(entry["counts"]), entry["clustered"], dict(entry["size"])) for entry in stored["design"]
    )


def nearest_design(counts: tuple[int, ...], *, clustered: bool) -> SimulatedDesign | None:
    """The simulated design closest to `counts` on a log scale; None where none lies nearby.

    Trials smaller than the smallest simulated one take that one: it understates what goes wrong in them.
    """
    designs = [design for design in simulated_designs() if design.clustered == clustered]
    smallest = min(min(design.counts) for design in designs)

    def distance(design: SimulatedDesign) -> float:
        given = [math.log(max(count, smallest)) for count in sorted(counts)]
        return max(abs(own - math.log(theirs)) for own, theirs in zip(given, sorted(design.counts), strict=True))

    best = min(designs, key=distance)
    return best if distance(best) <= NEARBY else None
