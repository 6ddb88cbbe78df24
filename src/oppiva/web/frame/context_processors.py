"""What base.html needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from oppiva import __version__
from oppiva.impact.text import LANGUAGES
from oppiva.web.frame.menu import main_menu

LANGUAGE_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}

STYLE_SHEETS = [
    f"css/{name}.css"
    for name in (
        "tokens",
        "base",
        "frame",
        "controls",
        "tables",
        "drawing",
        "portfolio",
        "thread",
        "versions",
        "study",
    )
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The same page in each language, the menu, and whether this is the demonstration."""
    here = request.get_full_path()
    known = getattr(request, "user", None)  # none yet where a request is refused at the door
    return {
        "languages_here": [
            {"code": code, "name": LANGUAGE_NAMES[code], "url": translate_url(here, code)} for code in LANGUAGES
        ],
        "main_menu": main_menu(request) if known is not None and known.is_authenticated else [],
        "style_sheets": STYLE_SHEETS,
        "demonstration": settings.DEMONSTRATION,
        "oppiva_version": __version__,
    }
