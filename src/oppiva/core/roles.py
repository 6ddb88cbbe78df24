"""The application role: it works on every table, and on ledgers it may only add.

The owner of a table walks past every trigger on it; so the web server and the worker are never the owner."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from oppiva.core.history import append_only_tables

# Written by `migrate` alone, read by the check that nothing is left to migrate.
OWNERS_TABLES = ("django_migrations",)


def grant_application_role(
    connection: BaseDatabaseWrapper, role: str, append_only: Iterable[str] | None = None
) -> None:
    """Gives `role` its rights on every table of the schema `public`, and takes back what it held too much.

    connection: as the owner of the tables. append_only: tables that may only be added to (default: all of them,
    `oppiva.core.history.append_only_tables`). Can be repeated. Where `role` is the owner itself nothing is done.
    Raises ValueError when a named table is missing: a ledger without its guard is worse than no start."""
    ledgers = list(append_only_tables() if append_only is None else append_only)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (role,):
            return
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {name for (name,) in cursor.fetchall()}
        if missing := sorted(set(ledgers) - present):
            raise ValueError(f"append-only tables that are not in the database: {', '.join(missing)}")
        name = sql.Identifier(role)
        closed = [sql.Identifier(table) for table in (*ledgers, *OWNERS_TABLES) if table in present]
        for statement in (
            sql.SQL("GRANT USAGE ON SCHEMA public TO {role}"),
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {closed} FROM {role}"),
            sql.SQL("REVOKE INSERT ON {owners} FROM {role}"),
        ):
            cursor.execute(
                statement.format(
                    role=name,
                    closed=sql.SQL(", ").join(closed),
                    owners=sql.SQL(", ").join(map(sql.Identifier, OWNERS_TABLES)),
                ).as_string()
            )
