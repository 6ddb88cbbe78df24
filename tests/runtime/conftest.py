"""Real processes in real folders, told from all others by a mark in their environment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.lifecycle)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the account of PostgreSQL can reach, also when root runs the tests (pytest's are closed)."""
    if os.geteuid() == 0:
        for place in (tmp_path, *tmp_path.parents[:3]):
            if place != Path("/tmp") and place.owner() == "root" and "pytest" in str(place):
                place.chmod(0o755)
    return tmp_path


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """A supervisor started by a test."""

    def __init__(self, mark: str, process: subprocess.Popen[str], output: Path) -> None:
        self.mark, self.process, self.output = mark, process, output

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_it_says(self, words: str, seconds: float = 30) -> str:
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None or words in self.said(), self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self.said()

    def ends(self, seconds: float = 20) -> int:
        return self.process.wait(seconds)

    def left_running(self, apart_from: str = "no such words") -> list[str]:
        """Command lines of processes that carry the mark, once those that are ending have had five seconds."""
        deadline = time.monotonic() + 5
        while (left := self._marked(apart_from)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left

    def _marked(self, apart_from: str) -> list[str]:
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get("OPPIVA_TEST_MARK") == self.mark
                command = " ".join(process.cmdline())
                if marked and process.status() != psutil.STATUS_ZOMBIE and apart_from not in command:
                    found.append(command)
            except psutil.Error:
                continue
        return found


@pytest.fixture
def start_house(folder: Path) -> Iterator[Callable[..., House]]:
    """`start_house(home, port, …)` starts the small house; the end of the test ends it."""
    houses: list[House] = []

    def start(
        home: Path,
        port: int,
        *more: int,
        environment: dict[str, str] | None = None,
        python: str = sys.executable,
        **options: Any,
    ) -> House:
        mark = uuid.uuid4().hex
        output = folder / f"output-{mark}.txt"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "OPPIVA_"))}
        with output.open("w") as file:
            process = subprocess.Popen(
                [python, HERE / "small_house.py", str(home), str(port), *map(str, more)],
                env=kept | {"OPPIVA_TEST_MARK": mark} | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                **options,
            )
        houses.append(House(mark, process, output))
        return houses[-1]

    yield start
    for house in houses:
        if house.process.poll() is None:
            house.process.send_signal(signal.SIGTERM)
            house.process.wait(20)
