"""What the model or the database refuses becomes a sentence, and nothing is saved."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from factories.portfolio import ProgrammeFactory
from oppiva.core.refusal import Refused
from oppiva.core.saving import columns, save_or_refuse
from oppiva.portfolio.models import Programme


def test_a_text_becomes_one_column_a_language_and_a_missing_one_is_emptied() -> None:
    assert columns("name", {"fi": " Silta ", "en": "Bridge"}) == {
        "name_fi": "Silta",
        "name_sv": "",
        "name_en": "Bridge",
    }


@pytest.mark.django_db
def test_the_sentence_names_the_field_and_what_was_wrong() -> None:
    ProgrammeFactory(slug="varattu")
    with override("en"), pytest.raises(Refused) as refusal:
        save_or_refuse(Programme(slug="varattu", name_fi="Toinen", starts_on=date(2021, 3, 1)))
    assert "address" in str(refusal.value).lower()
    assert Programme.objects.count() == 1


@pytest.mark.django_db
def test_a_constraint_of_the_whole_row_speaks_with_its_own_sentence() -> None:
    with override("en"), pytest.raises(Refused, match="Give the name in at least one language"):
        save_or_refuse(Programme(slug="nimeton", starts_on=date(2021, 3, 1)))


@pytest.mark.django_db
def test_what_another_wrote_between_the_check_and_the_save_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Programme(slug="sama", name_fi="Toinen", starts_on=date(2021, 3, 1))
    checked = late.full_clean

    def check_then_another_writes() -> None:
        checked()
        ProgrammeFactory(slug="sama")

    monkeypatch.setattr(late, "full_clean", check_then_another_writes)
    with pytest.raises(Refused):
        save_or_refuse(late)
    assert Programme.objects.get(slug="sama").name_fi != "Toinen"
