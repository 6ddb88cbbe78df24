from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "oppiva.portfolio"
    label = "portfolio"
