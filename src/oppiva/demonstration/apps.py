from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "oppiva.demonstration"
    label = "demonstration"
