from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "assessment.training"
    label = "training"
    verbose_name = "培训"
