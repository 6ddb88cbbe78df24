"""Child processes that do not outlive us, even after `kill -9`, and say who is speaking."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

PR_SET_PDEATHSIG = 1


def dies_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends the child `number` when the thread that started it ends.

    Call Popen from the main thread. Linux only: elsewhere an orphan is stopped by the next start."""
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None  # looked up before the fork

    def hook() -> None:  # runs after setuid, which would clear the setting
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return hook


def die_with_my_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Asks the kernel to send this process `number` when its parent ends (`make demo` that was killed). Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


class Voice:
    """Writes lines `name │ text` to standard output from any thread; a closed terminal does not stop it."""

    def __init__(self, width: int = 8) -> None:
        self.width = width
        self._lock = threading.Lock()

    def say(self, who: str, text: str) -> None:
        with self._lock, contextlib.suppress(OSError, ValueError):
            sys.stdout.write(f"{who:>{self.width}} │ {text}\n")
            sys.stdout.flush()


class Child:
    """One process in its own session, whose output is passed on line by line.

    The terminal's Ctrl-C reaches only the supervisor: it chooses the order in which children end."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], hear: Callable[[str], None]):
        self.name = name
        self.process = subprocess.Popen(  # noqa: S603
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )
        self._hear = hear
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._hear(line.decode(errors="replace").rstrip())

    @property
    def status(self) -> int | None:
        """The exit status; negative for a signal; None while it runs."""
        return self.process.poll()

    def finish_reading(self, seconds: float = 2) -> None:
        """Waits for the last lines of a child that has ended."""
        self._reader.join(seconds)

    def ask_to_end(self) -> None:
        if self.status is None:
            self.process.terminate()

    def end(self, grace: float) -> None:
        """Waits `grace` seconds for the end, then kills it and whatever it left in its group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.finish_reading()


def how_it_ended(status: int) -> str:
    """`status 3` or `signal SIGKILL`."""
    if status >= 0:
        return f"status {status}"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"
