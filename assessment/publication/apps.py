from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "assessment.publication"
    label = "publication"
    verbose_name = "服务标准公开"
