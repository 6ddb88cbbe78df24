"""The draw repeated: the same numbers (or chances) an arm within each block, again and again or all of them.

A statistic is told of an allocation only through sums over blocks: `additive` turns the masks of one group of blocks
into terms that are added over blocks, `size` turns the sums into the number that is compared. So 10,000 draws of
10,000 people need no loop over draws, and all allocations of a small draw are crossed block by block.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oppiva.impact.data.sample import Codes, Floats

Mask = NDArray[np.bool_]
Additive = Callable[["Group", Mask], Floats]
"""(group of g blocks, masks of shape (g, draws, n)) → terms of shape (g, draws, q)."""
Size = Callable[[Floats], Floats]
"""Terms summed over blocks, shape (draws, q) → size of the statistic, shape (draws,)."""

CHUNK = 4_000_000
"""Units × draws held at once: about 50 MB."""
MANY = 1e300
"""Stands for any number of allocations beyond it."""
TIE = 1e-12
"""Statistics closer than this, relative to the observed one (or to 1), are the same but for rounding."""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks of one size with one number drawn. `units` has shape (g, n): positions of the blocks' units."""

    units: Codes
    drawn: int

    @property
    def n(self) -> int:
        return int(self.units.shape[1])


@dataclass(frozen=True, slots=True)
class Repeated:
    """How often the draw repeated gives at least the observed size. `exact`: all allocations, not a sample of them."""

    p_value: float
    draws: int
    exact: bool


def groups_of(block: Codes, flag: Mask, order: Codes) -> tuple[Group, ...]:
    """Units grouped by block size and number drawn. block, flag (n,): block and whether drawn; order: positions.

    `order` sorts units inside a block, so that the file's row order does not touch a random p.
    """
    place = order[np.argsort(block[order], kind="stable")]
    starts = np.flatnonzero(np.diff(block[place])) + 1
    found: dict[tuple[int, int], list[Codes]] = {}
    for units in np.split(place, starts):
        found.setdefault((units.size, int(flag[units].sum())), []).append(units)
    return tuple(Group(np.array(units), drawn) for (_, drawn), units in sorted(found.items(), key=lambda item: item[0]))


def allocations(groups: Iterable[Group], draw: Literal["complete", "bernoulli"]) -> float:
    """How many different allocations the draw could have given (capped at 1e300).

    `complete`: the product of n!/(m!(n−m)!) over blocks. `bernoulli`: 2^n.
    """
    logarithm = 0.0
    exact = 1
    for group in groups:
        blocks = group.units.shape[0]
        if draw == "bernoulli":
            logarithm += blocks * group.n * math.log(2)
        else:
            logarithm += blocks * (
                math.lgamma(group.n + 1) - math.lgamma(group.drawn + 1) - math.lgamma(group.n - group.drawn + 1)
            )
        if logarithm < math.log(1e15):
            one = 2**group.n if draw == "bernoulli" else math.comb(group.n, group.drawn)
            exact *= one**blocks
    if logarithm < math.log(1e15):
        return float(exact)
    return math.exp(logarithm) if logarithm < math.log(MANY) else MANY


