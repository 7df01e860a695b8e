from django.apps import AppConfig


class ImplementationConfig(AppConfig):
    name = "assessment.implementation"
    label = "implementation"
    verbose_name = "实施与案件"
