"""The locks hold hashes for everything and no address of a registry; the first command says what it lacks."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def requirements(lock: Path) -> list[str]:
    """Each requirement with its hashes on one line."""
    return [line for line in lock.read_text().replace("\\\n", " ").splitlines() if line and not line.startswith("#")]


def test_there_is_a_lock_for_the_installer_the_build_running_and_testing() -> None:
    assert [lock.stem for lock in LOCKS] == ["build", "run", "test", "uv"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    for line in requirements(lock):
        assert re.match(r"[A-Za-z0-9_.-]+==\S+", line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_lock_names_a_registry_or_a_file_of_one_machine(lock: Path) -> None:
    assert not re.search(r"://|--index|--extra|--find-links|file:|@ ", lock.read_text())


def test_what_tests_run_is_what_people_run() -> None:
    running, testing = (
        {line.split(" --hash")[0].strip() for line in requirements(ROOT / "requirements" / f"{name}.txt")}
        for name in ("run", "test")
    )
    assert running <= testing


def test_the_locks_hold_what_the_package_asks_for() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = {}
    for line in requirements(ROOT / "requirements" / "run.txt"):
        name, _, version = line.split()[0].partition("==")
        pinned.setdefault(name.lower(), set()).add(version)
    for wanted in map(Requirement, declared):
        versions = pinned.get(wanted.name.lower().replace("_", "-"), set())
        assert versions, f"{wanted.name} is not in the lock: make lock"
        assert all(wanted.specifier.contains(version) for version in versions), f"{wanted}: {versions}"


def test_the_first_command_parses_on_old_pythons() -> None:
    ast.parse((ROOT / "scripts" / "bootstrap.py").read_text(), feature_version=(3, 6))


def bootstrap(patch: str) -> subprocess.CompletedProcess[str]:
    """The bootstrap in a folder of its own, after `patch` has changed what it sees of this Python."""
    script = str(ROOT / "scripts" / "bootstrap.py")
    program = f"import runpy, sys\n{patch}\nsys.argv[1:] = ['run']\nrunpy.run_path({script!r})['main']()"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ)


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15)])
def test_a_python_too_old_or_too_new_is_one_sentence(version: tuple[int, int]) -> None:
    done = bootstrap(f"sys.version_info = {(*version, 0, 'final', 0)}")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"oppiva: Oppiva needs Python 3.11 to 3.14, and this is {version[0]}.{version[1]}: "
        "name another, as in PYTHON=python3.12 make demo."
    ]


def test_a_missing_venv_is_one_sentence_that_names_the_package(tmp_path: Path) -> None:
    copy = tmp_path / "scripts" / "bootstrap.py"
    copy.parent.mkdir()
    copy.write_text((ROOT / "scripts" / "bootstrap.py").read_text())
    program = f"import runpy, sys; sys.modules['ensurepip'] = None; runpy.run_path({str(copy)!r})['main']()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "oppiva: This Python cannot make virtual environments: apt-get install python3-venv, then try again."
    ]
