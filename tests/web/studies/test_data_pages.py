"""Data on the page: brought in once, sealed, opened by those on the list and by no one else."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.studies import World, trial_file
from oppiva.studies.models import Dataset, Study
from web.studies.conftest import Told, signed_in

TERMS = {
    "delimiter": "auto",
    "decimal": "auto",
    "sheet": "1",
    "header_row": "1",
    "purpose": "to learn what an early start does",
    "ground": "permit",
    "ground_text": "permit 14/2026 of the controller",
    "delete_by": "2099-01-07",
}


def post_file(client: Client, study: Study, world: World, content: bytes, **changes: object) -> str:
    file = SimpleUploadedFile("koe.csv", content, "text/csv")
    terms = TERMS | {"controller": world.commissioning.pk, "file": file} | changes
    return client.post(f"/en/studies/{study.slug}/data/new/", terms, follow=True).content.decode()


def test_the_same_bytes_twice_are_one_data_set(world: World) -> None:
    study, client = world.study(), signed_in(world.evaluator)
    first = post_file(client, study, world, trial_file())
    second = post_file(client, study, world, trial_file())
    assert "The file is here." in first
    assert "This file was here already. Nothing was doubled." in second
    assert Dataset.objects.count() == 1


def test_a_sealed_outcome_shows_counts_and_not_one_value(world: World) -> None:
    study = world.study()
    dataset = world.upload(study)
    page = signed_in(world.evaluator).get(f"/en/studies/{study.slug}/data/{dataset.number}/").content.decode()
    assert page.count('<span class="gap">sealed outcome</span>') == 2
    for line in trial_file().decode().splitlines()[1:6]:
        assert line.rsplit(";", 1)[1] not in page  # earnings


def test_a_file_without_rows_is_refused_beside_the_field_and_the_terms_stay(world: World) -> None:
    study = world.study()
    page = post_file(signed_in(world.evaluator), study, world, b"id;arm\r\n")
    assert 'id="id_file_error"' in page
    assert "to learn what an early start does" in page
    assert not Dataset.objects.exists()


def test_a_delete_by_date_in_the_past_is_refused_in_place(world: World) -> None:
    study = world.study()
    page = post_file(signed_in(world.evaluator), study, world, trial_file(), delete_by="2019-03-04")
    assert 'class="error"' in page
    assert "permit 14/2026 of the controller" in page
    assert not Dataset.objects.exists()


def test_the_next_file_comes_on_the_same_terms_unless_changed(told: Told) -> None:
    page = signed_in(told.world.evaluator).get(f"/en/studies/{told.study.slug}/data/new/").content.decode()
    assert "to learn what an early start does" in page
    assert "permit 14/2026 of the controller" in page


def test_a_colleague_opens_the_data_only_between_grant_and_end(told: Told) -> None:
    world, address = told.world, f"/en/studies/{told.study.slug}/data/{told.dataset.number}/"
    owner, colleague = signed_in(world.evaluator), signed_in(world.colleague)
    assert colleague.get(address).status_code == 404
    owner.post(address + "readers/", {"person": world.colleague.pk})
    assert colleague.get(address).status_code == 200
    row = told.dataset.readers.get(person=world.colleague)
    owner.post(f"{address}readers/{row.pk}/end/")
    assert colleague.get(address).status_code == 404
    assert "until" in owner.get(address).content.decode()  # that the colleague once might stays on the list
    assert told.dataset.openings.filter(person=world.colleague).count() == 1


def test_only_colleagues_of_the_evaluator_can_be_let_in(told: Told) -> None:
    address = f"/en/studies/{told.study.slug}/data/{told.dataset.number}/readers/"
    response = signed_in(told.world.evaluator).post(address, {"person": told.world.outsider.pk})
    assert response.status_code == 404
    assert told.dataset.readers.count() == 1
