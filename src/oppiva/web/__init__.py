"""Everything HTTP, one folder an area."""
