from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "assessment.programme"
    label = "programme"
    verbose_name = "阶段与任务"
