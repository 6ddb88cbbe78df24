"""How often the whole chain, from data to sentence, says "effect" where there is none.

2,000 trials of 100 people; OPPIVA_FULL_SIMULATIONS=1 makes 20,000. Seeds are fixed.
"""

import os
from dataclasses import replace

import numpy as np
import pytest

from oppiva.impact.data.table import Column, Table
from oppiva.impact.plan.model import Inference, Outcome
from oppiva.impact.run import run_plan
from oppiva.impact.text import Text

from .studies import a_plan

TRIALS = 20_000 if os.environ.get("OPPIVA_FULL_SIMULATIONS") == "1" else 2_000
NOMINAL = 0.05
AT_MOST = NOMINAL + 3 * (NOMINAL * (1 - NOMINAL) / TRIALS) ** 0.5
"""5 % and three Monte-Carlo standard errors."""
CLAIMED = ("favourable", "unfavourable")
"""Small at most is not counted: under no effect it is a true sentence."""


def share_with_a_false_effect(outcomes: int, arms: int, seed: int, people: int = 100, draws: int = 0) -> float:
    """The share of trials in which any outcome × arm is said to be an effect. Outcomes are correlated and skewed."""
    names = [f"y{number}" for number in range(outcomes)]
    plan = a_plan(
        *(Outcome(name, "amount", Text.same(name), better="higher", primary=True) for name in names),
        drawn_by="documented",
        reference="simulation",
    )
    plan = replace(plan, inference=Inference(randomisation_draws=draws, seed=seed))
    rng = np.random.default_rng(seed)
    wrong = 0
    for _ in range(TRIALS):
        arm = rng.permutation(np.arange(people) % arms).astype(float)
        shared = rng.normal(size=(people, 1))
        values = np.exp(0.5 * (shared + rng.normal(size=(people, outcomes))))
        columns = {"treat": Column("treat", "number", arm)}
        columns |= {name: Column(name, "number", values[:, place]) for place, name in enumerate(names)}
        claims = run_plan(plan, Table(columns, people)).claims
        assert len(claims) == outcomes * (arms - 1)
        wrong += any(claim.level == "effect" and claim.verdict in CLAIMED for claim in claims)
    return wrong / TRIALS


@pytest.mark.simulation
def test_a_locked_trial_of_100_without_effect_says_effect_at_most_one_time_in_twenty():
    assert 0 < share_with_a_false_effect(outcomes=1, arms=2, seed=1978, draws=199) <= AT_MOST


@pytest.mark.simulation
def test_six_primary_outcomes_and_three_arms_together_say_effect_at_most_one_time_in_twenty():
    assert 0 < share_with_a_false_effect(outcomes=6, arms=3, seed=1935) <= AT_MOST
