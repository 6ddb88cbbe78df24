"""Describing a study and declaring its outcomes: what is refused stands in place, and nothing typed is lost."""

from __future__ import annotations

from factories.studies import World
from oppiva.studies.models import Study
from web.studies.conftest import signed_in

DESCRIPTION = {
    "title_en": "The evening opening trial",
    "measure_en": "an office open until eight",
    "alternative_en": "an office open until four",
    "entitlement_en": "The law sets no hours of opening; both groups can book a meeting.",
    "unit": "office",
}


def description(world: World, **changes: object) -> dict[str, object]:
    return DESCRIPTION | {"evaluator": world.evaluating.pk, "pilots": [world.pilot.pk]} | changes


def outcome_rows(*rows: dict[str, object], known: int = 0) -> dict[str, object]:
    """A posted formset."""
    posted: dict[str, object] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": known}
    for number, row in enumerate(rows):
        posted |= {f"form-{number}-{name}": value for name, value in row.items()}
    return posted


IN_WORK = {"column": "in_work", "kind": "yes_no", "better": "higher", "label_en": "In work", "primary": "on"}
EARNINGS = {"column": "earnings", "kind": "amount", "better": "higher", "label_en": "Earnings", "unit_en": "euros"}


def test_a_described_study_leads_on_to_its_outcomes(world: World) -> None:
    response = signed_in(world.evaluator).post("/en/studies/new/", description(world))
    study = Study.objects.get()
    assert response["Location"] == f"/en/studies/{study.slug}/outcomes/"
    assert (study.title_en, study.unit, list(study.pilots.all())) == (DESCRIPTION["title_en"], "office", [world.pilot])


def test_one_organisation_of_ones_own_is_chosen_already(world: World) -> None:
    page = signed_in(world.evaluator).get("/en/studies/new/").content.decode()
    assert f'<option value="{world.evaluating.pk}" selected>' in page


def test_a_study_without_a_measure_is_refused_and_the_title_stays(world: World) -> None:
    response = signed_in(world.evaluator).post("/en/studies/new/", description(world, measure_en=""))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in page
    assert "The evening opening trial" in page
    assert not Study.objects.exists()


def test_a_study_of_no_pilot_says_so_beside_the_question(world: World) -> None:
    page = signed_in(world.evaluator).post("/en/studies/new/", description(world, pilots=[])).content.decode()
    assert 'id="id_pilots_error"' in page
    assert not Study.objects.exists()


def test_a_pilot_that_the_person_does_not_see_cannot_be_chosen(world: World) -> None:
    response = signed_in(world.outsider).post("/en/studies/new/", description(world))
    assert response.status_code == 200
    assert not Study.objects.exists()


def test_a_changed_description_keeps_what_was_not_asked_again(world: World) -> None:
    study = world.study()
    changed = description(world, title_en="Renamed")
    del changed["evaluator"]
    signed_in(world.evaluator).post(f"/en/studies/{study.slug}/change/", changed)
    study.refresh_from_db()
    assert (study.title_en, study.evaluator) == ("Renamed", world.evaluating)


def test_outcomes_are_declared_and_one_can_be_removed(world: World) -> None:
    study = world.study(outcomes=[])
    address, client = f"/en/studies/{study.slug}/outcomes/", signed_in(world.evaluator)
    client.post(address, outcome_rows(IN_WORK, EARNINGS))
    assert list(study.outcomes.values_list("column", flat=True)) == ["in_work", "earnings"]
    page = client.get(address).content.decode()
    assert "yes or no · in_work · primary" in page  # folded, told in one line
    client.post(address, outcome_rows(IN_WORK, EARNINGS | {"DELETE": "on"}, known=2))
    assert list(study.outcomes.values_list("column", flat=True)) == ["in_work"]


def test_a_column_declared_twice_is_refused_and_the_answers_stay(world: World) -> None:
    study = world.study(outcomes=[])
    twice = outcome_rows(IN_WORK, EARNINGS | {"column": "in_work"})
    page = signed_in(world.evaluator).post(f"/en/studies/{study.slug}/outcomes/", twice).content.decode()
    assert 'role="alert"' in page
    assert 'value="Earnings"' in page
    assert not study.outcomes.exists()


def test_a_decimal_comma_is_understood_in_finnish(world: World) -> None:
    study = world.study(outcomes=[])
    rows = outcome_rows(IN_WORK | {"smallest_relevant": "0,03"})
    signed_in(world.evaluator).post(f"/fi/studies/{study.slug}/outcomes/", rows)
    assert study.outcomes.get().smallest_relevant == 0.03
