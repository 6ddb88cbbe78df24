"""A study begins: what it declares."""

from __future__ import annotations

import pytest

from factories.studies import World
from oppiva.core.refusal import Refused
from oppiva.studies.starting import Declared, declare_outcomes


def test_two_outcomes_cannot_stand_in_one_column(world: World) -> None:
    study = world.study()
    twice = [Declared("in_work", "yes_no", label_fi="Työssä"), Declared("in_work", "share", label_fi="Osuus")]
    with pytest.raises(Refused, match="in_work"):
        declare_outcomes(world.evaluator, study, twice)
    assert study.outcomes.count() == 2
