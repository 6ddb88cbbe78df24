"""Commands that need the database: demo, serve, worker, manage."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click

from oppiva.runtime.child import die_with_my_parent
from oppiva.runtime.cluster import installed_binaries
from oppiva.runtime.home import home_folder
from oppiva.runtime.supervisor import Service, Startup, Step, run
from oppiva.runtime.trouble import RuntimeTrouble

SETTINGS = {"DJANGO_SETTINGS_MODULE": "oppiva.config.settings"}
OPPIVA = (sys.executable, "-m", "oppiva")
MANAGE = (*OPPIVA, "manage")
PREPARE = Step("migrate", (*MANAGE, "prepare_database", "--application-role={application_role}"), as_owner=True)
LOAD = Step("load", (*MANAGE, "load_demonstration"), say_at_end=True)
WORKER = Service("worker", (*OPPIVA, "worker"))
PORT = click.option("--port", envvar="PORT", default=8000, show_default=True, help="Port of the web server (or PORT).")
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
# Commands that change what the tables are: on the embedded database they run as its owner.
OWNERS_COMMANDS = {"migrate", "prepare_database", "pgtrigger", "dbshell"}


@click.command()
@PORT
def demo(port: int) -> None:
    """Start Oppiva with its demonstration on this machine: pilots, studies, and people who can sign in.

    It listens on this machine only. The database lies under OPPIVA_HOME and is made at the first start;
    DATABASE_URL uses a PostgreSQL of your own instead. Ctrl-C stops everything."""
    if os.environ.get("OPPIVA_DIES_WITH_PARENT") == "1":
        die_with_my_parent()
    sys.exit(run(demonstration(os.environ, port)))


@click.command()
@PORT
@HOST
def serve(port: int, host: str) -> None:
    """Start Oppiva: database, web server and background worker.

    DATABASE_URL names your own PostgreSQL (15 or newer), DATABASE_OWNER_URL its owner for migrations; without them
    an embedded PostgreSQL under OPPIVA_HOME is used. It refuses a database with demonstration accounts.
    Put a web server with TLS before it and say OPPIVA_HTTPS=1 and OPPIVA_HOSTS."""
    sys.exit(run(service(os.environ, port, host)))


@click.command()
def worker() -> None:
    """Run one background worker against the database of DATABASE_URL. More of them share the work."""
    os.environ.update(SETTINGS)
    _require_database()
    import django

    django.setup()
    from oppiva.core.background import run_worker

    run_worker()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a management command of the web application (migrate, createsuperuser, …)."""
    os.environ.update(SETTINGS)
    if "DATABASE_URL" not in os.environ and (url := _embedded_url(arguments)):
        os.environ["DATABASE_URL"] = url
        os.environ["PATH"] = f"{installed_binaries() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"  # dbshell: psql
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(["oppiva manage", *arguments])
    except OperationalError as error:
        said = str(error).strip().splitlines()[0]
        raise click.ClickException(
            f"No database answers ({said}). Start Oppiva (`oppiva demo` or `oppiva serve`), or set DATABASE_URL."
        ) from None


def demonstration(environment: Mapping[str, str], port: int) -> Startup:
    """What `oppiva demo` starts: on 127.0.0.1 only, for its accounts have public passwords."""
    return _startup(environment, port, "127.0.0.1", (PREPARE, LOAD), {"OPPIVA_DEMONSTRATION": "1"})


def service(environment: Mapping[str, str], port: int, host: str) -> Startup:
    """What `oppiva serve` starts; `prepare_database` refuses a database with demonstration accounts."""
    return _startup(environment, port, host, (PREPARE,), {"OPPIVA_DEMONSTRATION": "0"})


def _startup(
    environment: Mapping[str, str], port: int, host: str, steps: tuple[Step, ...], own: Mapping[str, str]
) -> Startup:
    command = "make demo" if environment.get("OPPIVA_DIES_WITH_PARENT") == "1" else "oppiva …"
    return Startup(
        home=home_folder(environment),
        host=host,
        port=port,
        steps=steps,
        services=(Service("web", _gunicorn(host, port)), WORKER),
        database_url=environment.get("DATABASE_URL") or None,
        owner_url=environment.get("DATABASE_OWNER_URL") or None,
        port_advice=f"choose another with PORT={port + 1 if port < 65535 else 8000} {command}",
        environment={**SETTINGS, **own},
    )


def _gunicorn(host: str, port: int) -> tuple[str, ...]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ("--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--log-level", "warning")
    return (sys.executable, "-m", "gunicorn", "oppiva.config.wsgi", "--bind", bind, "--no-control-socket", *options)


def _embedded_url(arguments: tuple[str, ...]) -> str | None:
    """The address of the embedded database when it runs under OPPIVA_HOME."""
    from oppiva.runtime.databases import APPLICATION, DATABASE, OWNER
    from oppiva.runtime.sockets import running_url

    role = OWNER if arguments and arguments[0] in OWNERS_COMMANDS else APPLICATION
    return running_url(home_folder(os.environ) / "database", role, DATABASE)


def _require_database() -> None:
    from oppiva.runtime.probe import require_postgresql

    if "DATABASE_URL" not in os.environ and (url := _embedded_url(())):
        os.environ["DATABASE_URL"] = url
    if "DATABASE_URL" not in os.environ:
        raise click.ClickException("There is no database: start Oppiva (`oppiva serve`), or set DATABASE_URL.")
    try:
        require_postgresql(os.environ["DATABASE_URL"])
    except RuntimeTrouble as trouble:
        raise click.ClickException(str(trouble)) from None
