"""What tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    """A request leaves its language behind in the thread; each test begins in Finnish, where `reverse` gives /fi/."""
    with translation.override("fi"):
        yield
