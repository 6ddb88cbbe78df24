"""Pages of organisations, areas and the people in them."""
