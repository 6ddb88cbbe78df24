"""Loads the demonstration and says who can sign in to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from oppiva.demonstration.cast import people
from oppiva.demonstration.stories import load_demonstration


class Command(BaseCommand):
    """Accounts with public passwords come only where `oppiva demo` said so."""

    help = "Loads the demonstration (once) and prints who can sign in."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("demonstration accounts have public passwords: they are made only by `oppiva demo`")
        load_demonstration()
        with override("en"):
            for person in people():
                self.stdout.write(f"{person.name} – {person.email} – {person.password} – {person.may}")
