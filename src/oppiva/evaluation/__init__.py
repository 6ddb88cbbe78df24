"""Findings on top of results."""
