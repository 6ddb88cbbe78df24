"""What a pilot says before it starts, and context events."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from factories.portfolio import Cast, ContextEventFactory, PilotFactory, PreparationFactory, cast
from oppiva.core.refusal import Refused
from oppiva.portfolio.context_events import add_context_event, change_context_event
from oppiva.portfolio.models import ContextEvent, Preparation
from oppiva.portfolio.preparing import save_preparation

pytestmark = pytest.mark.django_db


@pytest.fixture
def around() -> Cast:
    return cast()


def test_answers_are_saved_one_by_one_and_stay(around: Cast) -> None:
    save_preparation(around.pilot, around.manager, referral_fi="Asiantuntija ehdottaa.")
    save_preparation(around.pilot, around.manager, "Sovittiin johtoryhmässä.", service_owner="Outi Perusta")
    kept = Preparation.objects.get(pilot=around.pilot)
    assert (kept.referral_fi, kept.service_owner) == ("Asiantuntija ehdottaa.", "Outi Perusta")
    assert [event.change_reason for event in kept.events.order_by("pgh_id")] == ["", "Sovittiin johtoryhmässä."]


def test_a_pilot_builds_on_others_and_not_on_itself(around: Cast) -> None:
    first, second = PilotFactory(), PilotFactory()
    save_preparation(around.pilot, around.manager, earlier=[first, second])
    saved = save_preparation(around.pilot, around.manager, earlier=[second])
    assert list(saved.builds_on_pilots.all()) == [second]
    with pytest.raises(Refused):
        save_preparation(around.pilot, around.manager, earlier=[around.pilot])


def test_planning_that_ends_before_it_begins_is_refused(around: Cast) -> None:
    with pytest.raises(Refused):
        save_preparation(
            around.pilot, around.manager, planning_from=date(2019, 1, 18), planning_until=date(2018, 10, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparationFactory(planning_from=date(2019, 1, 18), planning_until=date(2018, 10, 1))


def test_planning_time_is_counted_in_weeks_with_both_days() -> None:
    # 1 October to 18 January is 110 days: 31 + 30 + 31 + 18.
    assert PreparationFactory().planning_weeks == pytest.approx(110 / 7)
    assert PreparationFactory(planning_from=None).planning_weeks is None


def test_only_the_owners_pilot_manager_answers(around: Cast) -> None:
    with pytest.raises(PermissionDenied):
        save_preparation(around.pilot, around.commissioner, referral_fi="x")


def test_events_around_a_programme_are_its_own_and_the_national_ones_of_its_time(around: Cast) -> None:
    own = add_context_event(
        around.programme,
        around.commissioner,
        slug="johtaja-vaihtui",
        kind="event",
        on=date(2019, 8, 5),
        name_fi="Johtaja vaihtui",
    )
    before = ContextEventFactory(on=date(2017, 8, 1), until=date(2018, 12, 31))
    lasting = ContextEventFactory(on=date(2018, 8, 1), until=date(2019, 1, 7))
    national = ContextEventFactory(breaking=True)
    after = ContextEventFactory(on=date(2021, 1, 1))
    elsewhere = ContextEventFactory(programme=PilotFactory().programme)
    found = list(ContextEvent.objects.around(around.programme))
    assert found == [lasting, national, own]
    assert not {before, after, elsewhere} & set(found)


def test_an_event_is_mended_by_the_commissioner_and_a_national_one_by_nobody_here(around: Cast) -> None:
    own = ContextEventFactory(programme=around.programme)
    assert change_context_event(own, around.commissioner, "Päivä oli väärä.", on=date(2019, 3, 9)).on.day == 9
    with pytest.raises(PermissionDenied):
        change_context_event(own, around.manager, "", on=date(2019, 3, 10))
    with pytest.raises(Refused):
        change_context_event(ContextEventFactory(), around.commissioner, "", on=date(2019, 3, 10))
