"""Views of programmes and pilots."""
