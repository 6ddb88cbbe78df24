"""Who takes part: organisations, areas, people, memberships and roles."""
