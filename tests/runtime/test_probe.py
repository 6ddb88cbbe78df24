"""What would fail late is looked at first, and said without a password."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import psycopg
import pytest

from oppiva.runtime.cluster import Cluster
from oppiva.runtime.databases import make_database, make_roles
from oppiva.runtime.probe import require_free_port, require_postgresql
from oppiva.runtime.throwaway import throwaway_cluster
from oppiva.runtime.trouble import RuntimeTrouble


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with throwaway_cluster() as running:
        yield running


def test_a_free_port_passes(free_port: int) -> None:
    require_free_port("127.0.0.1", free_port, "no advice")


def test_a_taken_port_gives_its_number_and_the_advice(free_port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        with pytest.raises(RuntimeTrouble, match=rf"^Port {free_port} is taken: take 8001\.$"):
            require_free_port("127.0.0.1", free_port, "take 8001.")


def test_a_port_that_does_not_exist_is_said(free_port: int) -> None:
    with pytest.raises(RuntimeTrouble, match="There is no port 70000"):
        require_free_port("127.0.0.1", 70000, "take 8001.")


def test_a_server_that_does_not_answer_is_named_without_its_password(free_port: int) -> None:
    with pytest.raises(RuntimeTrouble, match=rf"oppiva at 127\.0\.0\.1 port {free_port} cannot be reached") as raised:
        require_postgresql(f"postgresql://someone:salasana7@127.0.0.1:{free_port}/oppiva")
    assert "salasana7" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("url", ["sqlite:///oppiva.db", "mysql://root:salasana7@localhost/x", "nonsense"])
def test_an_address_that_is_not_postgresql_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(RuntimeTrouble, match="is not an address of a PostgreSQL database") as raised:
        require_postgresql(url)
    assert url not in str(raised.value)


def test_a_postgresql_that_answers_passes(cluster: Cluster) -> None:
    require_postgresql(cluster.url())


def test_a_database_that_is_not_utf8_is_refused(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'")
    with pytest.raises(RuntimeTrouble, match="does not keep text in UTF-8"):
        require_postgresql(cluster.url(database="latin"))


def test_roles_and_database_can_be_made_twice(cluster: Cluster) -> None:
    for _ in range(2):
        make_roles(cluster.url())
        make_database(cluster.url())
    with psycopg.connect(cluster.url("oppiva_app", "oppiva")) as connection, pytest.raises(psycopg.Error):
        connection.execute("CREATE TABLE mine (id int)")
