from django.apps import AppConfig


class StandardDocumentsConfig(AppConfig):
    name = "standards_catalog.documents"
    label = "standard_documents"
    verbose_name = "标准文件"
