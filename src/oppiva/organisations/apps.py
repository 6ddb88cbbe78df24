from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "oppiva.organisations"
    label = "organisations"
