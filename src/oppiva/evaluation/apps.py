from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "oppiva.evaluation"
    label = "evaluation"
