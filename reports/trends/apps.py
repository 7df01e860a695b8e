from django.apps import AppConfig


class TrendsConfig(AppConfig):
    name = "reports.trends"
    label = "trends"
    verbose_name = "指标趋势"
