from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "assessment.coverage"
    label = "coverage"
    verbose_name = "工作事项与覆盖"
