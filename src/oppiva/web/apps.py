from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "oppiva.web"
    label = "web"
