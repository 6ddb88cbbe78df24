"""Plans for tests: the smallest one, and changes to it."""

from __future__ import annotations

SMALLEST = """
title = "A trial"

[design]
kind = "trial"
arm = "treat"
control = 0

[[outcome]]
name = "y"
kind = "amount"
"""


def with_keys(section: str, *keys: str, plan: str = SMALLEST) -> str:
    """`plan` with more lines in a section ("design", "[outcome]"), which is added where it is absent."""
    head = f"[{section}]"
    lines = plan.splitlines()
    if head in lines:
        at = lines.index(head) + 1
        return "\n".join([*lines[:at], *keys, *lines[at:]])
    return "\n".join([*lines, head, *keys])


def without(line: str, plan: str = SMALLEST) -> str:
    """`plan` less one line."""
    assert line in plan.splitlines()
    return "\n".join(other for other in plan.splitlines() if other != line)


def replaced(line: str, by: str, plan: str = SMALLEST) -> str:
    """`plan` with one line another."""
    assert line in plan.splitlines()
    return "\n".join(by if other == line else other for other in plan.splitlines())
