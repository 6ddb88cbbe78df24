"""How accounts behave here: nobody signs up alone, an organisation invites."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the portfolio in the language in which the person signed in."""
        return reverse("portfolio:index")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")
