"""The sign-in page; under the demonstration it also says who can sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from oppiva.demonstration.cast import people


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.DEMONSTRATION:
            context["cast"] = people()
        return context
