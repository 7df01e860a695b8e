from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    name = "standards_catalog.procedure"
    label = "procedure"
    verbose_name = "制修订"
