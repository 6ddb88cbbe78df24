"""A domain rule that says no, with a sentence for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """`message` is a translated sentence: where, what was found, what was expected. Nothing was changed."""

    def __init__(self, message: str | Promise) -> None:
        self.message = message
        super().__init__(str(message))
