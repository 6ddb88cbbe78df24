"""What an earlier run left in `postmaster.pid`. We hold the lock of the cluster when we look."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil

from oppiva.runtime.trouble import RuntimeTrouble


def clear_stale_pid(data: Path, wait: float = 20) -> None:
    """Removes a pid file that names nobody or a stranger, and stops an orphaned server that still runs on `data`.

    Nothing else is ever signalled: a recycled number belongs to someone else's process.
    Raises RuntimeTrouble when the orphan does not end within `wait` seconds."""
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text(errors="replace").splitlines()[0])
    except FileNotFoundError:
        return
    except (ValueError, IndexError):  # empty after a power cut
        file.unlink(missing_ok=True)
        return
    try:
        process = psutil.Process(pid)
        if not _serves(process, data):
            file.unlink(missing_ok=True)
            return
        process.send_signal(signal.SIGINT)
        process.wait(wait)
    except psutil.NoSuchProcess:
        file.unlink(missing_ok=True)
    except psutil.AccessDenied:  # another user's process cannot be a server on data that only we may open
        file.unlink(missing_ok=True)
    except psutil.TimeoutExpired:
        raise RuntimeTrouble(
            f"A PostgreSQL left over from an earlier run (process {pid}) does not end: stop it."
        ) from None


def _serves(process: psutil.Process, data: Path) -> bool:
    return process.name() == "postgres" and Path(process.cwd()).resolve() == data.resolve()
