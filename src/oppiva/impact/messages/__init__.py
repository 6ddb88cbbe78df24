"""Messages in three languages, one TOML file a subject; see `oppiva.impact.errors`."""
