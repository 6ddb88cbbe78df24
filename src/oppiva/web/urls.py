"""Every address of Oppiva. The language is part of the address, so that a link carries it."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from oppiva.web.frame import views as frame

urlpatterns = [
    path("", frame.home, name="home"),
    *i18n_patterns(
        path("account/", include("oppiva.web.accounts.urls")),
        path("organisations/", include("oppiva.web.organisations.urls")),
        path("studies/", include("oppiva.web.studies.urls")),
        path("", include("oppiva.web.portfolio.urls")),
    ),
]

handler400 = "oppiva.web.frame.views.bad_request"
handler403 = "oppiva.web.frame.views.forbidden"
handler404 = "oppiva.web.frame.views.not_found"
handler500 = "oppiva.web.frame.views.server_error"
