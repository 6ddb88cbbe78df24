"""Views of organisations, the people in them, and areas."""
