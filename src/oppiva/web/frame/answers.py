"""What every answer and every request has in common: nothing private stays in a browser, nothing endless comes in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from oppiva.studies.models.dataset import LARGEST_FILE

LARGEST_REQUEST = LARGEST_FILE + 10_000_000
"""Bytes: the largest file that is taken, with the form round it. Read before anyone knows who sends it."""
Answering = Callable[[HttpRequest], HttpResponse]
NO_FEATURES = ", ".join(
    f"{feature}=()" for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class PrivateAnswers(MiddlewareMixin):
    """A page is for who asked for it: no cache keeps it, and the back button of the next person asks again."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response["Cache-Control"] = "no-store, private"
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", NO_FEATURES)
        return response


def bounded_requests(get_response: Answering) -> Answering:
    """Refuses a request that says it is larger than any that is taken, before its body is read."""

    def answering(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isascii() or not said.isdigit() or len(said) > 12 or int(said) > LARGEST_REQUEST:
            return render(request, "errors/413.html", {"most": LARGEST_FILE // 1_000_000}, status=413)
        return get_response(request)

    return answering
