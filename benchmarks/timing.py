"""Median of warm runs, and the line in which a comparison is printed."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

WARM_RUNS = 3


@dataclass(frozen=True, slots=True)
class Timed:
    """What one contender took (seconds, median of warm runs) and answered."""

    name: str
    seconds: float
    answer: float


def timed(name: str, work: Callable[[], float], *, runs: int = WARM_RUNS, scale: float = 1.0) -> Timed:
    """`scale` multiplies the time where a contender did only a part of the work; the name says so."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - began)
    return Timed(name, scale * statistics.median(taken), answer)


def compare(task: str, ours: Timed, peers: list[Timed], *, agree_within: float) -> None:
    """Prints ours, each peer, the ratio, and whether the answers agree."""
    print(f"\n{task}")
    print(f"  {ours.name:<58} {ours.seconds:9.3f} s")
    for peer in peers:
        ratio = peer.seconds / ours.seconds
        word = f"{ratio:.1f} times ours" if ratio >= 1 else f"wins: ours takes {1 / ratio:.1f} times as long"
        agrees = "agrees" if abs(peer.answer - ours.answer) <= agree_within else "DIFFERS"
        print(f"  {peer.name:<58} {peer.seconds:9.3f} s  {word}; {agrees} ({peer.answer:.6g} and {ours.answer:.6g})")


def machine() -> str:
    """One line on where this ran."""
    return f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}"
