"""Estimators: pure numbers in, pure numbers out; which of them run for a plan stands in `oppiva.impact.run`."""
