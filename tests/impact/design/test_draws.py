from __future__ import annotations

import math

import numpy as np
import pytest

from oppiva.impact.design.draws import Group, allocations, groups_of, repeat_draw

FOUR_ERRORS = 4
"""Monte-Carlo errors: a right generator fails one such test in about 16,000."""


def _groups(block: list[int], flag: list[int]) -> tuple[Group, ...]:
    return groups_of(np.array(block), np.array(flag, dtype=bool), np.arange(len(block)))


def test_allocations_of_a_complete_draw_are_the_product_over_blocks() -> None:
    groups = _groups([0] * 6 + [1] * 6 + [2] * 4, [1, 1, 0, 0, 0, 0] * 2 + [1, 0, 0, 0])
    assert allocations(groups, "complete") == math.comb(6, 2) ** 2 * 4


def test_allocations_of_a_bernoulli_draw_are_two_to_the_power_of_units() -> None:
    assert allocations(_groups([0] * 5, [1, 0, 0, 1, 0]), "bernoulli") == 32


def test_allocations_beyond_a_floating_number_are_capped() -> None:
    assert allocations(_groups([0] * 5000, [1, 0] * 2500), "complete") == 1e300


def test_numbers_in_between_agree_with_exact_counting() -> None:
    groups = _groups([0] * 120, [1, 0] * 60)
    assert allocations(groups, "complete") == pytest.approx(math.comb(120, 60), rel=1e-9)


def test_every_draw_of_a_complete_design_has_the_fixed_number_in_each_block() -> None:
    block, flag = [0] * 9 + [1] * 30, [1] * 2 + [0] * 7 + [1] * 20 + [0] * 10
    seen: list[np.ndarray] = []

    def additive(group, mask):  # type: ignore[no-untyped-def]
        seen.append(mask.sum(axis=-1) == group.drawn)
        return mask.sum(axis=-1, keepdims=True).astype(float)

    repeat_draw(
        _groups(block, flag), np.array(flag, dtype=bool), additive, lambda terms: terms[:, 0],
        draws=3000, draw="complete", rng=np.random.default_rng(1),
    )  # fmt: skip
    assert all(rows.all() for rows in seen)


def test_units_and_pairs_of_units_are_drawn_alike_often() -> None:
    flag = np.array([1, 1, 1] + [0] * 7, dtype=bool)
    masks: list[np.ndarray] = []

    def additive(group, mask):  # type: ignore[no-untyped-def]
        masks.append(mask[0])
        return mask.sum(axis=-1, keepdims=True).astype(float)

    draws = 20_000
    groups = (Group(np.arange(10)[None, :], 3),)
    for seed in range(1, 201):  # 120 allocations only: fewer draws at a time than that, or they would be enumerated
        repeat_draw(
            groups, flag, additive, lambda t: t[:, 0], draws=100, draw="complete", rng=np.random.default_rng(seed)
        )
    drawn = np.vstack([mask for mask in masks if len(mask) == 100]).astype(float)
    assert len(drawn) == draws
    together = drawn.T @ drawn / draws
    pairs = together[~np.eye(10, dtype=bool)]
    assert np.abs(np.diag(together) - 0.3).max() < FOUR_ERRORS * math.sqrt(0.3 * 0.7 / draws)
    assert np.abs(pairs - 3 * 2 / 90).max() < FOUR_ERRORS * math.sqrt(0.0667 * 0.9333 / draws)


def test_a_bernoulli_draw_leaves_each_arm_its_least_number() -> None:
    flag = np.array([1, 1, 0, 0] * 5, dtype=bool)
    counts: list[np.ndarray] = []

    def additive(group, mask):  # type: ignore[no-untyped-def]
        counts.append(mask.sum(axis=-1).ravel())
        return mask.sum(axis=-1, keepdims=True).astype(float)

    repeat_draw(
        _groups([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4], list(flag)), flag, additive,
        lambda t: t[:, 0], draws=500, draw="bernoulli", rng=np.random.default_rng(1), least=2,
    )  # fmt: skip
    assert set(np.concatenate(counts)) == {2}


def test_all_allocations_of_two_small_blocks_are_gone_through_once() -> None:
    flag = np.array([1, 0, 0, 1, 1, 0, 0], dtype=bool)
    seen: list[float] = []

    def additive(group, mask):  # type: ignore[no-untyped-def]
        return (mask @ (10.0 ** group.units[0]))[..., None]

    def size(terms):  # type: ignore[no-untyped-def]
        seen.extend(terms[:, 0])
        return terms[:, 0]

    found = repeat_draw(
        _groups([0, 0, 0, 1, 1, 1, 1], list(flag)), flag, additive, size,
        draws=18, draw="complete", rng=np.random.default_rng(1),
    )  # fmt: skip
    assert found.exact
    assert found.draws == 18
    assert len(set(seen[1:])) == 18
    # 0011001 read from the right is the 1st of 3 and the 1st of 6 in size: all are at least as large
    assert found.p_value == 1.0
