"""The supervisor starts in order, stops in order, and leaves nothing, however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

import oppiva
from runtime.house import House

Start = Callable[..., House]
NOBODY: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []}


def test_a_signal_ends_everything_and_the_next_start_finds_what_was_there(
    start_house: Start, folder: Path, free_port: int
) -> None:
    home, keys = folder / "home", set()
    for starts, number in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), start=1):
        house = start_house(home, free_port)
        assert f"starts ({starts}, 'oppiva_owner')" in house.wait_until_it_says("ready after")
        keys.add((home / "secret_key").read_text())
        house.process.send_signal(number)
        assert house.ends() == 0, house.said()
        assert f"stopping ({number.name})" in house.said()
        assert house.left_running() == []
    assert len(keys) == 1
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_signal_in_the_middle_of_the_start_leaves_nothing(start_house: Start, folder: Path, free_port: int) -> None:
    house = start_house(folder / "home", free_port)
    house.wait_until_it_says("PostgreSQL in")
    house.process.terminate()
    assert house.ends() == 0, house.said()
    assert house.left_running() == []


def test_after_kill_9_nothing_is_left_and_the_next_start_mends(
    start_house: Start, folder: Path, free_port: int
) -> None:
    house = start_house(folder / "home", free_port)
    house.wait_until_it_says("works")
    house.wait_until_it_says("ready after")
    house.process.kill()
    house.ends()
    # The worker's own child has lost its parent: only the supervisor's orderly end reaches grandchildren.
    assert house.left_running(apart_from="-c import time; time.sleep(600)") == []
    again = start_house(folder / "home", free_port)
    assert "starts (2," in again.wait_until_it_says("ready after")
    _end_marked(house.mark)


def test_a_service_that_ends_ends_all_with_its_name_and_status(
    start_house: Start, folder: Path, free_port: int
) -> None:
    house = start_house(folder / "home", free_port, 7)
    assert house.ends() == 1
    assert "oppiva: web ended with status 7; everything else is stopped." in house.said()
    assert house.left_running() == []


def test_a_database_that_is_killed_ends_all_and_starts_again_at_once(
    start_house: Start, folder: Path, free_port: int
) -> None:
    house = start_house(folder / "home", free_port)
    house.wait_until_it_says("ready after")
    pid = int((folder / "home/database/data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    assert house.ends() == 1
    assert "database ended with signal SIGKILL" in house.said()
    mended = start_house(folder / "home", free_port)
    mended.wait_until_it_says("ready after")


def test_a_step_that_fails_ends_the_start_with_its_own_words(start_house: Start, folder: Path, free_port: int) -> None:
    house = start_house(folder / "home", free_port, 0, 3)
    assert house.ends() == 1
    assert "step │ starts (1," in house.said()
    assert "oppiva: step ended with status 3: the lines above say why." in house.said()
    assert house.left_running() == []


def test_a_taken_port_is_said_before_anything_starts(start_house: Start, folder: Path, free_port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        house = start_house(folder / "home", free_port)
        assert house.ends() == 1
    assert house.said().startswith(f"oppiva: Port {free_port} is taken: choose another with PORT.")
    assert not (folder / "home").exists()


def test_two_at_once_on_one_home_is_refused_to_the_second(start_house: Start, folder: Path, free_port: int) -> None:
    first = start_house(folder / "home", free_port)
    first.wait_until_it_says("ready after")
    second = start_house(folder / "home", free_port + 1)
    assert second.ends() == 1
    assert "already runs on" in second.said()
    assert first.process.poll() is None


@pytest.mark.parametrize(
    "name",
    ["Työ pöytä, ääkköset ja 'lainaus'", "pitkä" * 12 + "/" + "polku" * 20],
    ids=["spaces and letters", "a path too long for a socket"],
)
def test_a_home_with_any_name_works(start_house: Start, folder: Path, free_port: int, name: str) -> None:
    house = start_house(folder / name, free_port, environment={"LC_ALL": "C"})
    house.wait_until_it_says("ready after")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start it as someone else")
def test_an_ordinary_user_starts_it_too(start_house: Start, folder: Path, free_port: int) -> None:
    python = _python_for_nobody()
    home = folder / "home"
    home.mkdir()
    os.chown(home, NOBODY["user"], NOBODY["group"])
    environment = {
        "PYTHONPATH": os.pathsep.join([str(Path(oppiva.__file__).parents[1]), sysconfig.get_path("platlib")])
    }
    house = start_house(home, free_port, environment=environment, python=python, **NOBODY)
    assert "starts (1," in house.wait_until_it_says("ready after")
    assert (home / "database/data").stat().st_uid == NOBODY["user"]


def _python_for_nobody() -> str:
    """This interpreter, or the system's of the same version where this one lies under a closed home."""
    question = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([python, "-c", question], cwd="/", check=False, **NOBODY).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("no Python of this version that an ordinary user may run")


def _end_marked(mark: str) -> None:
    for process in psutil.process_iter():
        try:
            if process.environ().get("OPPIVA_TEST_MARK") == mark:
                process.kill()
        except psutil.Error:
            continue
