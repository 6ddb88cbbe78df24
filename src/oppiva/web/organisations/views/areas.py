"""The employment areas and regions, with codes, names and source."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from oppiva.core.language import sort_key
from oppiva.organisations.models import Area
from oppiva.web.organisations.getters import signed_in


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Searched by code or by a name in any of the three languages."""
    signed_in(request)
    asked = request.GET.get("q", "").strip()
    areas = list(Area.objects.all())
    found = [area for area in areas if _answers(area, asked)]
    in_order = sorted(found, key=lambda area: sort_key(area.name))
    groups = [{"kind": kind, "areas": [area for area in in_order if area.kind == kind]} for kind in Area.Kind.values]
    context = {
        "q": asked,
        "employment": sum(area.kind == Area.Kind.EMPLOYMENT_AREA for area in areas),
        "regions": sum(area.kind == Area.Kind.REGION for area in areas),
        "found": len(found),
        "groups": [group for group in groups if group["areas"]],
        "sources": sorted({area.source for area in areas}),
    }
    return render(request, "organisations/areas.html", context)


def _answers(area: Area, asked: str) -> bool:
    words = sort_key(asked).split()
    text = sort_key(f"{area.code} {area.name_fi} {area.name_sv} {area.name_en}")
    return all(word in text for word in words)
