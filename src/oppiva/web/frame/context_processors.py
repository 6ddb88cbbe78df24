"""What base.html needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from oppiva.impact.text import LANGUAGES

LANGUAGE_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The same page in each language, and whether this is the demonstration."""
    here = request.get_full_path()
    return {
        "languages_here": [
            {"code": code, "name": LANGUAGE_NAMES[code], "url": translate_url(here, code)} for code in LANGUAGES
        ],
        "demonstration": settings.DEMONSTRATION,
    }
