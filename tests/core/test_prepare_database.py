"""Each start migrates as the owner, and a server that is not the demonstration refuses its accounts."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model

from oppiva.runtime.databases import APPLICATION, make_database
from postgres_for_tests import address

if TYPE_CHECKING:
    from postgres_for_tests import DatabaseOfThisProcess


def prepare(url: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "django", "prepare_database", "--application-role", "oppiva_app"]
    given = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "oppiva.config.settings", "OPPIVA_DEMONSTRATION": "0"}
    return subprocess.run(command, env=os.environ | given | more, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_a_server_refuses_a_database_with_demonstration_accounts_and_the_demonstration_does_not(
    database: DatabaseOfThisProcess,
) -> None:
    assert prepare(database.owner_url).returncode == 0
    get_user_model().objects.create(email="kuka@example.invalid", is_demonstration=True)
    refused = prepare(database.owner_url)
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: this database holds demonstration accounts")
    assert prepare(database.owner_url, OPPIVA_DEMONSTRATION="1").returncode == 0


def test_a_role_that_may_not_migrate_is_told_which_address_is_missing(database: DatabaseOfThisProcess) -> None:
    empty = f"{database.name}_empty"
    make_database(database.superuser_url, empty)
    refused = prepare(address(database.superuser_url, APPLICATION, empty))
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "permission denied" in refused.stderr
    assert "DATABASE_OWNER_URL" in refused.stderr
