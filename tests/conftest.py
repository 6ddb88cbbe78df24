"""What all tests share. The database is started only for those who need it:

* one process: at the first test that asks for the database;
* several (`-n 2`): before they start, one cluster for all, unless every path named lies under `DATABASE_FREE`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from postgres_for_tests import DatabaseOfThisProcess

TESTS = Path(__file__).parent
DATABASE_FREE = (TESTS / "impact", TESTS / "cli", TESTS / "runtime")
SHARED_CLUSTER = "OPPIVA_TEST_CLUSTER"

# Playwright's synchronous interface keeps an event loop in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure(config: pytest.Config) -> None:
    stack = ExitStack()
    config.stash[CLUSTERS] = stack
    config.add_cleanup(stack.close)
    starts_others = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    if starts_others and config.pluginmanager.hasplugin("django") and not _needs_no_database(config):
        from postgres_for_tests import make_template

        try:
            os.environ[SHARED_CLUSTER] = make_template(stack)
        except RuntimeError as error:
            raise pytest.UsageError(str(error)) from None


CLUSTERS = pytest.StashKey[ExitStack]()


def _needs_no_database(config: pytest.Config) -> bool:
    named = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    return all(any(path.is_relative_to(folder) for folder in DATABASE_FREE) for path in named)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> DatabaseOfThisProcess:
    """This process's database; ask for `db` or mark with `django_db` to work in it."""
    from postgres_for_tests import DatabaseOfThisProcess, make_template

    superuser_url = os.environ.get(SHARED_CLUSTER) or make_template(request.config.stash[CLUSTERS])
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    return DatabaseOfThisProcess(superuser_url, f"test_{worker}")


@pytest.fixture(scope="session")
def django_db_setup(
    database: DatabaseOfThisProcess, django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """In the place of pytest-django's: a clone instead of a test database, and a new one where others would flush."""
    from django.db import connections
    from django.test import TransactionTestCase

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:  # type: ignore[attr-defined]
        database.renew()
        database.point_django_here()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: database.renew())
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def strict_templates(request: pytest.FixtureRequest) -> Iterator[None]:
    """An undefined variable in one of our templates is an error."""
    from django.conf import settings

    if not settings.configured:
        yield
        return
    from strictness import undefined_variables_are_errors

    with undefined_variables_are_errors():
        yield


@pytest.fixture
def client() -> Client:
    """Django's test client; it refuses a page that our Content-Security-Policy or a reader would stumble over."""
    from strictness import StrictClient

    return StrictClient()
