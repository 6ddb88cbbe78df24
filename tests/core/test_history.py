"""The database, not the application, refuses to lose what was written."""

from __future__ import annotations

import pghistory
import pytest
from django.db import DatabaseError, connection, transaction

from oppiva.core.history import append_only_tables
from oppiva.core.models import GuardSetAside
from oppiva.core.setting_aside import set_aside
from oppiva.organisations.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("aino@example.org", "a long enough password", name="Aino Aalto")


def events_of(person: Person) -> list[tuple[str, bool]]:
    return list(person.events.order_by("pgh_id").values_list("pgh_label", "is_active"))  # type: ignore[attr-defined]


def refused(sql: str) -> bool:
    """Whether the database refuses the statement; nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


def test_inserts_updates_and_deletes_are_all_kept(person: Person) -> None:
    pk = person.pk
    Person.objects.filter(pk=pk).update(is_active=False)
    events = events_of(person)
    person.delete()
    model = Person._meta.get_field("events").related_model  # type: ignore[union-attr]
    labels = list(model.objects.filter(pgh_obj_id=pk).order_by("pgh_id").values_list("pgh_label", flat=True))  # type: ignore[union-attr]
    assert events == [("insert", True), ("update", False)]
    assert labels == ["insert", "update", "delete"]


def test_a_password_is_never_copied_into_history(person: Person) -> None:
    model = Person._meta.get_field("events").related_model
    assert "password" not in {field.name for field in model._meta.get_fields()}  # type: ignore[union-attr]


@pytest.mark.parametrize("act", ["UPDATE {} SET name = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_rows_cannot_be_changed_removed_or_emptied(person: Person, act: str) -> None:
    assert refused(act.format("organisations_personevent"))


def test_the_context_of_an_event_only_grows() -> None:
    with pghistory.context(user=7):
        Person.objects.create_user("b@example.org", name="B")
    assert refused("UPDATE pghistory_context SET metadata = '{}'")
    assert refused("DELETE FROM pghistory_context")


def test_setting_a_guard_aside_leaves_a_row_that_says_why() -> None:
    with set_aside("core.GuardSetAside:append_only", reason="A test of the way out"):
        pass
    assert GuardSetAside.objects.get().reason == "A test of the way out"


def test_setting_a_guard_aside_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a reason"), set_aside("core.GuardSetAside:append_only", reason=" "):
        pass


def test_histories_and_ledgers_are_known_as_append_only() -> None:
    assert {"core_guardsetaside", "organisations_personevent"} <= set(append_only_tables())
