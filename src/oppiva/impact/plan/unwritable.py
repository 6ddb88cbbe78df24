"""What can stand in a plan file but in no text, number or database: refused before anything else is read."""

from __future__ import annotations

from typing import Any

from oppiva.impact.errors import PlanRefusal

LARGEST_WHOLE = 2**63
DEEPEST = 20


def refuse_unwritable(raw: Any) -> None:
    """Raises PlanRefusal for U+0000, half of a surrogate pair, a whole number beyond 64 bits, lists too deep.

    It walks without recursion: what is too deep for Python's stack is among what it looks for.
    """
    waiting: list[tuple[Any, int]] = [(raw, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise PlanRefusal("plan_too_deep", deepest=DEEPEST)
        if isinstance(value, str):
            if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
                raise PlanRefusal("plan_no_character")
        elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
            raise PlanRefusal("plan_number_too_long")
        elif isinstance(value, dict):
            waiting.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            waiting.extend((part, depth + 1) for part in value)
