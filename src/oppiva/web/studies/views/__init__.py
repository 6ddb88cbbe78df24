"""Views of the studies area, one file a subject."""
