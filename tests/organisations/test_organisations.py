"""Organisations: business ids, names, and who may enter or change them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from factories.organisations import OrganisationFactory, PersonFactory, person_in
from oppiva.core.refusal import Refused
from oppiva.organisations.models import Organisation, OrganisationKind, Role
from oppiva.organisations.register import add_organisation, change_organisation, close_organisation

pytestmark = pytest.mark.django_db

KEVA = "0119343-0"  # a real id whose check digit is public knowledge


def municipality() -> OrganisationKind:
    return OrganisationKind.objects.get(code="municipality")


def test_a_business_id_with_a_right_check_digit_is_taken() -> None:
    manager = person_in(OrganisationFactory(), Role.PILOT_MANAGER)
    added = add_organisation(manager, slug="uusi", kind=municipality(), name_fi="Uusi", business_id=KEVA)
    assert added.business_id == KEVA


@pytest.mark.parametrize("wrong", ["0119343-1", "119343-0", "0119343", "abcdefg-h"])
def test_a_wrong_business_id_is_refused_with_a_sentence(wrong: str) -> None:
    manager = person_in(OrganisationFactory(), Role.PILOT_MANAGER)
    with pytest.raises(Refused, match=r".+"):
        add_organisation(manager, slug="uusi", kind=municipality(), name_fi="Uusi", business_id=wrong)
    assert not Organisation.objects.filter(slug="uusi").exists()


def test_the_database_itself_refuses_a_business_id_of_another_form() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(business_id="12345678")


def test_two_organisations_do_not_share_a_business_id() -> None:
    OrganisationFactory(business_id=KEVA)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(business_id=KEVA)


def test_many_organisations_may_have_no_business_id() -> None:
    manager = person_in(OrganisationFactory(), Role.PILOT_MANAGER)
    for slug in ("a", "b"):
        add_organisation(manager, slug=slug, kind=municipality(), name_fi=slug, business_id="")


def test_an_organisation_without_any_name_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(name_fi="", name_sv="", name_en="")


def test_someone_without_a_role_may_not_add_an_organisation() -> None:
    with pytest.raises(PermissionDenied):
        add_organisation(PersonFactory(), slug="uusi", kind=municipality(), name_fi="Uusi")


def test_an_administrator_changes_only_their_own_organisation() -> None:
    own, other = OrganisationFactory(), OrganisationFactory()
    administrator = person_in(own, Role.ADMINISTRATOR)
    changed = change_organisation(own, administrator, "Kunnat yhdistyivät.", name_fi="Uusikunta")
    assert changed.name_fi == "Uusikunta"
    with pytest.raises(PermissionDenied):
        change_organisation(other, administrator, "", name_fi="Vallattu")


def test_the_history_of_a_change_carries_its_own_reason() -> None:
    own = OrganisationFactory(name_fi="Vanha")
    administrator = person_in(own, Role.ADMINISTRATOR)
    change_organisation(own, administrator, "Kunnat yhdistyivät.", name_fi="Uusi")
    change_organisation(own, administrator, "Nimi kirjoitetaan toisin.", name_fi="Uusikunta")
    told = own.events.order_by("pgh_id").values_list("name_fi", "change_reason", "changed_by")
    assert list(told) == [
        ("Vanha", "", None),
        ("Uusi", "Kunnat yhdistyivät.", administrator.pk),
        ("Uusikunta", "Nimi kirjoitetaan toisin.", administrator.pk),
    ]


def test_a_closed_organisation_stays_readable_and_was_in_being_until_its_last_day() -> None:
    own = OrganisationFactory()
    closed = close_organisation(own, date(2024, 12, 31), person_in(own, Role.ADMINISTRATOR), "TE-toimistot lakkasivat.")
    assert closed.in_being(date(2024, 12, 31))
    assert not closed.in_being(date(2025, 1, 1))
