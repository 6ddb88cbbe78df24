"""The migrated schema, kept between runs of the tests: Django spends ten seconds and more on its migrations.

What is kept belongs to the exact sources that made it; any change under the rooms that migrations read makes it anew.
`make clean` (or OPPIVA_TEST_FRESH=1) does without."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import oppiva
from oppiva.runtime.cluster import installed_binaries

PACKAGE = Path(oppiva.__file__).parent
# Rooms that neither migrations nor the list of ledgers can depend on.
WITHOUT = {"impact", "web", "runtime", "cli", "locale", "__pycache__"}
KEPT = Path(__file__).resolve().parents[1] / ".pytest_cache" / "schema"
HOW_MANY = 6


def with_schema_from_cache(superuser_url: str, database: str, migrate: Callable[[str], None]) -> None:
    """Fills the empty `database` with the kept schema, or with `migrate(superuser_url)`, which is then kept."""
    kept = KEPT / f"{_fingerprint()}.dump"
    address = superuser_url.rpartition("/")[0] + f"/{database}"
    if kept.exists() and os.environ.get("OPPIVA_TEST_FRESH") != "1":
        kept.touch()
        _run("pg_restore", "--exit-on-error", "--dbname", address, kept)
        return
    migrate(superuser_url)
    KEPT.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}")
    _run("pg_dump", "--format=custom", "--file", partial, address)
    partial.replace(kept)
    for old in sorted(KEPT.glob("*.dump"), key=lambda path: path.stat().st_mtime)[:-HOW_MANY]:
        with contextlib.suppress(FileNotFoundError):
            old.unlink()


def _run(program: str, *arguments: str | Path) -> None:
    done = subprocess.run(
        [installed_binaries() / "bin" / program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr}")


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for package in sorted(f"{found.name} {found.version}" for found in distributions()):
        seen.update(package.encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and not WITHOUT & set(path.relative_to(PACKAGE).parts):
            seen.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()[:16]
