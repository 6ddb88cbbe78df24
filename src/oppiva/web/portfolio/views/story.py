"""Who changed what in a pilot, when and why."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oppiva.portfolio.story import story_of_pilot
from oppiva.web.portfolio.getters import pilot_or_404


@login_required
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Latest first, crossed by what happened around."""
    pilot = pilot_or_404(request, slug)
    entries = story_of_pilot(pilot)
    context = {
        "pilot": pilot,
        "programme": pilot.programme,
        "story": entries,
        "told": sum(entry.kind not in ("break", "event") for entry in entries),
        "rewordings": sum(entry.kind == "goal" and (entry.version or 0) > 1 for entry in entries),
    }
    return render(request, "portfolio/story.html", context)
