"""Whether a finding's own words stay within what the gate allows: a spelling-checker for causality, not a judge."""

from oppiva.impact.claim.wording.check import Found, WordingVerdict, check_wording

__all__ = ["Found", "WordingVerdict", "check_wording"]
