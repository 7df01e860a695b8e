from django.apps import AppConfig


class ComparingConfig(AppConfig):
    name = "standards_catalog.comparing"
    label = "comparing"
    verbose_name = "文本对照"
