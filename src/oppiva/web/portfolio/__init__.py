"""Pages of programmes and pilots."""
