"""The one shape of a page with a form: show it, try what it asks, say so and go on, or show it again with why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oppiva.web.organisations.acting import NotDone, carry_out


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    said: str,
    then: str,
    page: dict[str, Any],
    template: str = "portfolio/form.html",
) -> HttpResponse:
    """`act` gets the cleaned data and runs in a transaction; `said` is told and `then` is the address after it."""
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(form, lambda: act(form.cleaned_data))
        except NotDone:
            pass
        else:
            messages.success(request, said)
            return redirect(then)
    return render(request, template, {**page, "form": form, "cancel": page.get("cancel", then)})
