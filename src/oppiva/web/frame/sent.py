"""What a form sends without a form class behind it: anyone can send anything, and none of it is a fault of ours."""

from __future__ import annotations

from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

LARGEST_KEY = 2**63 - 1


def whole_number(text: str | None) -> int | None:
    """A row's number; None for what is none (also other scripts' digits, and more than a key can hold)."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number <= LARGEST_KEY else None


def moment_sent(text: str | None) -> datetime | None:
    """A moment with its zone, as our own pages write it; None for anything else."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment is not None and is_aware(moment) else None


def line_sent(text: str | None) -> str:
    """A text without U+0000, which no database takes."""
    return (text or "").replace("\0", "")
