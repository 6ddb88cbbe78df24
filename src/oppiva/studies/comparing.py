"""What two versions of a plan do differently, and whether the analysis that decides is among it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

_ONLY_WORDS = ("title", "language", "measure.name", "measure.alternative", "design.reference", "format")
_HOW_THE_FILE_IS_READ = ("data.delimiter", "data.decimal", "data.encoding", "data.sheet", "data.header_row")
_OUTCOME_WORDS = ("label", "unit")


@dataclass(frozen=True, slots=True)
class Change:
    """One key of the resolved plan; None stands for absent."""

    key: str
    before: Any
    after: Any
    deciding: bool
    """Whether it can move the estimate that decides, its interval, its verdict or its grade."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    """Changes from one resolved plan to another, in the order of the keys.

    Everything counts as deciding but words, how the file is read, secondary outcomes and what the plan says
    of its own time (which the system knows better). An outcome that is no longer primary, or is gone though
    it was primary, is deciding: so is one that has become primary.
    """
    plain = [*_plain(before, after)]
    outcomes = [*_outcomes(_by_name(before), _by_name(after))]
    return tuple(sorted((*plain, *outcomes), key=lambda change: change.key))


def _plain(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            words = key in _ONLY_WORDS or key in _HOW_THE_FILE_IS_READ or key.startswith("lock.")
            yield Change(key, old.get(key), new.get(key), deciding=not words)


def _leaves(plan: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for section, values in plan.items():
        if section == "outcome":
            continue
        if section == "title" or not isinstance(values, dict):
            yield section, values
            continue
        for key, value in values.items():
            yield f"{section}.{key}", value


def _by_name(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {outcome["name"]: outcome for outcome in plan.get("outcome", ())}


def _outcomes(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> Iterator[Change]:
    for name in old.keys() | new.keys():
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            there = before or after or {}
            kept, gone = (there.get("kind"), None) if after is None else (None, there.get("kind"))
            yield Change(f"outcome.{name}", kept, gone, deciding=bool(there.get("primary")))
            continue
        primary = bool(before.get("primary") or after.get("primary"))
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                deciding = primary and key not in _OUTCOME_WORDS
                yield Change(f"outcome.{name}.{key}", before.get(key), after.get(key), deciding)
