from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "oppiva.publishing"
    label = "publishing"
