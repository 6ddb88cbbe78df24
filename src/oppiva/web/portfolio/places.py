"""Where a form of a pilot stands: its crumbs, its title, and where it leads back to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from oppiva.portfolio.models import Pilot


def pilot_form(shown: Pilot, title: str, answer: str) -> dict[str, Any]:
    """What the form page says round the form."""
    return {
        "programme": shown.programme,
        "pilot": shown,
        "through": shown.name,
        "through_url": pilot_address(shown),
        "title": title,
        "answer": answer,
        "button": _("Save"),
    }


def pilot_address(shown: Pilot) -> str:
    return reverse("portfolio:pilot", args=[shown.slug])
