"""Addresses of organisations."""

from __future__ import annotations

from django.urls import path

from oppiva.web.organisations.views import areas, organisations, people

app_name = "organisations"
urlpatterns = [
    path("", organisations.index, name="index"),
    path("new/", organisations.create, name="create"),
    path("areas/", areas.index, name="areas"),
    path("<slug:slug>/", organisations.organisation, name="organisation"),
    path("<slug:slug>/change/", organisations.change, name="change"),
    path("<slug:slug>/invite/", people.invite, name="invite"),
    path("<slug:slug>/people/<int:pk>/end/", people.end, name="end_membership"),
]
