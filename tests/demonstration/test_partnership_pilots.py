"""The 24 partnership pilots: as the story promises, in three languages, loaded once however often they are loaded."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command

from oppiva.core.language import as_text
from oppiva.demonstration.cast import load_people, member, people
from oppiva.demonstration.organisations import load_organisations
from oppiva.demonstration.partnership_pilots import SLUG, load
from oppiva.impact.text import LANGUAGES
from oppiva.organisations.models import Person
from oppiva.portfolio.gaps import gaps_of_programme
from oppiva.portfolio.models import LearningGoalVersion, Pilot, Programme
from oppiva.portfolio.permissions import may_change_pilot, may_change_programme
from oppiva.portfolio.pooling import one_effect
from oppiva.portfolio.story import story_of_goal, story_of_pilot

pytestmark = pytest.mark.django_db

IN_DEPTH = ("vierellakulkija", "osaajat-merelle", "kokonaisuus-ostona")
SECONDS = 5  # of our own processor time, password hashing included: what others do on the machine is not ours


def load_all() -> dict[str, Person]:
    load_organisations()
    cast = load_people()
    load(cast)
    return cast


@pytest.fixture
def cast(settings: LazySettings) -> dict[str, Person]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return load_all()


@pytest.fixture
def programme(cast: dict[str, Person]) -> Programme:
    return Programme.objects.get(slug=SLUG)


def rows() -> dict[str, int]:
    return {
        model._meta.db_table: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("organisations", "portfolio")
    }


def test_there_are_24_pilots_of_four_kinds(programme: Programme) -> None:
    kinds = Counter(programme.pilots.order_by().values_list("kind__code", flat=True))
    assert kinds == {"guidance": 16, "business_services": 6, "purchased_services": 1, "own_process": 1}
    assert programme.is_synthetic


def test_loading_again_adds_no_row_and_no_event(cast: dict[str, Person]) -> None:
    before = rows()
    load_all()
    assert rows() == before


def test_what_a_visitor_changed_stays_changed(programme: Programme) -> None:
    Pilot.objects.filter(slug="silta-tyohon").update(name_fi="Kävijän silta")
    load_all()
    assert Pilot.objects.get(slug="silta-tyohon").name_fi == "Kävijän silta"


def test_it_loads_fast() -> None:
    start = time.process_time()
    load_all()
    assert time.process_time() - start < SECONDS


def stems(model: type) -> list[str]:
    names = {field.name for field in model._meta.get_fields()}  # type: ignore[attr-defined]
    return [
        name[:-3] for name in sorted(names) if name.endswith("_fi") and {name[:-3] + "_sv", name[:-3] + "_en"} <= names
    ]


TEXTS_OF = (
    "Programme",
    "Pilot",
    "PilotPartner",
    "LearningGoal",
    "LearningGoalVersion",
    "PilotStatusChange",
    "Preparation",
    "ContextEvent",
)


def test_every_text_is_there_in_three_languages_and_said_once(cast: dict[str, Person]) -> None:
    for model in TEXTS_OF:
        cls = apps.get_model("portfolio", model)
        said: Counter[str] = Counter()
        for row in cls._default_manager.all():
            for stem in stems(cls):
                texts = {language: getattr(row, f"{stem}_{language}") for language in LANGUAGES}
                assert all(texts.values()) or not any(texts.values()), (row, stem, texts)
                if stem != "name" and any(texts.values()):
                    assert len(set(texts.values())) == 3, (row, stem)
                    said.update(texts.values())
        assert [text for text, times in said.items() if times > 1] == [], model


def test_most_goals_were_worded_anew_after_the_break_with_reason_and_named_agreement(programme: Programme) -> None:
    anew = LearningGoalVersion.objects.filter(
        goal__pilot__programme=programme, number__gt=1, context_event__slug="kasvupalvelu-uudistus-raukesi"
    )
    pilots = set(anew.values_list("goal__pilot", flat=True))
    assert 24 / 2 < len(pilots) < 24
    assert all(version.valid_from > date(2019, 3, 8) and version.reason_fi for version in anew)
    without = [version for version in anew if not version.agreements.exclude(name="").exists()]
    assert [version.goal.pilot.slug for version in without] == ["kolme-ovea"]  # a gap on purpose


def test_days_are_not_round_and_the_statuses_vary(programme: Programme) -> None:
    statuses = Counter(programme.pilots.order_by().values_list("status", flat=True))
    assert statuses == {"ended": 16, "reporting": 5, "discontinued": 2, "running": 1}
    assert len(set(programme.pilots.order_by().values_list("starts_on", flat=True))) > 18


def test_gaps_vary_between_pilots_and_some_have_none(programme: Programme) -> None:
    gaps = gaps_of_programme(programme, date(2020, 12, 31))
    patterns = {tuple(gap.code for gap in found) for found in gaps.values()}
    whole = [key for key, found in gaps.items() if not found]
    assert 4 <= len(whole) <= 10
    assert len(patterns) >= 10
    assert len({gap.code for found in gaps.values() for gap in found}) >= 10


def test_three_pilots_go_into_depth(cast: dict[str, Person]) -> None:
    for pilot in Pilot.objects.filter(slug__in=IN_DEPTH):
        check_depth(pilot)


def check_depth(pilot: Pilot) -> None:
    versions = [goal.versions.count() for goal in pilot.goals.order_by("number")]
    assert len(versions) == 3
    assert max(versions) == 3
    assert pilot.partners.count() >= 5
    assert pilot.preparation.service_owner
    assert pilot.preparation.planning_weeks
    assert len(story_of_pilot(pilot)) > 12
    assert {entry.kind for entry in story_of_goal(pilot.goals.get(number=1))} >= {"goal", "break"}


def test_asked_for_one_effect_of_all_24_the_system_refuses_in_three_languages(programme: Programme) -> None:
    decision = one_effect(programme)
    assert decision.refused
    assert len(decision.without_estimate) == 24
    assert all("24" in decision.sentence.in_(language) for language in LANGUAGES)
    # Target group, service and outcome measure differ: the reasons that the sentence names.
    assert {"target_group", "measure", "outcome"} <= {found.column for found in decision.differences}
    assert "outcome measure" in decision.sentence.en


def test_each_of_the_cast_sees_what_their_role_lets_them_see(cast: dict[str, Person], programme: Programme) -> None:
    seen = {key: Pilot.objects.visible_to(person).filter(programme=programme).count() for key, person in cast.items()}
    assert seen == {"evaluator": 24, "second_reader": 24, "commissioner": 24, "pilot_manager": 1, "outsider": 0}
    assert Pilot.objects.visible_to(cast["outsider"]).exists()
    assert may_change_programme(cast["commissioner"], programme)
    assert may_change_pilot(cast["pilot_manager"], Pilot.objects.get(slug="vierellakulkija"))


def test_only_the_cast_can_sign_in_and_everyone_is_marked(cast: dict[str, Person]) -> None:
    everyone = Person.objects.all()
    assert all(person.is_demonstration for person in everyone)
    assert {person.email for person in everyone if person.has_usable_password()} == {one.email for one in people()}
    assert cast["evaluator"].check_password(member("evaluator").password)


def test_addresses_of_people_lead_nowhere(cast: dict[str, Person]) -> None:
    assert all(person.email.endswith(".example") for person in Person.objects.all())


def test_the_command_refuses_outside_the_demonstration(db: None) -> None:
    assert not settings.DEMONSTRATION
    with pytest.raises(CommandError):
        call_command("load_demonstration")
    assert not Person.objects.exists()


def test_organisations_of_the_time_carry_the_names_of_their_time(programme: Programme) -> None:
    office = Pilot.objects.get(slug="vierellakulkija").owner
    assert as_text(office, "name").sv == "Mellersta Finlands TE-byrå"
    assert office.valid_to == date(2024, 12, 31)
