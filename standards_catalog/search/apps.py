from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "standards_catalog.search"
    label = "standards_search"
    verbose_name = "标准检索"
