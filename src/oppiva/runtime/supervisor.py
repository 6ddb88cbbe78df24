"""Starts everything in order, watches it, and stops it in order: database → steps → services.

One process owns them all. Any service that ends ends all, with its name and how; a signal ends all; after
`kill -9` of this process the kernel ends the children (Linux) and the next start mends what was left."""

from __future__ import annotations

import contextlib
import http.client
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from psycopg.conninfo import conninfo_to_dict

from oppiva.runtime.child import Child, Voice, how_it_ended
from oppiva.runtime.cluster import Cluster
from oppiva.runtime.databases import APPLICATION, DATABASE, OWNER, Addresses, make_database, make_roles
from oppiva.runtime.home import make_home, secret_key
from oppiva.runtime.probe import require_free_port, require_postgresql
from oppiva.runtime.trouble import RuntimeTrouble

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 8.0  # seconds for web server and worker to finish what they do
LONGEST_WEB_START = 90.0  # seconds; a cold start on a loaded machine has taken 20


@dataclass(frozen=True, slots=True)
class Step:
    """A command that runs to its end before the next. `as_owner`: with the address of the database's owner.
    `say_at_end`: what it prints is kept for the closing words (who can sign in)."""

    name: str
    command: tuple[str, ...]
    as_owner: bool = False
    say_at_end: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A command that runs until the end of all."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Startup:
    """What to start. `database_url` None: the embedded database under `home`.

    A command may hold `{application_role}`: the role of web server and worker, or nothing where the owner works."""

    home: Path
    host: str
    port: int
    steps: tuple[Step, ...]
    services: tuple[Service, ...]
    database_url: str | None = None
    owner_url: str | None = None
    port_advice: str = "choose another with PORT."
    environment: Mapping[str, str] = field(default_factory=dict)


class _Stopped(BaseException):
    """A signal asked for the end."""


