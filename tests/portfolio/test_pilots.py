"""Programmes and pilots: making, changing, and the steps of the status that the database holds."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from factories.organisations import OrganisationFactory, person_in
from factories.portfolio import Cast, PilotFactory, PilotPartnerFactory, ProgrammeFactory, cast, step
from oppiva.core.refusal import Refused
from oppiva.organisations.models import Area, Role
from oppiva.portfolio.models import Pilot, PilotKind, PilotStatusChange, Programme, Status
from oppiva.portfolio.models.pilot import STATUS_WORKFLOW
from oppiva.portfolio.partners import add_partner, change_partner, end_partner
from oppiva.portfolio.pilots import change_pilot, change_status, create_pilot
from oppiva.portfolio.policies import next_statuses
from oppiva.portfolio.programmes import add_party, add_pilot_kind, change_programme, create_programme, end_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def around() -> Cast:
    return cast()


def kind(code: str = "guidance") -> PilotKind:
    return PilotKind.objects.get(code=code, programme=None)


def region(code: str) -> Area:
    return Area.objects.get(kind="region", code=code)


def test_a_commissioner_begins_a_programme_and_sees_it_at_once() -> None:
    centre = OrganisationFactory(centre=True)
    person = person_in(centre, Role.COMMISSIONER)
    programme = create_programme(person, centre, slug="uusi", name_fi="Uusi", starts_on=date(2031, 3, 3))
    assert programme in Programme.objects.visible_to(person)
    assert change_programme(programme, person, "Tarkennus.", name_en="New").name_en == "New"


def test_a_programme_is_not_begun_for_an_organisation_of_others(around: Cast) -> None:
    with pytest.raises(Refused):
        create_programme(around.commissioner, OrganisationFactory(), slug="x", name_fi="X", starts_on=date(2026, 1, 5))


def test_the_last_commissioner_of_a_programme_stays(around: Cast) -> None:
    party = around.programme.parties.get(role="commissioner")
    with pytest.raises(Refused):
        end_party(party, date(2026, 6, 30), around.commissioner, "Tehtävä päättyi.")
    add_party(around.programme, around.commissioner, OrganisationFactory(), "commissioner", date(2026, 6, 1))
    assert end_party(party, date(2026, 6, 30), around.commissioner, "Tehtävä päättyi.").until == date(2026, 6, 30)


def test_a_new_pilot_is_planned_and_its_ledger_says_so(around: Cast) -> None:
    pilot = create_pilot(
        around.programme, around.commissioner, around.pilot.owner, kind(), [region("13")], slug="alku", name_fi="Alku"
    )
    assert pilot.status == Status.PLANNED
    assert list(pilot.status_changes.values_list("before", "after")) == [("", "planned")]
    assert [area.code for area in pilot.areas.all()] == ["13"]


def test_a_kind_that_a_programme_added_serves_that_programme_only(around: Cast) -> None:
    own = add_pilot_kind(around.programme, around.commissioner, code="koulutus", name_fi="koulutus")
    assert own in PilotKind.objects.open_to(around.programme)
    assert own not in PilotKind.objects.open_to(ProgrammeFactory())
    with pytest.raises(Refused):
        add_pilot_kind(around.programme, around.commissioner, code="guidance", name_fi="ohjaus")
    with pytest.raises(Refused):
        change_pilot(PilotFactory(owner=around.pilot.owner), around.manager, kind=own)


def test_changing_a_pilot_keeps_what_was_with_reason_and_person(around: Cast) -> None:
    change_pilot(around.pilot, around.manager, "Nimi oli varattu.", name_fi="Vierellä")
    last = around.pilot.events.order_by("-pgh_id").first()
    assert (last.name_fi, last.change_reason, last.changed_by) == ("Vierellä", "Nimi oli varattu.", around.manager)


def test_areas_come_and_go_and_the_history_keeps_them(around: Cast) -> None:
    change_pilot(around.pilot, around.manager, areas=[region("10"), region("12")])
    assert [area.code for area in around.pilot.areas.order_by("code")] == ["10", "12"]


def test_only_the_owners_pilot_manager_changes_the_pilot(around: Cast) -> None:
    for person in (around.commissioner, around.evaluator, around.partner_worker, around.outside_manager):
        with pytest.raises(PermissionDenied):
            change_pilot(around.pilot, person, name_fi="Vallattu")
        with pytest.raises(PermissionDenied):
            change_status(around.pilot, Status.REPORTING, person)


def test_the_status_cannot_be_slipped_in_among_facts(around: Cast) -> None:
    with pytest.raises(ValueError, match="status"):
        change_pilot(around.pilot, around.manager, status="ended")


def test_a_pilot_runs_reports_and_ends(around: Cast) -> None:
    change_status(around.pilot, Status.REPORTING, around.manager, on=date(2020, 9, 1))
    change_status(around.pilot, Status.ENDED, around.manager, on=date(2020, 12, 18))
    pilot = Pilot.objects.get(pk=around.pilot.pk)
    assert (pilot.status, pilot.ended_on) == ("ended", date(2020, 12, 18))
    assert next_statuses(pilot) == ()


def test_a_pilot_is_discontinued_only_with_a_reason(around: Cast) -> None:
    with pytest.raises(Refused):
        change_status(around.pilot, Status.DISCONTINUED, around.manager, reasons={"fi": "  "})
    change_status(around.pilot, Status.DISCONTINUED, around.manager, reasons={"fi": "Tuottaja lopetti."})
    pilot = Pilot.objects.get(pk=around.pilot.pk)
    assert pilot.discontinued_reason_fi == "Tuottaja lopetti."
    assert PilotStatusChange.objects.get(pilot=pilot, after="discontinued").reason_fi == "Tuottaja lopetti."


def test_a_second_person_who_takes_the_same_step_is_told(around: Cast) -> None:
    seen_by_both = Pilot.objects.get(pk=around.pilot.pk)
    change_status(seen_by_both, Status.REPORTING, around.manager)
    with pytest.raises(Refused):
        change_status(seen_by_both, Status.REPORTING, around.manager)


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", Status.values)
def test_the_database_takes_the_steps_of_the_workflow_and_no_other(before: str, after: str) -> None:
    pilot = PilotFactory()
    ways: dict[str, tuple[str, ...]] = {
        "planned": (),
        "running": ("running",),
        "reporting": ("running", "reporting"),
        "ended": ("running", "reporting", "ended"),
        "discontinued": ("discontinued",),
    }
    step(pilot, *ways[before])
    allowed = before == after or STATUS_WORKFLOW.may(before, after)
    try:
        with transaction.atomic():
            Pilot.objects.filter(pk=pilot.pk).update(
                status=after,
                ended_on=date(2020, 9, 11) if after in ("ended", "discontinued") else None,
                discontinued_reason_fi="Syy." if after == "discontinued" else "",
            )
    except DatabaseError:
        assert not allowed
    else:
        assert allowed


def test_the_database_lets_no_pilot_begin_in_the_middle() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PilotFactory(status="running")


def test_the_status_ledger_cannot_be_rewritten(around: Cast) -> None:
    change_status(around.pilot, Status.REPORTING, around.manager)
    rows = PilotStatusChange.objects.filter(pilot=around.pilot)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason_fi="Toinen syy.")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_partner_joins_once_in_a_role_and_leaves_with_a_reason(around: Cast) -> None:
    organisation = OrganisationFactory()
    partner = add_partner(around.pilot, around.manager, organisation, "partner", date(2019, 5, 21))
    with pytest.raises(Refused):
        add_partner(around.pilot, around.manager, organisation, "partner", date(2019, 6, 3))
    add_partner(around.pilot, around.manager, organisation, "provider", date(2019, 6, 3))
    with pytest.raises(Refused):
        end_partner(partner, date(2020, 1, 31), around.manager, {"fi": ""})
    ended = end_partner(partner, date(2020, 1, 31), around.manager, {"fi": "Kunta siirtyi kokeiluun."})
    assert ended.until == date(2020, 1, 31)
    add_partner(around.pilot, around.manager, organisation, "partner", date(2020, 2, 1))


def test_what_a_partner_gives_can_be_mended(around: Cast) -> None:
    partner = around.pilot.partners.get()
    signed = date(2019, 6, 18)
    changed = change_partner(
        partner, around.manager, contribution={"fi": "Kaksi ohjaajaa."}, agreement_signed_on=signed
    )
    assert (changed.contribution_fi, changed.agreement_signed_on) == ("Kaksi ohjaajaa.", signed)


def test_nobody_joins_a_pilot_that_is_over(around: Cast) -> None:
    change_status(around.pilot, Status.DISCONTINUED, around.manager, reasons={"sv": "Producenten slutade."})
    with pytest.raises(Refused):
        add_partner(around.pilot, around.manager, OrganisationFactory(), "partner", date(2020, 5, 4))


def test_the_database_refuses_the_same_partner_on_overlapping_days() -> None:
    partner = PilotPartnerFactory(until=date(2019, 12, 20))
    with pytest.raises(IntegrityError), transaction.atomic():
        PilotPartnerFactory(pilot=partner.pilot, organisation=partner.organisation, since=date(2019, 12, 20))
