from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "assessment.demonstration"
    label = "demonstration"
    verbose_name = "演示数据"
