"""The application role works on every table and may only add to ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from oppiva.core.history import append_only_tables
from oppiva.core.models import GuardSetAside
from oppiva.core.roles import grant_application_role

if TYPE_CHECKING:
    from postgres_for_tests import DatabaseOfThisProcess

LEDGER = GuardSetAside._meta.db_table


@pytest.mark.django_db
def test_tests_work_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == ("oppiva_app", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {LEDGER} SET reason = 'another'",
        f"DELETE FROM {LEDGER}",
        f"TRUNCATE {LEDGER}",
        f"ALTER TABLE {LEDGER} DISABLE TRIGGER ALL",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', 'x', now())",
    ],
)
def test_the_application_role_cannot_change_a_ledger(statement: str) -> None:
    GuardSetAside.objects.create(guards=["core.Anything:guard"], reason="a row to try it on")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)
    assert GuardSetAside.objects.count() == 1


@pytest.mark.django_db
def test_no_append_only_table_can_be_changed_by_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t, p FROM unnest(%s::text[]) t, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p"
            " WHERE has_table_privilege(current_user, quote_ident(t), p)",
            [append_only_tables()],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_a_ledger_that_is_not_in_the_database_stops_the_grant(database: DatabaseOfThisProcess) -> None:
    with pytest.raises(ValueError, match="no_such_ledger"):
        grant_application_role(connection, "oppiva_owner", ["no_such_ledger"])


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_leave_rows_in_a_ledger() -> None:
    GuardSetAside.objects.create(guards=["core.Anything:guard"], reason="left behind")
    assert GuardSetAside.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_next_transactional_test_finds_none_of_them(database: DatabaseOfThisProcess) -> None:
    assert GuardSetAside.objects.count() == 0
    with psycopg.connect(database.owner_url) as owner:
        assert owner.execute("SELECT current_user").fetchone() == ("oppiva_owner",)
