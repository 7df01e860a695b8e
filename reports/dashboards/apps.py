from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "reports.dashboards"
    label = "dashboards"
    verbose_name = "驾驶舱与指标"
