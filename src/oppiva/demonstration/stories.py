"""The stories that the demonstration tells, in the order of their loading.

A story is a module with `load(people)`: it makes what is missing and changes nothing that is there. Loading twice
adds no row, and what a visitor changed stays changed.
"""

from __future__ import annotations

from importlib import import_module

from django.db import transaction

from oppiva.demonstration.cast import load_people
from oppiva.demonstration.organisations import load_organisations

STORIES = (
    "oppiva.demonstration.partnership_pilots",
    "oppiva.demonstration.national_supported_work",
    "oppiva.demonstration.vahva_alku",
)


@transaction.atomic
def load_demonstration() -> None:
    """The organisations, the cast and every story: all of it or nothing."""
    load_organisations()
    people = load_people()
    for story in STORIES:
        import_module(story).load(people)
