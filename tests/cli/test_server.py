"""The commands that need the database say in one sentence what is missing, and start nothing then."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from oppiva.cli import main
from oppiva.cli.server import demonstration, service

UNREACHABLE = "postgresql://oppiva:salasana7@127.0.0.1:1/oppiva"


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "OPPIVA_", "PORT"))}
    return kept | {"OPPIVA_HOME": str(home)} | more


def oppiva(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "oppiva", *arguments], env=given, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("command", ["demo", "serve", "worker"])
def test_each_command_explains_itself(command: str) -> None:
    told = CliRunner().invoke(main, [command, "--help"])
    assert told.exit_code == 0
    assert len(told.output.splitlines()) > 4


def test_the_demonstration_listens_on_this_machine_only_and_says_that_it_is_one(tmp_path: Path) -> None:
    startup = demonstration({"OPPIVA_HOME": str(tmp_path), "HOST": "0.0.0.0"}, 8001)
    assert startup.host == "127.0.0.1"
    assert startup.environment["OPPIVA_DEMONSTRATION"] == "1"
    assert [step.name for step in startup.steps] == ["migrate", "load"]


def test_a_server_loads_no_demonstration_and_says_that_it_is_none(tmp_path: Path) -> None:
    startup = service({"OPPIVA_HOME": str(tmp_path), "OPPIVA_DEMONSTRATION": "1"}, 8001, "0.0.0.0")
    assert startup.environment["OPPIVA_DEMONSTRATION"] == "0"
    assert [step.name for step in startup.steps] == ["migrate"]


def test_a_database_of_ones_own_takes_the_place_of_the_embedded_one(tmp_path: Path) -> None:
    given = {"OPPIVA_HOME": str(tmp_path), "DATABASE_URL": UNREACHABLE, "DATABASE_OWNER_URL": "postgresql://owner@/x"}
    startup = service(given, 8001, "127.0.0.1")
    assert (startup.database_url, startup.owner_url) == (UNREACHABLE, "postgresql://owner@/x")


def test_a_taken_port_is_said_with_the_command_to_type(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = oppiva("demo", **environment(tmp_path / "home", PORT=str(port)))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"oppiva: Port {port} is taken: choose another with PORT={port + 1} oppiva …"]
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",), ("manage", "migrate")])
def test_an_unreachable_database_is_one_sentence_without_the_password(command: tuple[str, ...], tmp_path: Path) -> None:
    done = oppiva(*command, **environment(tmp_path, DATABASE_URL=UNREACHABLE))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "127.0.0.1" in done.stderr
    assert "salasana7" not in done.stderr + done.stdout


def test_a_worker_without_any_database_says_what_to_start(tmp_path: Path) -> None:
    done = oppiva("worker", **environment(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip() == "Error: There is no database: start Oppiva (`oppiva serve`), or set DATABASE_URL."


@pytest.mark.lifecycle
def test_the_demonstration_starts_answers_survives_a_kill_and_ends(tmp_path: Path) -> None:
    for place in (tmp_path, *tmp_path.parents[:3]):
        if os.geteuid() == 0 and "pytest" in str(place):
            place.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mark = f"mark-{port}-{time.time_ns()}"
    given = environment(tmp_path / "home", PORT=str(port), OPPIVA_TEST_MARK=mark)
    for ending in (signal.SIGKILL, signal.SIGTERM):
        output = tmp_path / f"{ending.name}.txt"
        with output.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "oppiva", "demo"], env=given, stdout=file, stderr=subprocess.STDOUT
            )
        try:
            deadline = time.monotonic() + 240  # seconds; idle it takes 20, a loaded machine has taken 90
            while "ready after" not in output.read_text():
                assert process.poll() is None, output.read_text()
                assert time.monotonic() < deadline, output.read_text()
                time.sleep(0.1)
            assert status_of(f"http://localhost:{port}/") == 200
            assert "Traceback" not in output.read_text()
        finally:
            process.send_signal(ending)
            process.wait(30)
        deadline = time.monotonic() + 15  # gunicorn's own look for its parent takes a few seconds
        while (left := carrying(mark)) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert left == []
    assert process.returncode == 0


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def carrying(mark: str) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("OPPIVA_TEST_MARK") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found
