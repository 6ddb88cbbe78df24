"""Kinds and areas are facts with dates: compared with the public table and with what the database got."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.utils.translation import override

from oppiva.organisations.models import Area, OrganisationKind
from oppiva.organisations.reference import areas, kinds
from shared_data import shared_data

COLUMN = {"employment_area": "tyollisyysalue", "region": "maakunta"}


def public_table(year: int, column: str) -> set[tuple[str, str, str, str]]:
    with (shared_data("fi_municipality_keys") / f"municipality_key_{year}.csv").open(encoding="utf-8") as file:
        return {
            (
                row[f"{column}_code"].zfill(2),
                *(row[f"{column}_name_{language}"].strip() for language in ("fi", "sv", "en")),
            )
            for row in csv.DictReader(file)
        }


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("kind", ["employment_area", "region"])
def test_areas_are_those_of_the_public_table(kind: str, year: int) -> None:
    ours = {(area.code, area.name_fi, area.name_sv, area.name_en) for area in areas() if area.kind == kind}
    assert ours == public_table(year, COLUMN[kind])


def test_there_are_45_employment_areas_and_aland_from_2025() -> None:
    employment = [area for area in areas() if area.kind == "employment_area"]
    assert len(employment) == 45 + 1
    assert {area.valid_from for area in employment} == {date(2025, 1, 1)}
    assert "Åland" in {area.name_sv for area in employment}


def test_there_are_fifteen_kinds_each_with_names_in_three_languages() -> None:
    assert len(kinds()) == 15
    assert all(name.fi and name.sv and name.en and name.source for kind in kinds() for name in kind.names)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("development_centre", date(2019, 6, 3), "ELY-keskusten sekä TE-toimistojen kehittämis- ja hallintokeskus"),
        ("development_centre", date(2025, 12, 31), "ELY-keskusten sekä TE-toimistojen kehittämis- ja hallintokeskus"),
        ("development_centre", date(2026, 1, 1), "Työllisyys-, kehittämis- ja hallintokeskus"),
        ("economic_development_centre", date(2025, 12, 31), "elinkeino-, liikenne- ja ympäristökeskus"),
        ("economic_development_centre", date(2026, 1, 1), "elinvoimakeskus"),
        ("te_office", date(2020, 2, 12), "työ- ja elinkeinotoimisto"),
    ],
)
def test_a_kind_is_called_what_it_was_called_on_the_day(code: str, day: date, name: str) -> None:
    kind = OrganisationKind.objects.get(code=code)
    with override("fi"):
        assert kind.name_on(day).startswith(name)


@pytest.mark.django_db
def test_te_offices_ended_as_employment_areas_began() -> None:
    assert OrganisationKind.objects.get(code="te_office").valid_to == date(2024, 12, 31)
    assert OrganisationKind.objects.get(code="employment_area").valid_from == date(2025, 1, 1)


@pytest.mark.django_db
def test_the_database_holds_every_area() -> None:
    assert Area.objects.count() == len(areas())
