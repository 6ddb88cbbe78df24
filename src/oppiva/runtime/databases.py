"""Two roles and one database: the owner migrates, the application role works.

Only so is "the database refuses" true: whoever owns a table can set its guards aside."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER = "oppiva_owner"
APPLICATION = "oppiva_app"
DATABASE = "oppiva"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Connection addresses: `owner` for migrations and grants, `application` for web server and worker."""

    owner: str
    application: str


def make_roles(superuser_url: str, password: str | None = None) -> None:
    """Makes both roles where they are missing. `password` is for a server that asks for one (tests elsewhere)."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role in (OWNER, APPLICATION):
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = sql.SQL("ALTER ROLE" if found else "CREATE ROLE")
            connection.execute(
                sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                    verb, sql.Identifier(role), sql.Literal(password) if password else sql.NULL
                )
            )


def make_database(superuser_url: str, name: str = DATABASE) -> None:
    """Makes an empty UTF-8 database of the owner where it is missing."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )


def clone_database(superuser_url: str, template: str, name: str) -> None:
    """Puts a fresh copy of `template` in the place of `name`, whoever is connected there. For tests."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )
