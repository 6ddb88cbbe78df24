"""Real processes in real folders, told from all others by a mark in their environment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runtime.house import House

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
