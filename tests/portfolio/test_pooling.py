"""One effect of all pilots: refused while they compare nothing, and no pilot is silently left out."""

from __future__ import annotations

import pytest

from factories.portfolio import PilotFactory, ProgrammeFactory
from oppiva.impact.claim.pooling_rows import StudyRow
from oppiva.portfolio.models import Pilot
from oppiva.portfolio.pooling import one_effect

pytestmark = pytest.mark.django_db


def estimate(pilot: Pilot, n: int) -> StudyRow:
    return StudyRow(
        id=f"{pilot.slug}-{n}",
        study=pilot.slug,
        estimate=0.04 + n / 100,
        std_error=0.02,
        grade=5,
        drawn=True,
        measure="ohjaus",
        outcome="työssä",
        unit="osuus",
        horizon=6,
        alternative="lain mukainen palvelu",
        target_group="pitkäaikaistyöttömät",
        estimand="itt",
    )


def test_pilots_without_a_comparison_have_no_common_effect_and_the_sentence_counts_them() -> None:
    programme = ProgrammeFactory()
    pilots = [PilotFactory(programme=programme) for _ in range(3)]
    decision = one_effect(programme)
    assert decision.refused
    assert set(decision.without_estimate) == {pilot.slug for pilot in pilots}
    assert all("3" in getattr(decision.sentence, language) for language in ("fi", "sv", "en"))


def test_one_pilot_without_a_comparison_is_enough_to_refuse() -> None:
    programme = ProgrammeFactory()
    pilots = [PilotFactory(programme=programme) for _ in range(4)]
    estimates = {pilot.pk: [estimate(pilot, n)] for n, pilot in enumerate(pilots[:3])}
    decision = one_effect(programme, estimates)
    assert decision.without_estimate == (pilots[3].slug,)


def test_pilots_that_measured_the_same_thing_may_be_pooled() -> None:
    programme = ProgrammeFactory()
    pilots = [PilotFactory(programme=programme) for _ in range(3)]
    decision = one_effect(programme, {pilot.pk: [estimate(pilot, n)] for n, pilot in enumerate(pilots)})
    assert not decision.refused
