from django.apps import AppConfig


class StandardsCatalogConfig(AppConfig):
    name = "standards_catalog"
    verbose_name = "标准体系"
