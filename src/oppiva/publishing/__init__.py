"""Reports: one tree, several renderings."""
