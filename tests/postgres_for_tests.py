"""The database of the tests: a throw-away cluster, a template migrated once, and a clone of it for each process.

Tests work as the application role, as the web server does; the owner only migrates and the superuser only clones.
OPPIVA_TEST_URL names another PostgreSQL to use instead, as a superuser (CI runs the suite once on Debian's 15)."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg
from django.db import connections

from oppiva.runtime.databases import APPLICATION, OWNER, clone_database, make_roles
from oppiva.runtime.throwaway import throwaway_cluster
from schema_cache import with_schema_from_cache

TEMPLATE = "oppiva_template"
ELSEWHERE = "OPPIVA_TEST_URL"  # set by a person
SHARED = "OPPIVA_TEST_CLUSTER"  # set by the process that starts the others
PASSWORD = "only-for-tests"  # a server elsewhere may ask for one


def address(superuser_url: str, role: str, database: str) -> str:
    """The same server for another role and database."""
    parts = urlsplit(superuser_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{PASSWORD}@{host}", path=f"/{database}"))


def make_template(stack: ExitStack) -> str:
    """Starts the cluster, migrates the template, and returns the superuser's address. `stack` stops it."""
    url = os.environ.get(ELSEWHERE) or stack.enter_context(throwaway_cluster()).url()
    make_roles(url, PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
        connection.execute(
            f"CREATE DATABASE {TEMPLATE} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'"
            + (" LOCALE_PROVIDER libc LOCALE 'C.UTF-8'" if os.environ.get(ELSEWHERE) else "")
        )
    if os.environ.get(ELSEWHERE):
        _migrate(url)
    else:
        with_schema_from_cache(url, TEMPLATE, _migrate)
    return url


def _migrate(url: str) -> None:
    done = subprocess.run(  # a process of its own: pytest-django keeps this one away from databases until a test asks
        [sys.executable, "-m", "django", "prepare_database", "--application-role", APPLICATION, "--verbosity", "0"],
        env=os.environ
        | {"DATABASE_URL": address(url, OWNER, TEMPLATE), "DJANGO_SETTINGS_MODULE": "oppiva.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the template of the tests' database could not be made:\n{done.stdout}{done.stderr}")


class DatabaseOfThisProcess:
    """The clone that the tests of one process use."""

    def __init__(self, superuser_url: str, name: str) -> None:
        self.superuser_url = superuser_url
        self.name = name

    @property
    def owner_url(self) -> str:
        return address(self.superuser_url, OWNER, self.name)

    @property
    def application_url(self) -> str:
        return address(self.superuser_url, APPLICATION, self.name)

    def renew(self) -> None:
        """Reference data, sequences and triggers come back whole; a flush would stop at the ledgers' guards."""
        connections.close_all()
        clone_database(self.superuser_url, TEMPLATE, self.name)

    def point_django_here(self) -> None:
        connection = connections["default"]
        connection.close()
        connection.settings_dict.update(dj_database_url.parse(self.application_url))
        connection.settings_dict.update({"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False})
