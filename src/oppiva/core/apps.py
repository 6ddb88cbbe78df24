from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "oppiva.core"
    label = "core"
