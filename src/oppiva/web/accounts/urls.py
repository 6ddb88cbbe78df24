"""Sign-in by e-mail and password, with a one-time code as the second step. Accounts are made by invitation only."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from oppiva.web.accounts.views import SignIn
from oppiva.web.organisations.views.people import password_from_link

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/from-link/<str:person_code>/<str:token>/", password_from_link, name="password_from_link"),
    path("2fa/", include("allauth.mfa.urls")),
]
