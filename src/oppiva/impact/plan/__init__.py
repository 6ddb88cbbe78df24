"""The plan file: what is asked, of which data, by which design, with which estimator."""

from oppiva.impact.plan.read import parse_plan, read_plan

__all__ = ["parse_plan", "read_plan"]
