"""Processes: the embedded PostgreSQL, and the supervisor that starts and stops everything.

Knows neither Django nor the rest of Oppiva: commands come in from `oppiva.cli.server`."""
