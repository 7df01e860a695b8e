from django.apps import AppConfig


class ValidityConfig(AppConfig):
    name = "standards_catalog.validity"
    label = "validity"
    verbose_name = "文件效力"
