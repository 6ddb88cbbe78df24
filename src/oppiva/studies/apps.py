from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "oppiva.studies"
    label = "studies"
