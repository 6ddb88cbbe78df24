"""Enumerations in running text."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _


def listed(items: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c” in the reader's language."""
    if len(items) < 2:
        return "".join(items)
    return _("%(all_but_last)s and %(last)s") % {"all_but_last": ", ".join(items[:-1]), "last": items[-1]}
