from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "assessment.planning"
    label = "planning"
    verbose_name = "实施计划"
