"""Data come in, are opened by those on the list, and go."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from factories.studies import World, make_world, trial_file
from oppiva.core.refusal import Refused
from oppiva.impact.errors import DataRefusal
from oppiva.studies import deleting, opening
from oppiva.studies.models import Dataset, DatasetContent, DatasetOpening, DatasetReader
from oppiva.studies.uploading import upload_dataset

PERSONAL = b"id;note\r\n1;fine\r\n2;call 131052-308T\r\n"


def test_an_upload_keeps_bytes_columns_and_terms(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    assert bytes(dataset.content.content) == trial_file()
    assert (dataset.n_rows, dataset.number) == (80, 1)
    assert [column["name"] for column in dataset.profile] == ["id", "office", "arm", "age", "in_work", "earnings"]
    assert dataset.controller == world.commissioning


def test_the_profile_tells_nothing_of_outcomes_but_counts(world: World) -> None:
    dataset = world.upload(world.study())
    assert {key for column in dataset.profile for key in column} == {
        "name", "kind", "n", "missing", "missing_share", "distinct", "label", "zero_or_one",
    }  # fmt: skip


def test_the_same_bytes_twice_are_told_and_not_doubled(world: World) -> None:
    study = world.study()
    first = upload_dataset(world.evaluator, study, file_name="a.csv", content=trial_file(), terms=world.terms())
    second = upload_dataset(world.evaluator, study, file_name="b.csv", content=trial_file(), terms=world.terms())
    assert (first.is_new, second.is_new) == (True, False)
    assert first.dataset == second.dataset
    assert Dataset.objects.count() == DatasetContent.objects.count() == 1


def test_a_file_that_points_at_a_person_leaves_nothing_behind(world: World) -> None:
    study = world.study()
    with pytest.raises(DataRefusal) as refused:
        upload_dataset(world.evaluator, study, file_name="a.csv", content=PERSONAL, terms=world.terms())
    assert "308T" not in refused.value.text.fi
    assert Dataset.objects.count() == DatasetContent.objects.count() == DatasetOpening.objects.count() == 0


def test_rows_are_taken_only_with_a_day_when_they_go(world: World) -> None:
    terms = world.terms(delete_by=timezone.localdate())
    with pytest.raises(Refused, match="ahead"):
        upload_dataset(world.evaluator, world.study(), file_name="a.csv", content=trial_file(), terms=terms)


def test_only_the_evaluating_organisation_uploads(world: World) -> None:
    study = world.study()
    for person in (world.commissioner, world.outsider):
        with pytest.raises(PermissionDenied):
            upload_dataset(person, study, file_name="a.csv", content=trial_file(), terms=world.terms())


def test_a_colleague_opens_the_columns_only_when_let_in_and_the_log_keeps_it(world: World) -> None:
    dataset = world.upload(world.study())
    with pytest.raises(PermissionDenied):
        opening.open_columns(world.colleague, dataset)
    reader = opening.let_read(world.evaluator, dataset, world.colleague)
    opening.open_columns(world.colleague, dataset)
    assert DatasetOpening.objects.filter(person=world.colleague).count() == 1
    opening.end_reading(world.evaluator, reader)
    with pytest.raises(PermissionDenied):
        opening.open_columns(world.colleague, dataset)


def test_the_last_reader_stays(world: World) -> None:
    dataset = world.upload(world.study())
    with pytest.raises(Refused):
        opening.end_reading(world.evaluator, dataset.readers.get())


def test_a_reader_who_no_longer_sees_the_study_opens_nothing(world: World) -> None:
    dataset = world.upload(world.study())
    DatasetReader.objects.create(dataset=dataset, person=world.outsider, granted_by=world.evaluator)
    with pytest.raises(PermissionDenied):
        opening.open_columns(world.outsider, dataset)


def test_rows_go_at_their_date_and_the_rest_stays(world: World) -> None:
    dataset = world.upload(world.study())
    assert deleting.delete_due_datasets(dataset.delete_by - timedelta(days=1)) == 0
    assert deleting.delete_due_datasets(dataset.delete_by) == 1
    assert deleting.delete_due_datasets(dataset.delete_by) == 0
    dataset.refresh_from_db()
    assert not dataset.has_rows
    assert DatasetContent.objects.count() == 0
    assert len(dataset.sha256) == 64


def test_a_file_may_come_again_after_its_rows_went(world: World) -> None:
    study = world.study()
    deleting.delete_rows(world.evaluator, world.upload(study))
    assert world.upload(study).number == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE studies_datasetopening SET detail = 'x'",
        "DELETE FROM studies_datasetopening",
        "TRUNCATE studies_datasetopening",
        "UPDATE studies_dataset SET sha256 = repeat('0', 64)",
        "UPDATE studies_dataset SET uploaded_at = uploaded_at - interval '1 year'",
        "DELETE FROM studies_dataset",
        "UPDATE studies_datasetcontent SET content = ''",
        "UPDATE studies_study SET is_synthetic = NOT is_synthetic",
        "DELETE FROM studies_study",
    ],
)
def test_the_database_refuses_to_rewrite_what_came_in(world: World, sql: str) -> None:
    world.upload(world.study())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_real_study_takes_no_upload_dated_back(world: World) -> None:
    with pytest.raises(DatabaseError, match="true time"), transaction.atomic():
        upload_dataset(
            world.evaluator, world.study(), file_name="a.csv", content=trial_file(), terms=world.terms(),
            at=timezone.now() - timedelta(days=30),
        )  # fmt: skip


def test_a_synthetic_study_has_dates_of_its_own(synthetic_world: World) -> None:
    world, then = synthetic_world, timezone.now() - timedelta(days=30)
    uploaded = upload_dataset(
        world.evaluator, world.study(), file_name="a.csv", content=trial_file(), terms=world.terms(), at=then
    )
    assert uploaded.dataset.uploaded_at == then


@pytest.mark.django_db(transaction=True)
def test_two_people_uploading_the_same_file_at_once_make_one() -> None:
    world = make_world()
    study = world.study()
    found = []

    def upload() -> None:
        try:
            found.append(
                upload_dataset(
                    world.evaluator, study, file_name="a.csv", content=trial_file(), terms=world.terms()
                ).is_new
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False, True]
    assert Dataset.objects.count() == 1
