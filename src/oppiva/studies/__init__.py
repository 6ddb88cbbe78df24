"""Trials and comparisons: locked plans, data, runs and results."""
