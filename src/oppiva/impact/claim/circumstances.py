"""What the system around a run knows and the plan cannot say about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circumstances:
    """At a terminal nothing is known and the plan is taken at its word, except for a ledger that nobody verified."""

    chain_verifies: bool | None = None
    """Whether the allocation ledger's chain of hashes verifies. Not True: `drawn_by = "ledger"` counts as stated."""
    locked_before_opened_here: bool | None = None
    """None: trust the plan's own `written`. False: the plan was locked after the outcomes had been opened here, so
    it counts as written after outcomes were known, whatever it says."""
    deviation_changed_analysis: bool = False
    """A deviation changed the deciding analysis after the outcomes had been opened (rule T7)."""
