"""Addresses of programmes and pilots."""

from __future__ import annotations

from django.urls import path

from oppiva.web.portfolio.views import goals, partners, pilots, preparation, programme_settings, programmes, story

app_name = "portfolio"
urlpatterns = [
    path("programmes/", programmes.index, name="index"),
    path("programmes/new/", programmes.create, name="create_programme"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/table.csv", programmes.table, name="table"),
    path("programmes/<slug:slug>/change/", programmes.change, name="change_programme"),
    path("programmes/<slug:slug>/settings/", programme_settings.settings, name="settings"),
    path("programmes/<slug:slug>/parties/new/", programme_settings.add_one_party, name="add_party"),
    path("programmes/<slug:slug>/parties/<int:pk>/end/", programme_settings.end_one_party, name="end_party"),
    path("programmes/<slug:slug>/events/new/", programme_settings.add_event, name="add_event"),
    path("programmes/<slug:slug>/events/<slug:event>/", programme_settings.change_event, name="change_event"),
    path("programmes/<slug:slug>/kinds/new/", programme_settings.add_kind, name="add_kind"),
    path("programmes/<slug:slug>/pilots/new/", pilots.create, name="create_pilot"),
    path("pilots/<slug:slug>/", pilots.pilot, name="pilot"),
    path("pilots/<slug:slug>/change/", pilots.change, name="change_pilot"),
    path("pilots/<slug:slug>/status/", pilots.status, name="change_status"),
    path("pilots/<slug:slug>/partners/new/", partners.add, name="add_partner"),
    path("pilots/<slug:slug>/partners/<int:pk>/", partners.change, name="change_partner"),
    path("pilots/<slug:slug>/partners/<int:pk>/end/", partners.end, name="end_partner"),
    path("pilots/<slug:slug>/goals/new/", goals.add, name="add_goal"),
    path("pilots/<slug:slug>/goals/<int:number>/", goals.goal, name="goal"),
    path("pilots/<slug:slug>/goals/<int:number>/reword/", goals.reword, name="reword_goal"),
    path("pilots/<slug:slug>/goals/<int:number>/retire/", goals.retire, name="retire_goal"),
    path("pilots/<slug:slug>/preparation/", preparation.preparation, name="preparation"),
    path("pilots/<slug:slug>/story/", story.story, name="story"),
]
