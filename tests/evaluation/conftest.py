"""A programme with one pilot, and the people round it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from factories.studies import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def synthetic_world(db: None) -> World:
    """The same in a programme that is marked synthetic, whose story has its own dates."""
    return make_world(synthetic=True)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are matched by their English words."""
    with translation.override("en"):
        yield
