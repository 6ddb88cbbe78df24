"""What the application role cannot do, whatever a fault in our code asks of it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION dblink",
        "CREATE ROLE mine",
        "SET ROLE oppiva_owner",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY studies_study FROM '/etc/passwd'",
        "COPY studies_study TO '/tmp/out'",
        "COPY studies_study TO PROGRAM 'cat'",
        "SELECT lo_import('/etc/passwd')",
        "ALTER TABLE studies_run DISABLE TRIGGER ALL",
        "DROP TABLE studies_study",
        "SET session_replication_role = replica",
        "SELECT * FROM pg_authid",
    ],
)
def test_the_application_role_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be|denied to"), transaction.atomic():
        connection.cursor().execute(statement)


def test_histories_do_not_hold_who_people_are() -> None:
    """A history is never taken back; what says who somebody is stands only on the person's own row."""
    held = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model") and model.pgh_tracked_model._meta.label == "organisations.Person"
        for field in model._meta.get_fields()
        if field.name in {"email", "name", "password", "last_login"}
    ]
    assert held == []


def test_rows_of_data_have_no_history() -> None:
    tracked = {
        model.pgh_tracked_model._meta.label for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    }
    assert "studies.DatasetContent" not in tracked
