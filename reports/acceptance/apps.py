from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "reports.acceptance"
    label = "acceptance"
    verbose_name = "验收报告"
