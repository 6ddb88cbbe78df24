"""Addresses of studies."""

from __future__ import annotations

from django.urls import path

from oppiva.web.studies.views import data, findings, index, plan, reports, runs, study

app_name = "studies"

urlpatterns = [
    path("", index.index, name="index"),
    path("new/", study.create, name="create"),
    path("<slug:slug>/", study.study_page, name="study"),
    path("<slug:slug>/change/", study.change, name="change"),
    path("<slug:slug>/outcomes/", study.outcomes, name="outcomes"),
    path("<slug:slug>/data/", data.data, name="data"),
    path("<slug:slug>/data/new/", data.upload, name="upload"),
    path("<slug:slug>/data/<int:number>/", data.dataset_page, name="dataset"),
    path("<slug:slug>/data/<int:number>/readers/", data.grant, name="grant"),
    path("<slug:slug>/data/<int:number>/readers/<int:reader>/end/", data.end_grant, name="end_grant"),
    path("<slug:slug>/plan/", plan.plan, name="plan"),
    path("<slug:slug>/plan/write/", plan.write, name="write"),
    path("<slug:slug>/plan/paste/", plan.paste, name="paste"),
    path("<slug:slug>/plan/<int:number>/", plan.version_page, name="version"),
    path("<slug:slug>/plan/<int:number>/lock/", plan.lock, name="lock"),
    path("<slug:slug>/plan/<int:number>/discard/", plan.discard, name="discard"),
    path("<slug:slug>/runs/", runs.ask, name="ask"),
    path("<slug:slug>/runs/<int:number>/", runs.run_page, name="run"),
    path("<slug:slug>/runs/<int:number>/progress/", runs.progress, name="progress"),
    path("<slug:slug>/runs/<int:number>/stop/", runs.stop, name="stop"),
    path("<slug:slug>/runs/<int:number>/result.json", runs.result_json, name="result"),
    path("<slug:slug>/runs/<int:number>/report.html", reports.report_html, name="report_html"),
    path("<slug:slug>/runs/<int:number>/report.pdf", reports.report_pdf, name="report_pdf"),
    path("<slug:slug>/runs/<int:number>/findings/<str:estimate>/new/", findings.write, name="write_finding"),
    path("<slug:slug>/findings/<int:number>/", findings.finding_page, name="finding"),
    path("<slug:slug>/findings/<int:number>/reword/", findings.reword, name="reword"),
    path("<slug:slug>/findings/<int:number>/strongest/", findings.take_strongest, name="take_strongest"),
    path("<slug:slug>/findings/<int:number>/confirm/", findings.confirm, name="confirm"),
    path("<slug:slug>/findings/<int:number>/publish/", findings.publish, name="publish"),
]
