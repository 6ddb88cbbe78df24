"""Looks before the start at what would else fail late and at length: the port, and a PostgreSQL of one's own."""

from __future__ import annotations

import socket

import psycopg
from psycopg.conninfo import conninfo_to_dict

from oppiva.runtime.trouble import RuntimeTrouble

OLDEST_POSTGRESQL = 15


def require_free_port(host: str, port: int, advice: str) -> None:
    """Raises RuntimeTrouble with `advice` when something listens there already, or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise RuntimeTrouble(f"Port {port} is reserved for the system: {advice}") from None
        except OverflowError:
            raise RuntimeTrouble(f"There is no port {port}: {advice}") from None
        except OSError as error:
            if error.errno == 98 or "in use" in str(error):
                raise RuntimeTrouble(f"Port {port} is taken: {advice}") from None
            raise RuntimeTrouble(f"{host} is not an address of this machine ({error.strerror}).") from None


def require_postgresql(url: str, variable: str = "DATABASE_URL") -> None:
    """Connects once. Raises RuntimeTrouble when no PostgreSQL of 15 or newer with UTF-8 answers within 5 seconds.

    The sentence names the server, never the password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise RuntimeTrouble(
            f"{variable} is not an address of a PostgreSQL database: postgresql://user:password@host:5432/name is one."
        ) from None
    place = f"{parts.get('dbname') or parts.get('user') or 'the database'} at {parts.get('host') or 'the local socket'}"
    place += f" port {parts['port']}" if parts.get("port") else ""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
            row = connection.execute("SHOW server_encoding").fetchone()
    except psycopg.Error as error:
        said = _without_password(str(error), str(parts.get("password") or ""))
        raise RuntimeTrouble(f"{variable}: {place} cannot be reached: {said}") from None
    if version < OLDEST_POSTGRESQL:
        raise RuntimeTrouble(f"{variable}: {place} is PostgreSQL {version}; Oppiva needs {OLDEST_POSTGRESQL} or newer.")
    if row != ("UTF8",):
        raise RuntimeTrouble(f"{variable}: {place} does not keep text in UTF-8: make it with ENCODING 'UTF8'.")


def _without_password(said: str, password: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no word"]
    text = lines[0].removeprefix("connection failed: ")
    return text.replace(password, "…") if password else text