def run(startup: Startup) -> int:
    """Runs everything until a signal or a trouble. Returns the exit status: 0 after a signal, 1 after a trouble.

    Call it from the main thread: it takes the signals, and the kernel ties the children to the thread."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show every letter still hears the rest
    return _Run(startup).run()


class _Run:
    def __init__(self, startup: Startup) -> None:
        self.startup = startup
        self.voice = Voice()
        self.began = time.monotonic()
        self.cluster: Cluster | None = None
        self.running: dict[str, Child] = {}
        self.closing_words: list[str] = []

    def run(self) -> int:
        before = {number: signal.signal(number, self._on_signal) for number in STOPS}
        status = 0
        try:
            self._start()
            self._watch()
        except _Stopped as stopped:
            self.voice.say("oppiva", f"stopping ({stopped})")
        except RuntimeTrouble as trouble:
            status = 1
            self._complain(str(trouble))
        finally:
            for number in STOPS:
                signal.signal(number, signal.SIG_IGN)  # one is enough: the end is under way
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)
        return status

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        for other in STOPS:
            signal.signal(other, signal.SIG_IGN)
        raise _Stopped(signal.Signals(number).name)

    def _complain(self, sentence: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"oppiva: {sentence}\n")
            sys.stderr.flush()

    def _start(self) -> None:
        startup = self.startup
        require_free_port(startup.host, startup.port, startup.port_advice)
        make_home(startup.home)
        environment = os.environ | {
            "OPPIVA_HOME": str(startup.home),
            "OPPIVA_SECRET_KEY": os.environ.get("OPPIVA_SECRET_KEY") or secret_key(startup.home),
            "PYTHONUNBUFFERED": "1",
            **startup.environment,
        }
        addresses = self._database()
        role = "" if addresses.owner == addresses.application else _role_of(addresses.application)
        for step in startup.steps:
            url = addresses.owner if step.as_owner else addresses.application
            self._take_step(step, _filled(step.command, role), environment | {"DATABASE_URL": url})
        for service in startup.services:
            child = Child(
                service.name,
                _filled(service.command, role),
                environment | {"DATABASE_URL": addresses.application},
                lambda line, name=service.name: self.voice.say(name, line),  # type: ignore[misc]
            )
            self.running[service.name] = child
        began = time.monotonic()
        self._wait_for_answer()
        self.voice.say("web", f"answers after {time.monotonic() - began:.1f} s")
        self._say_welcome()

    def _database(self) -> Addresses:
        startup = self.startup
        if startup.database_url:
            owner = startup.owner_url or startup.database_url
            require_postgresql(startup.database_url)
            if startup.owner_url:
                require_postgresql(owner, "DATABASE_OWNER_URL")
            else:
                self.voice.say(
                    "database",
                    "one role both owns and uses it: the database's own guard on ledgers is weaker. "
                    "Set DATABASE_OWNER_URL to keep them apart (docs/how-to/run-your-own.md).",
                )
            return Addresses(owner=owner, application=startup.database_url)
        began = time.monotonic()
        self.cluster = Cluster(startup.home / "database")
        self.cluster.start()
        make_roles(self.cluster.url())
        make_database(self.cluster.url())
        self.voice.say("database", f"PostgreSQL in {self.cluster.home}, ready in {time.monotonic() - began:.1f} s")
        return Addresses(owner=self.cluster.url(OWNER, DATABASE), application=self.cluster.url(APPLICATION, DATABASE))

    def _take_step(self, step: Step, command: Sequence[str], environment: Mapping[str, str]) -> None:
        began = time.monotonic()
        heard: list[str] = []
        child = Child(
            step.name,
            command,
            environment,
            heard.append if step.say_at_end else lambda line: self.voice.say(step.name, line),
        )
        self.running[step.name] = child
        while child.status is None:
            if self.cluster is not None:
                self._require_alive("database", self.cluster.process)
            time.sleep(0.02)
        child.finish_reading()
        del self.running[step.name]
        if child.status:
            for line in heard:
                self.voice.say(step.name, line)
            raise RuntimeTrouble(f"{step.name} ended with {how_it_ended(child.status)}: the lines above say why.")
        self.closing_words += heard
        self.voice.say(step.name, f"done in {time.monotonic() - began:.1f} s")

    def _wait_for_answer(self) -> None:
        """Until the first service answers an HTTP request, whatever the answer."""
        host = "127.0.0.1" if self.startup.host in {"0.0.0.0", ""} else self.startup.host  # noqa: S104
        deadline = time.monotonic() + LONGEST_WEB_START
        while time.monotonic() < deadline:
            self._require_all_alive()
            connection = http.client.HTTPConnection(host, self.startup.port, timeout=LONGEST_WEB_START)
            try:
                connection.request("GET", "/", headers={"Host": f"localhost:{self.startup.port}"})
                connection.getresponse()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        raise RuntimeTrouble(f"The web server did not answer in {LONGEST_WEB_START:.0f} s: the lines above say why.")

    def _say_welcome(self) -> None:
        for line in self.closing_words:
            self.voice.say("oppiva", line)
        shown = "localhost" if self.startup.host == "127.0.0.1" else self.startup.host
        self.voice.say("oppiva", f"http://{shown}:{self.startup.port}/")
        self.voice.say("oppiva", f"ready after {time.monotonic() - self.began:.1f} s. Ctrl-C stops everything.")

    def _watch(self) -> None:
        while True:
            self._require_all_alive()
            time.sleep(0.2)

    def _require_all_alive(self) -> None:
        for child in self.running.values():
            self._require_alive(child.name, child.process)
        if self.cluster is not None:
            self._require_alive("database", self.cluster.process)

    def _require_alive(self, name: str, process: subprocess.Popen[bytes] | None) -> None:
        if process is not None and (status := process.poll()) is not None:
            raise RuntimeTrouble(f"{name} ended with {how_it_ended(status)}; everything else is stopped.")

    def _stop(self) -> None:
        began = time.monotonic()
        for child in self.running.values():
            child.ask_to_end()  # all at once, then wait for each
        for child in self.running.values():
            child.end(max(0.0, began + GRACE - time.monotonic()))
        if self.cluster is not None:
            self.cluster.stop()
        self.voice.say("oppiva", f"stopped in {time.monotonic() - began:.1f} s; nothing is left running")


def _filled(command: Sequence[str], role: str) -> list[str]:
    return [part.replace("{application_role}", role) for part in command]


def _role_of(url: str) -> str:
    return str(conninfo_to_dict(url).get("user") or "")
