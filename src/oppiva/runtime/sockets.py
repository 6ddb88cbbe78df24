"""Where the embedded PostgreSQL listens: a Unix socket in a short private folder, and no port."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from oppiva.runtime.account import digest
from oppiva.runtime.trouble import RuntimeTrouble

SOCKET = ".s.PGSQL.5432"
LONGEST = 107  # bytes of sun_path on Linux, less its final zero


def socket_folder(home: Path) -> Path:
    """The folder for the socket of the cluster of `home`: the path of `home` itself may be too long for one.

    Raises RuntimeTrouble when the temporary folder cannot hold a socket either."""
    folder = Path(tempfile.gettempdir()) / f"oppiva-{os.geteuid()}-{digest(os.path.realpath(home))}"
    if len(os.fsencode(folder / SOCKET)) > LONGEST or "," in str(folder):
        raise RuntimeTrouble(
            f"PostgreSQL cannot take a socket in {folder.parent} (too long, or a comma in it): set TMPDIR=/tmp."
        )
    return folder


def socket_url(folder: Path, role: str, database: str) -> str:
    """The address of `database` for `role`, as libpq and dj_database_url read it."""
    return f"postgresql://{role}@{quote(str(folder), safe='')}/{database}"


def running_url(home: Path, role: str, database: str) -> str | None:
    """The address of the cluster of `home` while it runs, else None."""
    folder = socket_folder(home)
    return socket_url(folder, role, database) if (folder / SOCKET).exists() else None