def repeat_draw(
    groups: tuple[Group, ...],
    flag: Mask,
    additive: Additive,
    size: Size,
    *,
    draws: int,
    draw: Literal["complete", "bernoulli"],
    rng: np.random.Generator,
    least: int = 0,
) -> Repeated:
    """p of the observed allocation `flag` (n,) among repetitions of its draw.

    All allocations are gone through when there are no more of them than `draws`: p is then their share with at least
    the observed size (for a Bernoulli draw their probability, each block with its observed share), the observed one
    among them. Else p = (1 + b)/(1 + draws). With `least`, an allocation that leaves a block fewer than `least` units
    in an arm is none: the analysis would not have been made (only a Bernoulli draw can give one).
    """
    observed = float(size(_sum(additive(group, flag[group.units][:, None, :]) for group in groups))[0])
    bar = observed - TIE * max(1.0, observed) if math.isfinite(observed) else observed
    if allocations(groups, draw) <= draws:
        p_value, count = _all(groups, additive, size, bar, draw, least)
        return Repeated(p_value, count, True)
    reached, done = 0, 0
    per_chunk = max(1, CHUNK // sum(group.units.size for group in groups))
    while done < draws:
        many = min(per_chunk, draws - done)
        masks = [_masks(group, many, draw, rng, least) for group in groups]
        terms = _sum(additive(group, mask) for group, mask in zip(groups, masks, strict=True))
        reached += int((size(terms) >= bar).sum())
        done += many
    return Repeated((1 + reached) / (1 + draws), draws, False)


def _sum(parts: Iterable[Floats]) -> Floats:
    total: Floats | float = 0.0
    for part in parts:
        total = total + part.sum(axis=0)
    return np.asarray(total, dtype=np.float64)


def _masks(group: Group, many: int, draw: str, rng: np.random.Generator, least: int) -> Mask:
    """Masks of shape (g, many, n), one independent draw for each block and repetition."""
    shape = (group.units.shape[0], many, group.n)
    if draw == "complete":
        return _subsets(shape, group.drawn, rng)
    chance = group.drawn / group.n
    mask = rng.random(shape, dtype=np.float32) < chance
    while least:
        count = mask.sum(axis=-1)
        poor = (count < least) | (count > group.n - least)
        if not poor.any():
            break
        mask[poor] = rng.random((int(poor.sum()), group.n), dtype=np.float32) < chance
    return mask


def _subsets(shape: tuple[int, int, int], drawn: int, rng: np.random.Generator) -> Mask:
    """Random subsets of `drawn` of the last axis: those with the smallest of random keys."""
    n = shape[-1]
    few = min(drawn, n - drawn)
    if few == 0:
        return np.full(shape, drawn > 0)
    keys = rng.integers(0, 2**32, size=shape, dtype=np.uint32)
    edge = np.partition(keys, few, axis=-1)[..., few, None]
    mask = keys < edge
    tied = np.count_nonzero(mask, axis=-1) != few
    for block, row in np.argwhere(tied):
        # Two equal keys at the edge (about one draw in a million): draw this one again, with no keys at all.
        mask[block, row] = False
        mask[block, row, rng.choice(n, few, replace=False)] = True
    return mask if few == drawn else ~mask


def _all(
    groups: tuple[Group, ...], additive: Additive, size: Size, bar: float, draw: str, least: int
) -> tuple[float, int]:
    """Every allocation, block by block: the share (or probability) of those that reach `bar`, and their number."""
    terms: Floats | None = None
    chances = np.ones(1)
    for group in groups:
        masks, chance = _every_mask(group, draw, least)
        for units in group.units:
            own = additive(Group(units[None, :], group.drawn), masks[None, :, :])[0]
            terms = own if terms is None else (terms[:, None, :] + own[None, :, :]).reshape(-1, own.shape[1])
            chances = (chances[:, None] * chance[None, :]).ravel()
    if terms is None:
        raise ValueError("no blocks")
    return float(chances[size(terms) >= bar].sum() / chances.sum()), int(chances.size)


def _every_mask(group: Group, draw: str, least: int) -> tuple[Mask, Floats]:
    sizes = [group.drawn] if draw == "complete" else range(least, group.n - least + 1)
    chosen = [subset for drawn in sizes for subset in combinations(range(group.n), drawn)]
    mask = np.zeros((len(chosen), group.n), dtype=bool)
    for row, subset in enumerate(chosen):
        mask[row, list(subset)] = True
    if draw == "complete":
        return mask, np.ones(len(chosen))
    chance = group.drawn / group.n
    count = mask.sum(axis=1)
    return mask, np.asarray(chance**count * (1 - chance) ** (group.n - count), dtype=np.float64)
