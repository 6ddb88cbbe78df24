"""Sign-in by e-mail and password, with a one-time code as the second step. Accounts are made by invitation only."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from oppiva.web.accounts.views import SignIn

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("2fa/", include("allauth.mfa.urls")),
]
