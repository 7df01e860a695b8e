from django.apps import AppConfig


class SelfEvaluationConfig(AppConfig):
    name = "assessment.self_evaluation"
    label = "self_evaluation"
    verbose_name = "自查自评"
