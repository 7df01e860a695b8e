from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "assessment.gaps"
    label = "gaps"
    verbose_name = "提标补缺"
